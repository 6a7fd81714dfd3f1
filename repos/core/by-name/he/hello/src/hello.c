#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    const char *greeting = "Hello, world!";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-g") == 0 && i + 1 < argc) {
            greeting = argv[++i];
        } else {
            fprintf(stderr, "usage: hello [-g GREETING]\n");
            return 2;
        }
    }
    return puts(greeting) < 0;
}
