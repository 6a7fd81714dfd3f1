# What default.nix and the flake have in common: from lambdas to a package set.
{
  # The workspace's own lib, for the generated code and for this.
  lib,
  # Names of repositories to their lambdas.
  repos,
  # Tells this registry from others, and this revision from others of it.
  revision ? "unlocked",
}:
let
  generated = import ./pkgs.nix {
    inherit lib repos;
    call = lib.makeOverridable;
  };

  # What is there without being a package, so that lambdas can ask for it.
  ambient =
    { system, config }:
    final: {
      inherit config lib system;
      pkgs = final;
      # Package sets for cross compilation look dependencies up by role.
      newScope = extra: lib.callPackageWith ((final.__splicedPackages or final) // extra);
      callPackage = final.newScope { };
    };

  marker = "__registry-${
    builtins.substring 0 16 (
      builtins.hashString "sha256" (revision + builtins.readFile ./names.nix)
    )
  }";

  # The registry on top of any package set. The marker makes applying it twice
  # the same as once; it is looked for in `prev`, as whether `final` has it is
  # what is being decided here. Where the set below has something ambient, that
  # stays.
  overlay =
    final: prev:
    if prev ? ${marker} then
      { }
    else
      removeAttrs (ambient {
        inherit (prev.stdenv.hostPlatform) system;
        config = { };
      } final) (builtins.attrNames prev)
      // generated final prev
      // {
        ${marker} = true;
      };
in
{
  inherit overlay;

  /**
    The package set for a system. `config` is what packages that ask for
    `config` get. The set has `extend`, for more overlays.
  */
  packages =
    {
      system,
      config ? { },
      overlays ? [ ],
      crossSystem ? null,
    }:
    let
      # As Nixpkgs takes it: a string, or a set with `system` or `config` in it.
      target = crossSystem.system or crossSystem.config or crossSystem;
    in
    if crossSystem != null && target != system then
      throw "this registry has no base, and so no compiler from ${system} for ${target}: leave crossSystem out, or put the registry's overlay on a set that can cross-compile"
    else
      lib.makeExtensible (
        lib.extends (lib.composeManyExtensions ([ overlay ] ++ overlays)) (ambient {
          inherit config system;
        })
      );
}
