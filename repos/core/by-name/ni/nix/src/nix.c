/* nix nar dump PATH                     writes the NAR of a path
   nix hash path [--sri|--base32] PATH   hashes it

   A NAR is what a path holds and nothing else: contents, the executable bit,
   targets of links, names in byte order; no times and no owners. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alphabets.h"
#include "sha256.h"

/* Where a NAR goes: into the hash, and, with a file, there as well. */
struct sink {
    struct sha256 hash;
    FILE *file;
};

static void fail(const char *path) {
    fprintf(stderr, "nix: %s: %s\n", path, strerror(errno));
    exit(1);
}

static void put(struct sink *to, const void *bytes, size_t count) {
    sha256_add(&to->hash, bytes, count);
    if (to->file && fwrite(bytes, 1, count, to->file) < count) fail("standard output");
}

static void put_length(struct sink *to, uint64_t length) {
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = length >> 8 * i;
    put(to, bytes, 8);
}

static void put_padding(struct sink *to, uint64_t length) { put(to, "\0\0\0\0\0\0\0", -length % 8); }

static void put_string(struct sink *to, const char *text) {
    size_t length = strlen(text);
    put_length(to, length);
    put(to, text, length);
    put_padding(to, length);
}

static void put_contents(struct sink *to, const char *path, uint64_t size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    put_string(to, "contents");
    put_length(to, size);
    char buffer[65536];
    uint64_t left = size;
    while (left > 0) {
        size_t count = fread(buffer, 1, left < sizeof buffer ? left : sizeof buffer, file);
        if (count == 0) fail(path);
        put(to, buffer, count);
        left -= count;
    }
    put_padding(to, size);
    fclose(file);
}

static void put_node(struct sink *to, const char *path);

static int is_entry(const struct dirent *entry) {
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void put_entries(struct sink *to, const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, is_entry, by_name);
    if (count < 0) fail(path);
    for (int i = 0; i < count; i++) {
        char *below = malloc(strlen(path) + strlen(entries[i]->d_name) + 2);
        if (!below) fail(path);
        sprintf(below, "%s/%s", path, entries[i]->d_name);
        put_string(to, "entry");
        put_string(to, "(");
        put_string(to, "name");
        put_string(to, entries[i]->d_name);
        put_string(to, "node");
        put_node(to, below);
        put_string(to, ")");
        free(below);
        free(entries[i]);
    }
    free(entries);
}

static void put_node(struct sink *to, const char *path) {
    struct stat status;
    if (lstat(path, &status) != 0) fail(path);
    put_string(to, "(");
    put_string(to, "type");
    if (S_ISREG(status.st_mode)) {
        put_string(to, "regular");
        if (status.st_mode & S_IXUSR) {
            put_string(to, "executable");
            put_string(to, "");
        }
        put_contents(to, path, status.st_size);
    } else if (S_ISDIR(status.st_mode)) {
        put_string(to, "directory");
        put_entries(to, path);
    } else if (S_ISLNK(status.st_mode)) {
        char target[4096];
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length < 0) fail(path);
        target[length] = '\0';
        put_string(to, "symlink");
        put_string(to, "target");
        put_string(to, target);
    } else {
        errno = EINVAL;
        fail(path);
    }
    put_string(to, ")");
}

static void print_base64(const unsigned char digest[32]) {
    for (int i = 0; i < 32; i += 3) {
        int left = 32 - i;
        unsigned group = digest[i] << 16 | (left > 1 ? digest[i + 1] << 8 : 0) |
                         (left > 2 ? digest[i + 2] : 0);
        putchar(base64[group >> 18]);
        putchar(base64[group >> 12 & 63]);
        putchar(left > 1 ? base64[group >> 6 & 63] : '=');
        putchar(left > 2 ? base64[group & 63] : '=');
    }
}

/* Nix' base 32 has its least significant digit last, and reads a digest as a
   little-endian number. */
static void print_base32(const unsigned char digest[32]) {
    for (int n = 51; n >= 0; n--) {
        int bit = n * 5, byte = bit / 8, shift = bit % 8;
        unsigned pair = digest[byte] | (byte < 31 ? digest[byte + 1] << 8 : 0);
        putchar(base32[pair >> shift & 31]);
    }
}

int main(int argc, char **argv) {
    struct sink sink = {.file = NULL};
    sha256_start(&sink.hash);
    if (argc == 4 && strcmp(argv[1], "nar") == 0 && strcmp(argv[2], "dump") == 0) {
        sink.file = stdout;
    } else if (argc < 4 || argc > 5 || strcmp(argv[1], "hash") != 0 || strcmp(argv[2], "path") != 0 ||
               (argc == 5 && strcmp(argv[3], "--sri") != 0 && strcmp(argv[3], "--base32") != 0)) {
        fprintf(stderr, "usage: nix nar dump PATH | nix hash path [--sri|--base32] PATH\n");
        return 2;
    }

    put_string(&sink, "nix-archive-1");
    put_node(&sink, argv[argc - 1]);
    if (sink.file) return fflush(sink.file) != 0;

    unsigned char digest[32];
    sha256_finish(&sink.hash, digest);
    if (argc == 5 && strcmp(argv[3], "--base32") == 0) {
        print_base32(digest);
    } else {
        printf("sha256-");
        print_base64(digest);
    }
    putchar('\n');
    return 0;
}
