/* cc: compiles with tcc, for musl, and links statically; `cc -ar` is tcc's
   archiver. TOOLS is where compiler, linker and libc are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUSL TOOLS "/lib/musl/"

/* A command line that grows. */
struct command {
    size_t count;
    char **words;
};

static void fail(const char *what) {
    fprintf(stderr, "cc: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void add(struct command *to, const char *word) {
    to->words = realloc(to->words, (to->count + 2) * sizeof *to->words);
    if (!to->words) fail("out of memory");
    to->words[to->count++] = (char *)word;
    to->words[to->count] = NULL;
}

static void add_all(struct command *to, const char *const *words) {
    while (*words) add(to, *words++);
}

/* Compiler and linker are themselves linked against glibc, so that came along,
   with its loader. */
static struct command program(const char *path) {
    static const char *const loader[] = {
        TOOLS "/lib/glibc/ld.so", "--library-path", TOOLS "/lib/glibc", NULL,
    };
    struct command command = {0, NULL};
    add_all(&command, loader);
    add(&command, path);
    return command;
}

static struct command compiler(void) {
    static const char *const flags[] = {
        "-B" TOOLS "/lib/tcc", "-nostdinc",
        "-I" TOOLS "/include/musl", "-I" TOOLS "/lib/tcc/include", NULL,
    };
    struct command command = program(TOOLS "/bin/tcc");
    add_all(&command, flags);
    return command;
}

/* Adds `-L` for each folder in LIBRARY_PATH, which tcc reads itself, and ld does
   not. */
static void add_library_path(struct command *to) {
    const char *path = getenv("LIBRARY_PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        char *option = malloc(length + 3);
        if (!option) fail("out of memory");
        sprintf(option, "-L%.*s", (int)length, path);
        add(to, option);
        path += length + (path[length] == ':');
    }
}

/* tcc links too, but knows too few relocations for that on aarch64. */
static struct command linker(void) {
    struct command command;
    if (access(TOOLS "/bin/ld", X_OK) == 0) {
        command = program(TOOLS "/bin/ld");
        add(&command, "-s");
    } else {
        command = compiler();
        add(&command, "-nostdlib");
    }
    add_library_path(&command);
    return command;
}

static void replace_by(struct command command) {
    execv(command.words[0], command.words);
    fail(command.words[0]);
}

/* Runs a command; its exit status. */
static int run(struct command command) {
    int status;
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) replace_by(command);
    if (waitpid(child, &status, 0) < 0) fail("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int is_source(const char *argument) {
    size_t length = strlen(argument);
    return length > 2 && strcmp(argument + length - 2, ".c") == 0;
}

static int is_for_compiler(const char *argument) {
    return argument[0] == '-' && argument[1] && strchr("DIU", argument[1]) != NULL;
}

/* A file to compile to. In this folder, as there may be no other. */
static const char *new_object(void) {
    char *path = strdup(".cc-XXXXXX.o");
    if (!path) fail("out of memory");
    int file = mkstemps(path, 2);
    if (file < 0) fail(path);
    close(file);
    return path;
}

static int compile(const char *source, const char *object, char **arguments) {
    struct command command = compiler();
    for (; *arguments; arguments++)
        if (is_for_compiler(*arguments)) add(&command, *arguments);
    add(&command, "-c");
    add(&command, "-o");
    add(&command, object);
    add(&command, source);
    return run(command);
}

static int compile_and_link(char **arguments) {
    static const char *const start[] = {
        "-static", "-L" TOOLS "/lib/musl", MUSL "crt1.o", MUSL "crti.o", NULL,
    };
    /* libtcc1 has what the compiler emits calls to, and calls libc in its turn. */
    static const char *const end[] = {
        MUSL "libc.a", TOOLS "/lib/tcc/libtcc1.a", MUSL "libc.a", MUSL "crtn.o", NULL,
    };
    struct command command = linker(), objects = {0, NULL};
    int failed = 0;

    add_all(&command, start);
    for (char **argument = arguments; *argument && !failed; argument++) {
        if (is_source(*argument)) {
            const char *object = new_object();
            add(&objects, object);
            add(&command, object);
            failed = compile(*argument, object, arguments);
        } else if (!is_for_compiler(*argument)) {
            add(&command, *argument);
        }
    }
    add_all(&command, end);
    if (!failed) failed = run(command);
    for (size_t i = 0; i < objects.count; i++) unlink(objects.words[i]);
    return failed;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "-ar") == 0) {
        struct command archiver = program(TOOLS "/bin/tcc");
        add_all(&archiver, (const char *const *)argv + 1);
        replace_by(archiver);
    }
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "-c") == 0 || strcmp(argv[i], "-E") == 0) {
            struct command command = compiler();
            add_all(&command, (const char *const *)argv + 1);
            replace_by(command);
        }
    return compile_and_link(argv + 1);
}
