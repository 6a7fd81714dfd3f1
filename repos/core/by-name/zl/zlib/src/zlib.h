/* The checksums of RFC 1950 (Adler-32) and RFC 1952 (CRC-32). Both take what
   they returned for the bytes before, and CRC-32 starts with 0, Adler-32 with 1. */
#ifndef ZLIB_H
#define ZLIB_H

#include <stddef.h>
#include <stdint.h>

uint32_t crc32(uint32_t crc, const unsigned char *bytes, size_t count);
uint32_t adler32(uint32_t adler, const unsigned char *bytes, size_t count);

#endif
