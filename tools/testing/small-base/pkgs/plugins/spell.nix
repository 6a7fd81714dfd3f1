{ stdenv, zlib }:
stdenv.mkDerivation {
  name = "plugins-spell";
  buildInputs = [ zlib ];
}
