{ lib, stdenv }:
stdenv.mkDerivation {
  pname = "font";
  version = "1";
  meta.license = lib.licenses.unfree;
}
