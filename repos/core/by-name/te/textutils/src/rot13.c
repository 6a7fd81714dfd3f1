#include <stdio.h>

static int shift(int c) {
    if ((c >= 'a' && c <= 'm') || (c >= 'A' && c <= 'M')) return c + 13;
    if ((c >= 'n' && c <= 'z') || (c >= 'N' && c <= 'Z')) return c - 13;
    return c;
}

int main(void) {
    int c;
    while ((c = getchar()) != EOF) putchar(shift(c));
    return ferror(stdin) || fflush(stdout) != 0;
}
