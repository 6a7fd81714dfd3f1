# Layouts: how the files of a repository become packages.
#
# A layout maps a repository's folder to its `lambdas`: callPackage-style
# functions by name, nested where packages lie in sets. Nothing is called, so
# nothing depends on a system, and a file is read only when its package is used
# (a group also for the names in it). A folder without any of a layout's files
# is no package.
{ attrsets, trivial }:
let
  inherit (attrsets) isDerivation;

  # Whether a folder is told by the dot that it has and a file has not. Nix 2.8 in
  # restricted mode takes the dot away before it looks.
  dotTells = !builtins.pathExists (toString ./layouts.nix + "/.");

  isFolder =
    target:
    builtins.pathExists "${target}/." && (dotTells || builtins.match ".*\\.nix" target == null);

  letters = text: builtins.genList (i: builtins.substring i 1 text) (builtins.stringLength text);
  toLower = builtins.replaceStrings (letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (
    letters "abcdefghijklmnopqrstuvwxyz"
  );

  # What a folder holds: names to "directory" or "regular", links followed.
  entriesOf =
    path:
    builtins.mapAttrs (
      name: type:
      let
        # A string: of a path the dot, and with it the question, would be lost.
        target = toString path + "/${name}";
      in
      if type != "symlink" then
        type
      else if isFolder target then
        "directory"
      else if builtins.pathExists target then
        "regular"
      else
        "dangling"
    ) (builtins.readDir path);

  namesOf =
    type: path:
    let
      entries = entriesOf path;
    in
    builtins.filter (name: entries.${name} == type) (builtins.attrNames entries);
  foldersIn = namesOf "directory";
  filesIn = namesOf "regular";

  # The path of the first of these files that a folder has, in a list, or [ ].
  firstOf =
    files: path:
    let
      entries = entriesOf path;
      present = builtins.filter (file: entries.${file} or null == "regular") files;
    in
    # A path, not a string: Nix would copy what a string names into the store,
    # and positions in it would lead there.
    map (file: path + "/${file}") (if present == [ ] then [ ] else [ (builtins.head present) ]);

  # Whether members of an attribute set are packages in it, rather than parts of
  # a package.
  isSet = value: builtins.isAttrs value && !(value ? __functor) && !isDerivation value;

  # The one attribute set of many. Several files may add to a set. That they
  # make the same package is a mistake, but no reason to keep others from use.
  merge =
    path:
    builtins.zipAttrsWith (
      name: values:
      if builtins.length values == 1 then
        builtins.head values
      else if builtins.all isSet values then
        merge (path + "${name}.") values
      else
        throw "more than one file makes the package ${path}${name}"
    );

  # The lambdas in a `packages.nix`, which makes several packages: plain,
  # `{ lib }: { a = { stdenv }: …; s.b = { zlib }: …; }`, or curried over the
  # package set: `{ lib }: final: { … }`, `{ lib }: final: prev: { … }` or, with
  # `final` twice, `{ lib }: res: pkgs: super: { … }`.
  #
  # The members of a plain group are lambdas. What a curried group makes of the
  # package set may be anything (`gmp = final.gmp6;`), so its members are
  # functions `final: prev: value`.
  groupMembers =
    lib: path:
    let
      file = import path;
      # A group gets `lib`, where its formals name it, and nothing else. If they
      # do name something else, that hurts only the members that use it.
      formals = builtins.functionArgs file;
      required = builtins.filter (name: !formals.${name}) (builtins.attrNames formals);
      nothingElse = attrsets.genAttrs required (
        name: throw "${toString path}: a group gets lib only, and not ${name}"
      );
      body =
        if builtins.isFunction file then
          file (nothingElse // builtins.intersectAttrs formals { inherit lib; })
        else
          file;

      unknown = throw "${toString path}: which names there are must not depend on the package set";
      # How many sets the group wants, and its members as far as they are known
      # without any.
      probe =
        arity: value:
        if builtins.isAttrs value then
          { inherit arity value; }
        else if builtins.isFunction value && arity < 3 then
          probe (arity + 1) (value unknown)
        else
          throw "${toString path}: a group is an attribute set, or makes one of one to three package sets";
      probed = probe 0 body;

      evaluated =
        final: prev:
        if probed.arity == 1 then
          body final
        else if probed.arity == 2 then
          body final prev
        else
          body final final prev;

      # A member that is an attribute set whatever the package set may be holds
      # further members.
      members =
        at:
        builtins.mapAttrs (
          name: value:
          let
            nested = builtins.tryEval (isSet value);
            member = final: prev: (at final prev).${name};
          in
          # A mark on the set that it stands in.
          if name == "recurseForDerivations" then
            value
          else if nested.success && nested.value then
            members member value
          else
            member
        );
    in
    if probed.arity == 0 then probed.value else members evaluated probed.value;

  # Whether a value is a function that has a formal of that name.
  takes = name: value: builtins.isFunction value && builtins.functionArgs value ? ${name};

  # What tells of packages in a folder, the first of them that is there. Beside
  # a package.nix, nixpkgs has a packages.nix that is a part of the package.
  packageFiles = [
    "package.nix"
    "packages.nix"
    "default.nix"
  ];

  # `<shard>/<name>/{package,packages,default}.nix`. What a shard is called does
  # not matter.
  sharded =
    lib: path:
    let
      lambdasIn =
        shard: name:
        let
          files = firstOf packageFiles (path + "/${shard}/${name}");
          isGroup = file: baseNameOf file == "packages.nix";
        in
        map (file: if isGroup file then groupMembers lib file else { ${name} = import file; }) files;
    in
    merge "" (
      builtins.concatMap (
        shard: builtins.concatMap (lambdasIn shard) (foldersIn (path + "/${shard}"))
      ) (foldersIn path)
    );

  # `<name>/<file>`
  oneLevel =
    file: path:
    merge "" (
      builtins.concatMap (
        name: map (found: { ${name} = import found; }) (firstOf [ file ] (path + "/${name}"))
      ) (foldersIn path)
    );

  # A folder with a `package.nix` is a package, one without is a set of what it
  # holds; `<name>.nix` is a package too.
  recursive =
    path:
    let
      ofFolder =
        name:
        let
          folder = path + "/${name}";
          package = firstOf [ "package.nix" ] folder;
          set = recursive folder;
        in
        if package != [ ] then
          [ { ${name} = import (builtins.head package); } ]
        else if set != { } then
          [ { ${name} = set; } ]
        else
          [ ];
      ofFile =
        file:
        let
          name = builtins.match "(.+)\\.nix" file;
        in
        if name == null then [ ] else [ { ${builtins.head name} = import (path + "/${file}"); } ];
    in
    merge "" (
      builtins.concatMap ofFolder (foldersIn path) ++ builtins.concatMap ofFile (filesIn path)
    );

  # A function of the package set, as a set that other lambdas can lie beside.
  ofSet = apply: { __functor = _: apply; };

  # NUR's `default.nix`, applied to a package set. As in NUR, what has a default
  # keeps it; only `lib` and `system` are those of the set, as `pkgs` is the set.
  applyNur =
    file: pkgs:
    let
      f = import file;
      formals = builtins.functionArgs f;
      # What nobody has hurts only the members that use it.
      valueOf = name: pkgs.${name} or (throw "${toString file}: the package set has no ${name}");
      required = builtins.filter (name: !formals.${name}) (builtins.attrNames formals);
    in
    f (
      attrsets.genAttrs required valueOf
      // builtins.intersectAttrs formals (
        { inherit pkgs; }
        // builtins.intersectAttrs {
          lib = null;
          system = null;
        } pkgs
      )
    );

  # Lambdas, or a function to them, in the set of a dotted path.
  inSet =
    set: lambdas:
    let
      nest =
        path: value:
        if path == [ ] then value else { ${builtins.head path} = nest (builtins.tail path) value; };
      path = if set == null then [ ] else builtins.filter builtins.isString (builtins.split "[.]" set);
    in
    if lambdas ? __functor then ofSet (final: nest path (lambdas final)) else nest path lambdas;

  # Several trees as one. What is a function of the package set stays one.
  mergeTrees =
    trees:
    let
      isFunction = tree: tree ? __functor;
      functions = builtins.filter isFunction trees;
    in
    merge "" (builtins.filter (tree: !isFunction tree) trees)
    // attrsets.optionalAttrs (functions != [ ]) (
      ofSet (final: merge "" (map (function: function final) functions))
    );
