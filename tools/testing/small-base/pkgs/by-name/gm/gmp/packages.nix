# A group: expressions beside calls.
{ lib }:
final: _prev: with final;
{
  gmp = gmp6;
  gmp5 = callPackage ./. { version = "5"; };
  gmp6 = callPackage ./. { };
  gmpCxx = gmp.override { cxx = true; };
  gmpKit = if stdenv.hostPlatform.isDarwin then callPackage ./. { version = "kit"; } else null;
}
