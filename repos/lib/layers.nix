# What the layers of a registry are made of: its generated `layers.nix` calls these.
{ attrsets, customisation }:
let
  inherit (attrsets) genAttrs optionalAttrs;
  inherit (customisation) existing;

  # Of a package set, the system that its packages run on.
  systemOf = set: set.stdenv.hostPlatform.system or set.system;

  # A package set for the same system, and the same configuration, as another.
  alike =
    set: folder:
    let
      build = set.stdenv.buildPlatform or null;
      host = set.stdenv.hostPlatform or null;
      isCross = build != null && host != null && build.config or null != host.config or null;
    in
    import folder (
      {
        system = if isCross then build.system else systemOf set;
        config = set.config or { };
        overlays = [ ];
      }
      // optionalAttrs isCross { crossSystem.config = host.config; }
    );

  # The attributes that are stated, of what an overlay gives; nothing is looked at
  # before one of them is used, but for those of which it is open if they are there:
  # under a condition, and not in the set below.
  pick =
    {
      always ? [ ],
      maybe ? [ ],
      ...
    }:
    prev: given:
    let
      below = builtins.partition (name: prev ? ${name}) maybe;
    in
    genAttrs always (name: given.${name})
    // genAttrs below.right (name: given.${name} or prev.${name})
    // optionalAttrs (below.wrong != [ ]) (existing given below.wrong);

  # `linux` is a kernel, `x86_64-linux` a system.
  isFor =
    system: wanted:
    system == wanted || baseNameOf (builtins.replaceStrings [ "-" ] [ "/" ] system) == wanted;
in
{
  /**
    The functions that a registry's `layers.nix` is written with, each to an
    overlay:

    - `channel name`: another package set, as the attribute of that name; it is
      the input of that name,
    - `patched name of patches`: the same of a folder with patches applied, by
      the `applyPatches` of the set below; `of` is an input, or `base`,
    - `patch repo file`: one of those patches,
    - `fallback attribute choices`: an attribute as a channel has it, on the
      systems of the first choice that is for them,
    - `packages f`: the packages of a repo; `f` gets what they are called with,
    - `file repo file names`: an overlay in a file, and which attributes it sets:
      `always`, or under a condition (`maybe`); `takesLib` where it is a function
      of `{ lib, ... }` first,
    - `flake name overlay`: an overlay of the flake that is the input of that name,
    - `only names overlay`: of an overlay these attributes only, stated as for `file`.

    `folders` are those of the repos, by name; `inputs` channels and flakes, by
    name: the first as folders, the others as what their outputs are. `base` is
    a folder, or null. `toolsFor` makes, for the set below, what packages are
    called with.
  */
  layerTools =
    {
      folders,
      inputs,
      base,
      toolsFor,
    }:
    let
      folderOf =
        name:
        if name != "base" then
          inputs.${name}
        else if base == null then
          throw "a channel is made of the base, and this registry has none"
        else
          base;
    in
    {
      channel = name: final: prev: { ${name} = alike prev inputs.${name}; };

      patched = name: of: patches: final: prev: {
        ${name} = alike prev (
          (prev.applyPatches
            or (throw "the channel ${name} has patches, and the set below has no applyPatches for them")
          )
            {
              name = "${name}-source";
              src = folderOf of;
              inherit patches;
            }
        );
      };

      patch = repo: file: folders.${repo} + "/${file}";

      fallback =
        attribute: choices: final: prev:
        let
          system = systemOf prev;
          fitting = builtins.filter (
            choice: !(choice ? systems) || builtins.any (isFor system) choice.systems
          ) choices;
        in
        optionalAttrs (fitting != [ ]) {
          ${attribute} = final.${(builtins.head fitting).channel}.${attribute};
        };

      packages = f: final: prev: f (toolsFor prev) final prev;

      file =
        repo: file: names: final: prev:
        let
          overlay = import (folders.${repo} + "/${file}");
          # A head gets `lib`, where its formals name it, and nothing else.
          given = builtins.intersectAttrs (builtins.functionArgs overlay) {
            lib = prev.lib or (toolsFor prev).lib;
          };
          applied = if names.takesLib or false then overlay given else overlay;
        in
        pick names prev (applied final prev);

      flake =
        name: overlay:
        inputs.${name}.overlays.${overlay}
          or (throw "the flake ${name} has no overlay ${overlay}: it has ${
            builtins.concatStringsSep ", " (builtins.attrNames (inputs.${name}.overlays or { }))
          }");

      only = names: overlay: final: prev: pick names prev (overlay final prev);
    };
}
