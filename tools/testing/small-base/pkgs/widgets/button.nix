{
  stdenv,
  zlib,
  tls,
}:
stdenv.mkDerivation {
  name = "widgets-button";
  buildInputs = [
    zlib
    tls
  ];
}
