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
          if nested.success && nested.value then members member value else member
        );
    in
    if probed.arity == 0 then probed.value else members evaluated probed.value;

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
    else
      builtins.mapAttrs (_: inner: groupMember inner final prev) member;

  /**
    The layouts by name. Each is a function `{ lib, path }`, with `path` the
    repository's folder, to its lambdas; `lib` is what group files get.

    - `by-name`: `by-name/<shard>/<name>/{package,default}.nix`, and
      `packages.nix` there for a group of packages,
    - `pkgs-by-name`: the same in `pkgs/by-name`,
    - `flat-by-name`: `pkgs/by-name/<name>/package.nix`, where a folder without
      this file is a set,
    - `pkgs`: `pkgs/<name>/default.nix`,
    - `packages`: `packages/<name>/package.nix`.
  */
  layouts = {
    by-name = { lib, path }: sharded lib (path + "/by-name");
    pkgs-by-name = { lib, path }: sharded lib (path + "/pkgs/by-name");
    flat-by-name = { path, ... }: recursive (path + "/pkgs/by-name");
    pkgs = { path, ... }: oneLevel "default.nix" (path + "/pkgs");
    packages = { path, ... }: oneLevel "package.nix" (path + "/packages");
  };

  /**
    The name of the layout of a repository: what its `nix-repo.json` says, else
    the first by which it has packages; null where there is none. The order is
    the one of `nx-nix`, so that both find the same packages.
  */
  recogniseLayout =
    path:
    let
      declared = path + "/nix-repo.json";
      # A folder that is not there holds nothing.
      foldersOf = folder: if builtins.pathExists "${toString folder}/." then foldersIn folder else [ ];
      holds =
        files: folder: builtins.any (name: firstOf files (folder + "/${name}") != [ ]) (foldersOf folder);
      holdsSharded =
        folder: builtins.any (shard: holds packageFiles (folder + "/${shard}")) (foldersOf folder);
      recognised =
        if holdsSharded (path + "/by-name") then
          "by-name"
        # Sets in the flat layout look like shards, so it goes first.
        else if holds [ "package.nix" ] (path + "/pkgs/by-name") then
          "flat-by-name"
        else if holdsSharded (path + "/pkgs/by-name") then
          "pkgs-by-name"
        else if holds [ "default.nix" ] (path + "/pkgs") then
          "pkgs"
        else if holds [ "package.nix" ] (path + "/packages") then
          "packages"
        else
          null;
    in
    if builtins.pathExists declared then
      (trivial.importJSON declared).layout or recognised
    else
      recognised;

  /**
    The lambdas of the repository in `path`, by the layout that it names or is
    recognised by. `{ }` for one without packages.
  */
  useByName =
    { lib, path }:
    let
      layout = recogniseLayout path;
      read =
        layouts.${layout}
          or (throw "${toString path}/nix-repo.json: there is no layout \"${layout}\"");
    in
    if layout == null then { } else read { inherit lib path; };
}
