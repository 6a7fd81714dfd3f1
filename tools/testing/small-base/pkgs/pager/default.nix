{ stdenv, zlib }:
stdenv.mkDerivation {
  name = "pager";
  buildInputs = [ zlib ];
}
