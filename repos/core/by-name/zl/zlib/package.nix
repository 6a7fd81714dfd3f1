{ stdenv }:
stdenv.mkDerivation {
  pname = "zlib";
  version = "1.0";
  src = ./src;

  buildPhase = ''
    cc -c -o checksums.o checksums.c
    cc -ar rcs libz.a checksums.o
    cc -I. -L. -o crc32 crc32.c -lz
  '';

  # The check values of both algorithms, as their specifications give them.
  checkPhase = ''
    [ "$(printf 123456789 | ./crc32)" = cbf43926 ]
    [ "$(printf Wikipedia | ./crc32 -a)" = 11e60398 ]
  '';

  installPhase = ''
    mkdir -p "$out/bin" "$out/include" "$out/lib"
    cp crc32 "$out/bin/crc32"
    cp zlib.h "$out/include/zlib.h"
    cp libz.a "$out/lib/libz.a"
  '';

  meta = {
    description = "Checksums CRC-32 and Adler-32, as a library and a program; plays the role of zlib";
    mainProgram = "crc32";
  };
}
