{
  stdenv,
  zlib,
  tls,
}:
stdenv.mkDerivation {
  pname = "curl";
  version = "1";
  buildInputs = [
    zlib
    tls
  ];
}
