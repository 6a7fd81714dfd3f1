{
  stdenv,
  zlib,
}:
stdenv.mkDerivation {
  pname = "six";
  version = "1";
  buildInputs = [ zlib ];
}
