/* readelf FILE...: for each ELF file its class, type, machine, and whether it
   wants a dynamic linker. */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *type_name(unsigned type) {
    switch (type) {
    case ET_REL: return "relocatable";
    case ET_EXEC: return "executable";
    case ET_DYN: return "shared object";
    case ET_CORE: return "core";
    default: return "unknown";
    }
}

static const char *machine_name(unsigned machine) {
    switch (machine) {
    case EM_X86_64: return "x86-64";
    case EM_AARCH64: return "aarch64";
    default: return "another machine";
    }
}

static int describe(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "readelf: %s: %s\n", path, strerror(errno));
        return 1;
    }
    Elf64_Ehdr header;
    if (fread(&header, sizeof header, 1, file) < 1 ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) {
        fprintf(stderr, "readelf: %s: this is no little-endian 64-bit ELF file\n", path);
        fclose(file);
        return 1;
    }
    const char *linking = header.e_type == ET_EXEC ? "statically linked" : "not linked";
    for (unsigned i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment;
        if (fseek(file, (long)(header.e_phoff + i * header.e_phentsize), SEEK_SET) != 0 ||
            fread(&segment, sizeof segment, 1, file) < 1)
            break;
        if (segment.p_type == PT_INTERP) linking = "dynamically linked";
    }
    printf("%s: ELF64 %s, %s, %s\n", path, type_name(header.e_type),
           machine_name(header.e_machine), linking);
    fclose(file);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: readelf FILE...\n");
        return 2;
    }
    int failed = 0;
    for (int i = 1; i < argc; i++) failed |= describe(argv[i]);
    return failed;
}