in
rec {
  /**
    A member of a group that is curried over package sets, applied to them. What
    makes an attribute set whatever the package set may be has become a set of
    such members.
  */
  groupMember =
    member: final: prev:
    if builtins.isFunction member then
      member final prev
    else if !builtins.isAttrs member then
      member
    else
      builtins.mapAttrs (_: inner: groupMember inner final prev) member;

  /**
    The layouts by name. Each is a function `{ lib, path, folder }` to a
    repository's lambdas: `path` is the repository's folder, `lib` what group
    files get, `folder` where the packages lie if not in the usual place.

    - `by-name`: `by-name/<shard>/<name>/{package,default}.nix`, and
      `packages.nix` there for a group of packages,
    - `pkgs-by-name`: the same in `pkgs/by-name`,
    - `flat-by-name`: `pkgs/by-name/<name>/package.nix`, where a folder without
      this file is a set,
    - `nur`: `default.nix` itself, a function `{ pkgs }` to an attribute set;
      what comes out can be called with a package set and then is that set,
    - `pkgs`: `pkgs/<name>/default.nix`,
    - `packages`: `packages/<name>/package.nix`.
  */
  layouts =
    let
      layout =
        usual: read:
        {
          lib,
          path,
          folder ? null,
        }:
        let
          named = if folder == null then usual else folder;
          place = if named == "." then path else path + "/${named}";
        in
        # A repository that is new has not yet the folder that is usual.
        if folder == null && !builtins.pathExists place then { } else read lib place;
    in
    {
      by-name = layout "by-name" sharded;
      pkgs-by-name = layout "pkgs/by-name" sharded;
      flat-by-name = layout "pkgs/by-name" (_: recursive);
      nur = layout "." (_: path: ofSet (applyNur (path + "/default.nix")));
      pkgs = layout "pkgs" (_: oneLevel "default.nix");
      packages = layout "packages" (_: oneLevel "package.nix");
    };

  /**
    The name of the layout by which a repository is recognised: the first by
    which it has packages; null where there is none. The order is the one of
    `nx-nix`, so that both find the same packages.
  */
  recogniseLayout =
    path:
    let
      # A folder that is not there holds nothing.
      foldersOf = folder: if builtins.pathExists "${toString folder}/." then foldersIn folder else [ ];
      holds =
        files: folder: builtins.any (name: firstOf files (folder + "/${name}") != [ ]) (foldersOf folder);
      holdsSharded =
        folder: builtins.any (shard: holds packageFiles (folder + "/${shard}")) (foldersOf folder);
      # A shard is what its packages' names begin with; what is none is a set.
      isIn =
        shard: name: builtins.substring 0 (builtins.stringLength shard) (toLower name) == shard;
      holdsNoShard =
        folder:
        builtins.any (
          set:
          builtins.any (
            name: !(isIn set name) && firstOf [ "package.nix" ] (folder + "/${set}/${name}") != [ ]
          ) (foldersOf (folder + "/${set}"))
        ) (foldersOf folder);
    in
    if holdsSharded (path + "/by-name") then
      "by-name"
    # Sets in the flat layout look like shards, so it goes first.
    else if
      holds [ "package.nix" ] (path + "/pkgs/by-name") || holdsNoShard (path + "/pkgs/by-name")
    then
      "flat-by-name"
    else if holdsSharded (path + "/pkgs/by-name") then
      "pkgs-by-name"
    # What takes `pkgs` says itself which packages there are.
    else if builtins.any (file: takes "pkgs" (import file)) (firstOf [ "default.nix" ] path) then
      "nur"
    else if holds [ "default.nix" ] (path + "/pkgs") then
      "pkgs"
    else if holds [ "package.nix" ] (path + "/packages") then
      "packages"
    else
      null;

  /**
    What the repository in `path` says of itself in its `nix-repo.json`; `{ }`
    for one that says nothing.
  */
  repoConfig =
    path:
    let
      file = path + "/nix-repo.json";
    in
    if builtins.pathExists file then trivial.importJSON file else { };

  /**
    The trees of packages in a repository, as its `nix-repo.json` names them,
    else the one by which it is recognised: a list of `{ name, folder, set }`,
    the last two only where they are named.
  */
  layoutsOf =
    path:
    let
      config = repoConfig path;
      recognised = recogniseLayout path;
      tree = value: if builtins.isString value then { name = value; } else value;
    in
    if config ? layout then
      map tree (if builtins.isList config.layout then config.layout else [ config.layout ])
    else if recognised == null then
      [ ]
    else
      [ { name = recognised; } ];

  /**
    The lambdas of the repository in `path`, by the layouts that it names or the
    one that it is recognised by. `{ }` for one without packages.
  */
  useByName =
    { lib, path }:
    let
      read =
        tree:
        let
          layout =
            layouts.${tree.name}
              or (throw "${toString path}/nix-repo.json: there is no layout \"${tree.name}\"");
        in
        inSet (tree.set or null) (
          layout ({ inherit lib path; } // builtins.intersectAttrs { folder = null; } tree)
        );
    in
    mergeTrees (map read (layoutsOf path));

  /**
    The lambdas that a repository exports: what its `default.nix` makes of
    `{ lib }`. Where that file wants a package set instead, as NUR's does, or is
    not there, what its layouts give.
  */
  repoLambdas =
    { lib, path }:
    let
      export = import (path + "/default.nix");
      formals = builtins.functionArgs export;
      wantsMore = builtins.any (name: name != "lib" && !formals.${name}) (builtins.attrNames formals);
    in
    if
      !builtins.pathExists (path + "/default.nix")
      || builtins.isFunction export && (wantsMore || formals ? pkgs)
    then
      useByName { inherit lib path; }
    else
      export { inherit lib; };
}
