{
  stdenv,
  zlib,
}:
stdenv.mkDerivation {
  pname = "linker";
  version = "1";
  buildInputs = [ zlib ];
}
