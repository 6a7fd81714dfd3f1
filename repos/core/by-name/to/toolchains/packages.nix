{ ... }:
{
  toolchains.gnu.binutils =
    { stdenv }:
    stdenv.mkDerivation {
      pname = "binutils";
      version = "1.0";
      src = ./binutils;

      buildPhase = ''
        cc -o readelf readelf.c
      '';

      checkPhase = ''
        ./readelf readelf | grep -q 'statically linked'
      '';

      installPhase = ''
        mkdir -p "$out/bin"
        cp readelf "$out/bin/readelf"
      '';

      meta = {
        description = "Tells what an ELF file is; plays the role of GNU Binutils";
        mainProgram = "readelf";
      };
    };
}
