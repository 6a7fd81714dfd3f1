#include "zlib.h"

uint32_t crc32(uint32_t crc, const unsigned char *bytes, size_t count) {
    crc = ~crc;
    while (count--) {
        crc ^= *bytes++;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

uint32_t adler32(uint32_t adler, const unsigned char *bytes, size_t count) {
    uint32_t a = adler & 0xffff, b = adler >> 16;
    while (count--) {
        a = (a + *bytes++) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}
