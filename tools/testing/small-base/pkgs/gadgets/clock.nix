{
  stdenv,
  bison,
  gear,
}:
stdenv.mkDerivation {
  name = "gadgets-clock";
  nativeBuildInputs = [
    bison
    gear
  ];
  buildInputs = [ gear ];
}
