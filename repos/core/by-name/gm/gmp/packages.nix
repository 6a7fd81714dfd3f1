# Curried over the package set: which version `gmp` is, is said in one place,
# and an overlay that replaces that version replaces both.
{ ... }:
final: _: {
  gmp = final.gmp6;

  gmp6 =
    { stdenv }:
    stdenv.mkDerivation {
      pname = "gmp";
      version = "6.0";
      src = ./src;

      buildPhase = ''
        cc -c -o gmp.o gmp.c
        cc -ar rcs libgmp.a gmp.o
        cc -I. -L. -o factorial factorial.c -lgmp
      '';

      checkPhase = ''
        [ "$(./factorial 25)" = 15511210043330985984000000 ]
      '';

      installPhase = ''
        mkdir -p "$out/bin" "$out/include" "$out/lib"
        cp factorial "$out/bin/factorial"
        cp gmp.h "$out/include/gmp.h"
        cp libgmp.a "$out/lib/libgmp.a"
      '';

      meta = {
        description = "Integers of any size, for programs and for factorials; plays the role of GMP";
        mainProgram = "factorial";
      };
    };
}
