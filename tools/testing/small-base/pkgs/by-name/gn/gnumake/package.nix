# Every stdenv after the first is made of it.
{
  stdenv,
  guileSupport ? false,
  guile ? null,
}:
stdenv.mkDerivation {
  pname = "gnumake";
  version = "4";
  buildInputs = if guileSupport then [ guile ] else [ ];
}
