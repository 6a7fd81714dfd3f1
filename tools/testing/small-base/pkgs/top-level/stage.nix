# One package set of one stage: the layers, each made of those below.
{
  # Makes the whole anew with other arguments.
  again,
  config,
  lib,
  overlays,
  platforms,
  # The set that this one is built with; itself where nothing is said.
  previous ? null,
  stdenv,
}:
let
  ofStdenv = final: _prev: {
    inherit config lib stdenv;
    inherit (stdenv) buildPlatform hostPlatform targetPlatform;
    inherit (stdenv.hostPlatform) system;
    pkgs = final;
    pkgsBuildHost = if previous == null then final else previous;
    pkgsHostTarget = final;
    buildPackages = final.pkgsBuildHost;
  };

  splice = import ./splice.nix {
    inherit lib;
    isCross = previous != null;
  };

  byName = import ./by-name.nix { inherit lib; } ../by-name;

  allPackages = import ./all-packages.nix { inherit config lib stdenv; };

  # Known by names of old, unless nobody wants them.
  aliases =
    final: prev: lib.optionalAttrs (config.allowAliases or true) (import ./aliases.nix final prev);

  otherSets = final: _prev: {
    pkgsCross = builtins.mapAttrs (_: crossSystem: again { inherit crossSystem; }) platforms.examples;
    appendOverlays = more: if more == [ ] then final else again { overlays = overlays ++ more; };
    extend = overlay: final.appendOverlays [ overlay ];
  };

  # Last: what the stdenv was built from is not built again.
  ofBootstrap = final: prev: (prev.stdenv.overrides or (_: _: { })) final prev;
in
lib.fix (
  builtins.foldl' (f: overlay: lib.extends overlay f) (_final: { }) (
    [
      ofStdenv
      splice
      byName
      allPackages
      otherSets
      aliases
    ]
    ++ overlays
    ++ [ ofBootstrap ]
  )
)
