#include "gmp.h"
#include <stdlib.h>

#define BASE 1000000000u

static void push(struct integer *n, uint32_t limb) {
    n->limbs = realloc(n->limbs, (n->count + 1) * sizeof *n->limbs);
    if (!n->limbs) abort();
    n->limbs[n->count++] = limb;
}

struct integer integer_from(uint32_t value) {
    struct integer n = {0, NULL};
    push(&n, value % BASE);
    if (value >= BASE) push(&n, value / BASE);
    return n;
}

void integer_multiply(struct integer *n, uint32_t factor) {
    uint64_t carry = 0;
    for (size_t i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limbs[i] * factor;
        n->limbs[i] = carry % BASE;
        carry /= BASE;
    }
    for (; carry > 0; carry /= BASE) push(n, carry % BASE);
}

void integer_print(const struct integer *n, FILE *to) {
    fprintf(to, "%u", (unsigned)n->limbs[n->count - 1]);
    for (size_t i = n->count - 1; i-- > 0;) fprintf(to, "%09u", (unsigned)n->limbs[i]);
}

void integer_free(struct integer *n) {
    free(n->limbs);
    n->limbs = NULL;
    n->count = 0;
}
