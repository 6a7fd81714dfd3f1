{ stdenv, zlib }:
stdenv.mkDerivation {
  name = "gadgets-gear";
  buildInputs = [ zlib ];
}
