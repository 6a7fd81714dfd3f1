# Flakes and folders outside of the workspace, without the flake command: as they
# lie on the disk, or as a lock pins them.
{
  attrsets,
  lockedSources,
  trivial,
}:
let
  inherit (attrsets) genAttrs optionalAttrs;
  inherit (lockedSources) lockedSource;
  inherit (trivial) importJSON;

  # A folder as text that has its content's hash in it: to a derivation, a path of
  # this machine would be the same whatever lies there. What is in the store stays.
  sourceOf =
    folder:
    if builtins.hasContext "${toString folder}" then
      toString folder
    else
      "${builtins.path {
        path = folder;
        name = "source";
        filter = path: _: baseNameOf path != ".git";
      }}";

  # What a flake is for those that have it as an input.
  evaluate =
    {
      # Its folder: where the flake.nix is.
      folder,
      # Of what it was fetched as: narHash, rev, lastModified, …
      info,
      inputs,
    }:
    let
      flake = import (folder + "/flake.nix");
      outputs = flake.outputs (inputs // { self = result; });
      result =
        outputs
        // info
        // {
          outPath = sourceOf folder;
          sourceInfo = info // {
            outPath = sourceOf folder;
          };
          inherit inputs outputs;
          _type = "flake";
        };
    in
    result;

  # The inputs of a lock's node, by the names that the flake there has for them.
  inputsOf =
    {
      lock,
      # The node, by its name in the lock.
      node,
      # Inputs of the lock's root that are something else than it has.
      given,
      # The folder that the lock is of, where there is one.
      root ? null,
    }:
    let
      inputs = name: lock.nodes.${name}.inputs or { };
      # A name is a node's, a list the way to one from the root.
      valueOf =
        wanted:
        if builtins.isString wanted then
          valueOfNode wanted
        else if given ? ${builtins.head wanted} then
          valueIn given.${builtins.head wanted} (builtins.tail wanted)
        else
          walk lock.root wanted;
      walk =
        at: way:
        let
          next = (inputs at).${builtins.head way};
          rest = builtins.tail way;
        in
        if rest == [ ] then
          valueOf next
        else if builtins.isString next then
          walk next rest
        else
          valueOf (next ++ rest);
      valueIn = value: way: if way == [ ] then value else valueIn value.inputs.${builtins.head way} (builtins.tail way);

      valueOfNode =
        name:
        let
          self = lock.nodes.${name};
          inherit (self) locked;
          # A path from the flake that names it, and a part of what that lies in.
          isRelative = locked.type == "path" && builtins.substring 0 1 locked.path != "/";
          parent = if self.parent or [ ] == [ ] then root else (walk lock.root self.parent).outPath;
          tree = if isRelative then { } else lockedSource locked;
          folder =
            if isRelative then
              parent + "/${locked.path}"
            else if locked ? dir then
              "${tree}/${locked.dir}"
            else
              tree.outPath;
        in
        if self.flake or true then
          evaluate {
            inherit folder;
            info = removeAttrs tree [ "outPath" ];
            inputs = inputsOf {
              inherit lock given root;
              node = name;
            };
          }
        else
          tree // { outPath = sourceOf folder; };
    in
    builtins.mapAttrs (
      name: wanted:
      if node == lock.root && given ? ${name} then given.${name} else valueOf wanted
    ) (inputs node);

  # A folder as an input: a flake's outputs, or the folder itself.
  folderAsInput =
    folder:
    if builtins.pathExists (folder + "/flake.nix") then
      flakeIn { inherit folder; }
    else
      { outPath = sourceOf folder; };

  # Whether a node is of the reference that an input has, and its inputs follow what
  # they should, and nothing else but each other.
  isLockedAs =
    name: input: node:
    let
      follows = input.follows or { };
      inputs = node.inputs or { };
      fits =
        own:
        if builtins.isString inputs.${own} then
          !(follows ? ${own})
        else if follows ? ${own} then
          inputs.${own} == [ follows.${own} ]
        else
          builtins.head inputs.${own} == name;
    in
    input.original or null == node.original && builtins.all fits (builtins.attrNames inputs);

  # A path that begins with `/`, or from a folder.
  pathFrom =
    root: path: if builtins.substring 0 1 path == "/" then /. + path else root + "/${path}";

  lockedInputs =
    {
      file,
      given ? { },
    }:
    let
      lock = importJSON file;
    in
    inputsOf {
      inherit lock given;
      node = lock.root;
    };

  flakeIn =
    {
      folder,
      given ? { },
    }:
    let
      file = folder + "/flake.lock";
      locked = optionalAttrs (builtins.pathExists file) (
        let
          lock = importJSON file;
        in
        inputsOf {
          inherit lock given;
          root = folder;
          node = lock.root;
        }
      );
      declared = (import (folder + "/flake.nix")).inputs or { };
      missing =
        name:
        throw "${toString folder}/flake.nix: nobody says what its input ${name} is: it has no flake.lock that does, and it follows nothing";
    in
    evaluate {
      inherit folder;
      info = { };
      inputs = genAttrs (builtins.attrNames declared) missing // locked // given;
    };
