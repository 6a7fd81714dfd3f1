{ stdenv, gmp }:
stdenv.mkDerivation {
  pname = "mpfr";
  version = "4";
  buildInputs = [ gmp ];
}
