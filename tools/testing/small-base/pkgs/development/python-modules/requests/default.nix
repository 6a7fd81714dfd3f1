# Asks for modules, and for what there is at top level.
{
  lib,
  stdenv,
  buildPythonPackage,
  bison,
  curl,
  darwinKit ? null,
  full ? false,
  idna,
  six,
  zlib,
}:
buildPythonPackage {
  pname = "requests";
  version = "2";
  tools = [ bison ];
  dependencies = [
    curl
    idna
    zlib
  ]
  ++ lib.optional full six
  ++ lib.optional stdenv.hostPlatform.isDarwin darwinKit;
}
