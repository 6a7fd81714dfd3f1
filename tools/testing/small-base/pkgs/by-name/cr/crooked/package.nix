{ stdenv }:
stdenv.mkDerivation {
  pname = "crooked";
  version = "1";
  meta.broken = stdenv.hostPlatform.isLinux;
}
