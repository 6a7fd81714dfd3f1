# Pure helper functions. They depend on nothing, not even on a system.
#
# A function that Nixpkgs' lib has too bears the same name and means the same;
# where this library has less, it has less, but nothing different.
let
  attrsets = import ./attrsets.nix;
  trivial = import ./trivial.nix;
  fixedPoints = import ./fixed-points.nix;
  customisation = import ./customisation.nix {
    inherit attrsets fixedPoints trivial;
  };
  layouts = import ./layouts.nix { inherit attrsets trivial; };
  layers = import ./layers.nix { inherit attrsets customisation; };
  lockedSources = import ./locked-source.nix { inherit attrsets; };
  inputs = import ./inputs.nix { inherit attrsets lockedSources trivial; };
in
trivial // attrsets // fixedPoints // customisation // layouts // layers // lockedSources // inputs
