/* Prints the CRC-32 of its input, or, with -a, the Adler-32. */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

int main(int argc, char **argv) {
    int adler = argc == 2 && strcmp(argv[1], "-a") == 0;
    if (argc > 1 && !adler) {
        fprintf(stderr, "usage: crc32 [-a] <FILE\n");
        return 2;
    }
    uint32_t sum = adler ? 1 : 0;
    unsigned char buffer[4096];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        sum = adler ? adler32(sum, buffer, count) : crc32(sum, buffer, count);
    printf("%08x\n", (unsigned)sum);
    return ferror(stdin) != 0;
}
