{
  stdenv,
  gmpCxx,
  gnumake,
}:
stdenv.mkDerivation {
  pname = "guile";
  version = "3";
  nativeBuildInputs = [ gnumake ];
  buildInputs = [ gmpCxx ];
}
