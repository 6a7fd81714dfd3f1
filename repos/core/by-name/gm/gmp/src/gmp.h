/* Integers of any size, in limbs of nine decimal digits, least one first. */
#ifndef GMP_H
#define GMP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct integer {
    size_t count;
    uint32_t *limbs;
};

struct integer integer_from(uint32_t value);
/* Multiplies in place. */
void integer_multiply(struct integer *n, uint32_t factor);
void integer_print(const struct integer *n, FILE *to);
void integer_free(struct integer *n);

#endif
