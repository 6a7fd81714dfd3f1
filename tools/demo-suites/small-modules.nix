# As much of a module system as the registry's modules need, for tests where no
# checkout of Nixpkgs is at hand: imports, options with `default` and
# `apply`, `mkIf`, `mkDefault`, `_module.args`. Types are not checked; sets and lists are merged.
let
  isMarked = mark: value: builtins.isAttrs value && value._mark or null == mark;

  # The definitions that hold, each with whether it is only a default.
  definitions =
    value:
    if isMarked "if" value then
      (if value.condition then definitions value.content else [ ])
    else if isMarked "default" value then
      map (definition: definition // { isDefault = true; }) (definitions value.content)
    else
      [
        {
          inherit value;
          isDefault = false;
        }
      ];

  merged =
    values:
    if builtins.length values == 1 then
      builtins.head values
    else if builtins.all builtins.isList values then
      builtins.concatLists values
    else if builtins.all (value: builtins.isAttrs value && value.type or null != "derivation") values then
      builtins.zipAttrsWith (_: merged) values
    else
      throw "small-modules.nix: more than one definition that cannot be merged";

  # What definitions of one option come to: `[ ]` or a list with the value.
  valuesOf =
    found:
    let
      all = builtins.concatMap definitions found;
      firm = builtins.filter (definition: !definition.isDefault) all;
    in
    map (definition: definition.value) (if firm == [ ] then all else firm);

  isOption = isMarked "option";

  evalModules =
    {
      modules,
      specialArgs ? { },
    }:
    let
      load =
        module:
        let
          value = if builtins.isPath module then import module else module;
          formals = builtins.functionArgs value;
          arguments = {
            inherit config lib options;
          }
          // specialArgs;
          plain =
            if builtins.isFunction value then
              value (
                arguments
                // builtins.mapAttrs (name: _: arguments.${name} or config._module.args.${name}) formals
              )
            else
              value;
        in
        [ (if plain ? options || plain ? config || plain ? imports then plain else { config = plain; }) ]
        ++ builtins.concatMap load (plain.imports or [ ]);

      loaded = builtins.concatMap load modules;

      # Option sets of all modules as one; no option is declared twice.
      joined =
        sets:
        builtins.zipAttrsWith (
          _: values: if builtins.length values == 1 then builtins.head values else joined values
        ) sets;
      declared = joined (map (module: module.options or { }) loaded);

      configs = map (module: module.config or { }) loaded;

      # `mkIf` around a whole `config` is moved inwards, as the names in it must
      # be known before its condition is.
      inward =
        config:
        if isMarked "if" config then
          builtins.mapAttrs (_: content: lib.mkIf config.condition content) (inward config.content)
        else
          config;

      # What of an attribute is said in several of such sets.
      membersOf =
        name: sets: map (set: (inward set).${name}) (builtins.filter (set: inward set ? ${name}) sets);

      optionAt =
        tree: sets:
        builtins.mapAttrs (
          name: option:
          let
            inner = membersOf name sets;
          in
          if isOption option then
            option
            // {
              values = valuesOf inner;
              isDefined = valuesOf inner != [ ];
            }
          else
            optionAt option inner
        ) tree;
      options = optionAt declared configs;

      valueAt = builtins.mapAttrs (
        name: option:
        if !isOption option then
          valueAt option
        else if option.isDefined then
          (option.apply or (value: value)) (merged option.values)
        else
          option.default or (throw "small-modules.nix: the option `${name}' is used and not defined")
      );

      arguments = builtins.zipAttrsWith (_: values: merged (valuesOf values)) (
        map inward (membersOf "args" (membersOf "_module" configs))
      );

      config = valueAt options // {
        _module.args = arguments;
      };
    in
    {
      inherit config options;
    };

  lib = {
    inherit evalModules;
    mkOption = option: option // { _mark = "option"; };
    mkIf = condition: content: {
      _mark = "if";
      inherit condition content;
    };
    mkDefault = content: {
      _mark = "default";
      inherit content;
    };
    mkOptionDefault = lib.mkDefault;
    literalExpression = text: text;
    systems.equals = left: right: left == right;
    optionalAttrs = condition: attrs: if condition then attrs else { };
    recursiveUpdate =
      left: right:
      left
      // builtins.mapAttrs (
        name: value:
        if builtins.isAttrs value && builtins.isAttrs (left.${name} or null) then
          lib.recursiveUpdate left.${name} value
        else
          value
      ) right;
    types = builtins.listToAttrs (
      map
        (name: {
          inherit name;
          value = null;
        })
        [
          "anything"
          "bool"
          "pkgs"
          "raw"
          "str"
        ]
    )
    // {
      attrsOf = _: null;
      listOf = _: null;
      nullOr = _: null;
    };
  };
in
lib
