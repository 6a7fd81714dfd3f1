{ stdenv }:
stdenv.mkDerivation {
  name = "widgets-zlib";
  buildInputs = [ ];
}
