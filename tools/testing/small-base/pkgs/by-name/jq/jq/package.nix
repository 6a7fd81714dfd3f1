# Builds with what runs here, and links to what runs there.
{
  stdenv,
  bison,
  linker,
  oniguruma,
  onigurumaSupport ? true,
}:
stdenv.mkDerivation {
  pname = "jq";
  version = "1.8";
  outputs = [
    "out"
    "dev"
  ];
  nativeBuildInputs = [
    bison
    linker
  ];
  buildInputs = if onigurumaSupport then [ oniguruma ] else [ ];
}
