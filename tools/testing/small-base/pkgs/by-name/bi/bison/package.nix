{
  stdenv,
}:
stdenv.mkDerivation {
  pname = "bison";
  version = "1";
  buildInputs = [ ];
}
