{
  stdenv,
}:
stdenv.mkDerivation {
  pname = "oniguruma";
  version = "1";
  buildInputs = [ ];
}
