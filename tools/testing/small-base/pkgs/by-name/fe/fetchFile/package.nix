# A function, made by callPackage.
{
  lib,
  stdenv,
  buildPackages,
}:
lib.makeOverridable (
  {
    name,
    hash ? "none",
  }:
  stdenv.mkDerivation {
    inherit hash name;
    nativeBuildInputs = [ buildPackages.curl ];
  }
)