in
{
  /**
    The inputs that a lock pins (a flake.lock, of version 7), by name: a flake's
    outputs, or, of what is none, its folder as `outPath`. Each is fetched when
    it is used. `given` are nodes that are something else.
  */
  inherit lockedInputs;

  /**
    The outputs of the flake in a folder, as it lies there. Its inputs are those
    that are `given` by name, the others as its own flake.lock has them.
  */
  inherit flakeIn;

  /**
    The channels and flakes outside of the workspace that a registry's layers
    take from, by name: channels as folders, flakes as what their outputs are.

    `declared` is what the generated names.nix says of each, `root` the
    registry's folder, `lockFile` what pins those that are flake references,
    `base` the base's folder, or null, and `lib` the workspace's.
  */
  externalInputs =
    {
      declared,
      root,
      lockFile,
      base,
      lib,
    }:
    let
      # What inputs of theirs can follow.
      known = {
        lib = { inherit lib; };
        base = if base == null then throw "an input follows the base, and this registry has none" else folderAsInput base;
      }
      // builtins.mapAttrs (
        name: input: if input.kind == "channel" then folderAsInput (folderOf input name) else valueOf name
      ) declared;
      inPlace = builtins.listToAttrs (
        builtins.concatMap (
          name: if declared.${name}.path == null then [ ] else [ { inherit name; value = null; } ]
        ) (builtins.attrNames declared)
      );
      locked = lockedInputs {
        file = lockFile;
        # What lies in a folder is no part of a lock, whatever follows it.
        given = { inherit (known) base lib; } // builtins.intersectAttrs inPlace known;
      };
      lockedAs =
        name:
        let
          lock = importJSON lockFile;
          node = lock.nodes.${lock.nodes.${lock.root}.inputs.${name}};
          again = "run `nx run registry:lock`";
        in
        if !(builtins.pathExists lockFile && lock.nodes.${lock.root}.inputs or { } ? ${name}) then
          throw "${name}, which layers take from, is not locked: ${again}"
        else if !(isLockedAs name declared.${name} node) then
          throw "${name}, which layers take from, is locked as something else than they say now: ${again}"
        else
          locked.${name};
      folderOf =
        { path ? null, ... }: name:
        if path == null then (lockedAs name).outPath else pathFrom root path;
      valueOf =
        name:
        let
          input = declared.${name};
          follows = builtins.mapAttrs (_: wanted: known.${wanted}) (input.follows or { });
        in
        if input.path or null == null then
          lockedAs name
        else
          flakeIn {
            folder = pathFrom root input.path;
            given = follows;
          };
    in
    builtins.mapAttrs (
      name: input: if input.kind == "channel" then folderOf input name else valueOf name
    ) declared;
}
