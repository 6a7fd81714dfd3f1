{ stdenv, zlib }:
stdenv.mkDerivation {
  name = "darwin-kit";
  buildInputs = [ zlib ];
}
