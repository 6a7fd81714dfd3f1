# What packages here find under `lib`: names and meanings as in nixpkgs' manual.
let
  attrsets = import ./attrsets.nix;
  fixedPoints = import ./fixed-points.nix;
  customisation = import ./customisation.nix { inherit attrsets fixedPoints; };
in
attrsets
// fixedPoints
// customisation
// {
  licenses = {
    mit.free = true;
    unfree.free = false;
  };
}
