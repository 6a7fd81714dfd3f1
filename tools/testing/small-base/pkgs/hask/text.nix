{ stdenv, zlib }:
stdenv.mkDerivation {
  name = "hask-text";
  buildInputs = [ zlib ];
}
