# Leaves its folder, and cannot be moved as it is.
{ stdenv, hello }:
stdenv.mkDerivation {
  pname = "outreach";
  version = "1";
  patches = [ ../../tl/tls/fix.patch ];
  buildInputs = [ hello ];
}
