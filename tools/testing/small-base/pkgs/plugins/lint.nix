{
  stdenv,
  zlib,
  curl,
}:
stdenv.mkDerivation {
  name = "plugins-lint";
  buildInputs = [
    zlib
    curl
  ];
}
