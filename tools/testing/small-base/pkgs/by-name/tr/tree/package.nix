# Asks for nothing but what all ask for.
{ stdenv }:
stdenv.mkDerivation {
  pname = "tree";
  version = "2";
}
