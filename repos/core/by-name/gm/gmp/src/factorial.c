#include <gmp.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    char *end = NULL;
    long n = argc == 2 ? strtol(argv[1], &end, 10) : -1;
    if (!end || *end || n < 0 || n > 100000) {
        fprintf(stderr, "usage: factorial N, with N from 0 to 100000\n");
        return 2;
    }
    struct integer product = integer_from(1);
    for (long factor = 2; factor <= n; factor++) integer_multiply(&product, factor);
    integer_print(&product, stdout);
    putchar('\n');
    integer_free(&product);
    return 0;
}
