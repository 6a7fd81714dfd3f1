# Reads a file beside it.
{ stdenv, zlib }:
stdenv.mkDerivation {
  pname = "tls";
  version = "3";
  patches = [ ./fix.patch ];
  propagated = [ zlib ];
}
