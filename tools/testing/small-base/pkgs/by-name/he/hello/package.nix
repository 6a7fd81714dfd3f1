# Names itself, as packages do whose tests use them, and fetches its source.
{
  lib,
  stdenv,
  fetchFile,
  hello,
  pkgsBuildHost,
}:
stdenv.mkDerivation (final: {
  pname = "hello";
  version = "2.12";
  src = fetchFile { name = "hello-${final.version}.tar"; };
  makeInfo = pkgsBuildHost.bison;
  passthru.tests.run = stdenv.mkDerivation {
    name = "hello-run";
    buildInputs = [ hello ];
  };
  meta.license = lib.licenses.mit;
})
