{
  stdenv,
  text,
  bison,
}:
stdenv.mkDerivation {
  name = "hask-parser";
  buildInputs = [
    text
    bison
  ];
}
