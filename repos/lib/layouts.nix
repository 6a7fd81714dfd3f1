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

  # The shard of a package: the first two letters of its name, in lower case.
  shardOf = name: toLower (builtins.substring 0 2 name);

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

  splitAt =
    separator: text: builtins.filter builtins.isString (builtins.split "[${separator}]" text);

  # An attribute path, written as a text with dots or as a list of names.
  pathOf = value: if builtins.isList value then value else splitAt "." value;

  below = folder: name: if folder == "" then name else "${folder}/${name}";
  placeOf = root: folder: if folder == "" then root else root + "/${folder}";

  # Text before and after at most one `<variable>`.
  partOf =
    text:
    let
      found = builtins.match "([^<>]*)<([a-z]+)>([^<>]*)" text;
    in
    if found == null then
      {
        before = text;
        variable = null;
        after = "";
      }
    else
      {
        before = builtins.elemAt found 0;
        variable = builtins.elemAt found 1;
        after = builtins.elemAt found 2;
      };

  # What a part's variable stands for in a name; null where the name does not fit.
  valueIn =
    { before, after, ... }:
    name:
    let
      length = builtins.stringLength name;
      start = builtins.stringLength before;
      end = builtins.stringLength after;
      fits =
        length > start + end
        && builtins.substring 0 start name == before
        && builtins.substring (length - end) end name == after;
    in
    if fits then builtins.substring start (length - start - end) name else null;

  # A pattern such as `<group>/<name>/default.nix`, and one for attributes, such
  # as `<group>.<name>`. `nx-nix` reads them by the same rules.
  readPattern =
    pattern: attribute:
    let
      texts = splitAt "/" pattern;
      folders = builtins.genList (i: partOf (builtins.elemAt texts i)) (builtins.length texts - 1);
      file = builtins.elemAt texts (builtins.length texts - 1);
      alternatives = builtins.match "[{]([A-Za-z0-9_,-]+)[}][.]nix" file;
    in
    {
      inherit folders;
      files =
        if alternatives == null then
          [ file ]
        else
          map (name: "${name}.nix") (splitAt "," (builtins.head alternatives));
      variable = if alternatives == null && (partOf file).variable != null then partOf file else null;
      attribute = map (builtins.split "<([a-z]+)>") (splitAt "." attribute);
    };

  boundPath =
    attribute: bindings:
    map (
      parts:
      builtins.concatStringsSep "" (
        map (part: if builtins.isString part then part else bindings.${builtins.head part}) parts
      )
    ) attribute;

  isVisible = name: builtins.substring 0 1 name != ".";

  # The sources of a pattern: files, with the attribute path of each. A file that
  # only groups are called, `packages.nix`, names its packages itself.
  patternSources =
    {
      folders,
      files,
      variable,
      attribute,
    }:
    root: folder:
    let
      source =
        at: bindings: file:
        {
          file = below at file;
          path = boundPath attribute bindings;
          isGroup = variable == null && file == "packages.nix";
        };
      bound =
        at: part: bindings: name:
        let
          value = valueIn part name;
        in
        if value == null then [ ] else [ (at (bindings // { ${part.variable} = value; })) ];
      filesOf =
        at: bindings:
        if variable == null then
          map (source at bindings) (map baseNameOf (firstOf files (placeOf root at)))
        else
          builtins.concatMap (
            file: bound (some: source at some file) variable bindings file
          ) (builtins.filter isVisible (filesIn (placeOf root at)));
      walk =
        at: parts: bindings:
        let
          part = builtins.head parts;
          rest = builtins.tail parts;
        in
        if parts == [ ] then
          filesOf at bindings
        else if part.variable == null then
          if isFolder (toString (placeOf root (below at part.before))) then
            walk (below at part.before) rest bindings
          else
            [ ]
        else
          builtins.concatMap (
            name: builtins.concatLists (bound (walk (below at name) rest) part bindings name)
          ) (builtins.filter isVisible (foldersIn (placeOf root at)));
    in
    walk folder folders { };

  # `<shard>/<name>/…`. What a shard is called does not matter.
  sharded = patternSources (readPattern "<shard>/<name>/{package,packages,default}.nix" "<name>");
  inSets = patternSources (readPattern "<set>/<shard>/<name>/package.nix" "<set>.<name>");
  oneLevel = file: patternSources (readPattern "<name>/${file}" "<name>");

  # A folder with a `package.nix` is a package, one without is a set of what it
  # holds; `<name>.nix` is a package too. What has a `default.nix` instead is of
  # another layout.
  recursive =
    root:
    let
      ofFolder =
        path: at:
        let
          place = placeOf root at;
          present = file: firstOf [ file ] place != [ ];
        in
        if path != [ ] && present "package.nix" then
          [
            {
              inherit path;
              file = below at "package.nix";
            }
          ]
        else if path != [ ] && present "default.nix" then
          [ ]
        else
          builtins.concatMap (name: ofFolder (path ++ [ name ]) (below at name)) (foldersIn place)
          ++ builtins.concatMap (ofFile path at) (filesIn place);
      ofFile =
        path: at: file:
        let
          name = builtins.match "(.+)\\.nix" file;
        in
        if name == null || file == "default.nix" then
          [ ]
        else
          [
            {
              path = path ++ name;
              file = below at file;
            }
          ];
    in
    ofFolder [ ];

  nest =
    path: value:
    if path == [ ] then value else { ${builtins.head path} = nest (builtins.tail path) value; };

  # The lambdas of sources. A repository's configuration leaves files out, and
  # gives others another name than that of their folder.
  lambdasOf =
    {
      lib,
      root,
      set,
      config,
    }:
    sources:
    let
      excluded = map (path: map partOf (splitAt "/" path)) (config.exclude or [ ]);
      # What is left out may have variables: `pkgs/<name>/metadata.nix`.
      fits =
        part: name: if part.variable == null then name == part.before else valueIn part name != null;
      isBelow =
        names: parts:
        let
          depth = builtins.length parts;
        in
        depth <= builtins.length names
        && builtins.all (i: fits (builtins.elemAt parts i) (builtins.elemAt names i)) (
          builtins.genList (i: i) depth
        );
      isTaken = { file, ... }: !(builtins.any (isBelow (splitAt "/" file)) excluded);
      attributes = config.attributes or { };
      pathOfSource =
        { file, path, ... }:
        if attributes ? ${file} then
          pathOf attributes.${file}
        else if attributes ? ${dirOf file} then
          pathOf attributes.${dirOf file}
        else
          set ++ path;
      lambdas =
        source:
        let
          # A path, not a string: Nix would copy what a string names into the store,
          # and positions in it would lead there.
          place = root + "/${source.file}";
        in
        if source.isGroup or false then
          nest set (groupMembers lib place)
        else
          nest (pathOfSource source) (import place);
    in
    merge "" (map lambdas (builtins.filter isTaken sources));

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
    The layouts by name, each with the folder where its packages usually lie.

    - `by-name`: `by-name/<shard>/<name>/{package,default}.nix`, and
      `packages.nix` there for a group of packages,
    - `pkgs-by-name`: the same in `pkgs/by-name`,
    - `flat-by-name`: `pkgs/by-name/<name>/package.nix`, where a folder without
      this file is a set,
    - `sets-by-name`: `pkgs/sets-by-name/<set>/<shard>/<name>/package.nix`,
    - `nur`: `default.nix` itself, a function `{ pkgs }` to an attribute set;
      what comes out can be called with a package set and then is that set,
    - `pkgs`: `pkgs/<name>/default.nix`,
    - `packages`: `packages/<name>/package.nix`.

    `sources` gives, for a repository's folder and a folder in it, the files of
    packages: `{ file, path, isGroup }`, from the repository's folder.
  */
  layouts = {
    by-name = {
      folder = "by-name";
      sources = sharded;
    };
    pkgs-by-name = {
      folder = "pkgs/by-name";
      sources = sharded;
    };
    flat-by-name = {
      folder = "pkgs/by-name";
      sources = recursive;
    };
    sets-by-name = {
      folder = "pkgs/sets-by-name";
      sources = inSets;
    };
    nur = {
      folder = "";
      sources = null;
    };
    pkgs = {
      folder = "pkgs";
      sources = oneLevel "default.nix";
    };
    packages = {
      folder = "packages";
      sources = oneLevel "package.nix";
    };
  };

  /**
    The name of the layout by which a repository is recognised: the first by
    which it has packages; null where there is none. Where more than one could be
    meant, or none explains all files, `nx-nix` asks for the layout's name.
  */
  recogniseLayout =
    path:
    let
      # A folder that is not there holds nothing.
      foldersOf =
        folder:
        if isFolder (toString folder) then builtins.filter isVisible (foldersIn folder) else [ ];
      holds =
        files: folder: builtins.any (name: firstOf files (folder + "/${name}") != [ ]) (foldersOf folder);
      holdsSharded =
        folder: builtins.any (shard: holds packageFiles (folder + "/${shard}")) (foldersOf folder);
      # Folders are shards where one of them is that of a package in it.
      holdsInShards =
        folder:
        builtins.any (
          shard:
          builtins.any (
            name: shardOf name == shard && firstOf packageFiles (folder + "/${shard}/${name}") != [ ]
          ) (foldersOf (folder + "/${shard}"))
        ) (foldersOf folder);
      byName = path + "/pkgs/by-name";
    in
    if holdsSharded (path + "/by-name") then
      "by-name"
    else if holdsInShards byName then
      "pkgs-by-name"
    else if isFolder (toString byName) && recursive path "pkgs/by-name" != [ ] then
      "flat-by-name"
    else if holdsSharded byName then
      "pkgs-by-name"
    # What takes `pkgs` says itself which packages there are.
    else if builtins.any (file: takes "pkgs" (import file)) (firstOf [ "default.nix" ] path) then
      "nur"
    else if
      builtins.any (
        set:
        builtins.any (shard: holds [ "package.nix" ] (path + "/pkgs/sets-by-name/${set}/${shard}")) (
          foldersOf (path + "/pkgs/sets-by-name/${set}")
        )
      ) (foldersOf (path + "/pkgs/sets-by-name"))
    then
      "sets-by-name"
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
    The trees of packages in a repository, as its configuration names them, else
    the one by which it is recognised: a list of `{ name, folder, set }` or
    `{ pattern, attribute, set }`.
  */
  layoutsOf =
    config: path:
    let
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
    one that it is recognised by. `{ }` for one without packages. `settings` is
    what a registry says of the repository; it goes before what that says of itself.
  */
  useByName =
    {
      lib,
      path,
      settings ? { },
    }:
    let
      config = repoConfig path // settings;
      located =
        tree:
        let
          layout =
            layouts.${tree.name}
              or (throw "${toString path}/nix-repo.json: there is no layout \"${tree.name}\"");
          named = tree.folder or layout.folder;
        in
        rec {
          set = if tree ? set then pathOf tree.set else [ ];
          folder = if named == "." then "" else named;
          isNur = !(tree ? pattern) && layout.sources == null;
          sources =
            if tree ? pattern then
              patternSources (readPattern tree.pattern (tree.attribute or "<name>")) path ""
            # NUR's file names its packages itself. A repository that is new has not
            # yet the folder that is usual.
            else if isNur || !(tree ? folder) && !(isFolder (toString (placeOf path folder))) then
              [ ]
            else
              layout.sources path folder;
        };
      # A file that several trees take is of the first: what comes after is for the
      # files left over.
      ofFirst =
        { trees, taken }:
        tree:
        let
          sources = builtins.filter ({ file, ... }: !(taken ? ${file})) tree.sources;
        in
        {
          trees = trees ++ [ (tree // { inherit sources; }) ];
          taken =
            taken
            // builtins.listToAttrs (
              map (
                { file, ... }:
                {
                  name = file;
                  value = null;
                }
              ) sources
            );
        };
      lambdasOfTree =
        {
          set,
          folder,
          isNur,
          sources,
        }:
        if isNur then
          ofSet (final: nest set (applyNur (placeOf path folder + "/default.nix") final))
        else
          lambdasOf {
            inherit lib set config;
            root = path;
          } sources;
      start = {
        trees = [ ];
        taken = { };
      };
      inherit (builtins.foldl' ofFirst start (map located (layoutsOf config path))) trees;
    in
    mergeTrees (map lambdasOfTree trees);

  /**
    The lambdas that a repository exports: what its `default.nix` makes of
    `{ lib }`. Where that file wants a package set instead, as NUR's does, or is
    not there, or where a registry has `settings` for the repository, what its
    layouts give.
  */
  repoLambdas =
    {
      lib,
      path,
      settings ? null,
    }:
    let
      export = import (path + "/default.nix");
      formals = builtins.functionArgs export;
      wantsMore = builtins.any (name: name != "lib" && !formals.${name}) (builtins.attrNames formals);
    in
    if settings != null then
      useByName { inherit lib path settings; }
    else if
      !builtins.pathExists (path + "/default.nix")
      || builtins.isFunction export && (wantsMore || formals ? pkgs)
    then
      useByName { inherit lib path; }
    else
      export { inherit lib; };
}
