{
  stdenv,
}:
stdenv.mkDerivation {
  pname = "zlib";
  version = "1";
  buildInputs = [ ];
}
