{
  stdenv,
  bison,
  version ? "6",
  cxx ? false,
}:
stdenv.mkDerivation {
  pname = "gmp";
  inherit cxx version;
  nativeBuildInputs = [ bison ];
}
