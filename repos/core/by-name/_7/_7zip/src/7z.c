/* 7z a ARCHIVE FILE...   packs files
   7z l ARCHIVE           lists them
   7z x ARCHIVE           unpacks them here

   An archive is a list of entries: a line "name size checksum", then the bytes
   run-length encoded, as pairs of a count and a byte. A checksum of 0 is none. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WITH_ZLIB
#include <zlib.h>
#endif

#ifdef PAGER
#include <sys/wait.h>
#include <unistd.h>
#endif

static uint32_t checksum(const unsigned char *bytes, size_t size) {
#ifdef WITH_ZLIB
    return crc32(0, bytes, size);
#else
    return 0;
#endif
}

static void fail(const char *what, const char *why) {
    fprintf(stderr, "7z: %s: %s\n", what, why);
    exit(1);
}

static FILE *open_file(const char *name, const char *mode) {
    FILE *file = fopen(name, mode);
    if (!file) fail(name, strerror(errno));
    return file;
}

static unsigned char *read_all(const char *name, size_t *size) {
    FILE *file = open_file(name, "rb");
    unsigned char *bytes = NULL;
    size_t capacity = 0, count;
    *size = 0;
    do {
        capacity += 65536;
        bytes = realloc(bytes, capacity);
        if (!bytes) fail(name, "out of memory");
        count = fread(bytes + *size, 1, capacity - *size, file);
        *size += count;
    } while (*size == capacity);
    if (ferror(file)) fail(name, strerror(errno));
    fclose(file);
    return bytes;
}

static void add(FILE *archive, const char *path) {
    size_t size;
    unsigned char *bytes = read_all(path, &size);
    const char *slash = strrchr(path, '/');
    fprintf(archive, "%s %zu %08x\n", slash ? slash + 1 : path, size,
            (unsigned)checksum(bytes, size));
    for (size_t i = 0, run; i < size; i += run) {
        for (run = 1; run < 255 && i + run < size && bytes[i + run] == bytes[i]; run++) {}
        fputc((int)run, archive);
        fputc(bytes[i], archive);
    }
    free(bytes);
}

static unsigned char *unpack(FILE *archive, const char *name, size_t size) {
    unsigned char *bytes = malloc(size + 1);
    if (!bytes) fail(name, "out of memory");
    for (size_t i = 0; i < size;) {
        int run = fgetc(archive), byte = fgetc(archive);
        if (byte == EOF || run == 0 || (size_t)run > size - i) fail(name, "the archive is broken");
        memset(bytes + i, byte, run);
        i += run;
    }
    return bytes;
}

#ifdef PAGER
/* Not popen, which wants /bin/sh. */
static FILE *start_pager(void) {
    int ends[2];
    if (pipe(ends) != 0) fail(PAGER, strerror(errno));
    pid_t child = fork();
    if (child < 0) fail(PAGER, strerror(errno));
    if (child == 0) {
        dup2(ends[0], 0);
        close(ends[0]);
        close(ends[1]);
        execl(PAGER, PAGER, (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    return fdopen(ends[1], "w");
}
#endif

static void read_archive(const char *path, int extract) {
    FILE *archive = open_file(path, "rb"), *list = stdout;
    char name[256];
    size_t size;
    unsigned sum;
#ifdef PAGER
    if (!extract) list = start_pager();
#endif
    while (fscanf(archive, "%255s %zu %8x", name, &size, &sum) == 3) {
        fgetc(archive); /* the end of the line */
        unsigned char *bytes = unpack(archive, name, size);
        unsigned found = checksum(bytes, size);
        if (sum && found && sum != found) fail(name, "the checksum is wrong");
        if (!extract) {
            fprintf(list, "%10zu %s\n", size, name);
        } else {
            if (strchr(name, '/')) fail(name, "this would leave the folder");
            FILE *file = open_file(name, "wb");
            if (fwrite(bytes, 1, size, file) < size || fclose(file)) fail(name, strerror(errno));
        }
        free(bytes);
    }
#ifdef PAGER
    if (!extract) {
        fclose(list);
        wait(NULL);
    }
#endif
    fclose(archive);
}

int main(int argc, char **argv) {
    const char *command = argc > 2 ? argv[1] : "";
    if (strcmp(command, "a") == 0 && argc > 3) {
        FILE *archive = open_file(argv[2], "wb");
        for (int i = 3; i < argc; i++) add(archive, argv[i]);
        if (fclose(archive)) fail(argv[2], strerror(errno));
    } else if (strcmp(command, "l") == 0 && argc == 3) {
        read_archive(argv[2], 0);
    } else if (strcmp(command, "x") == 0 && argc == 3) {
        read_archive(argv[2], 1);
    } else {
        fprintf(stderr, "usage: 7z a ARCHIVE FILE... | 7z l ARCHIVE | 7z x ARCHIVE\n");
        return 2;
    }
    return 0;
}
