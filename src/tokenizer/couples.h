#ifndef HEED_TOKENIZER_COUPLES_H
#define HEED_TOKENIZER_COUPLES_H

#include <stddef.h>
#include <stdint.h>

/* Couples of two numbers that stand side by side, counted from 0 in the order they came and found
 * again through a hash table. All zero is empty. */
struct couple {
    int left, right;
};

struct couples {
    struct couple *list; /* [count] */
    size_t count, capacity;
    int *slots; /* [slots_count] open addressing: number + 1, or 0 where it is free */
    size_t slots_count;
};

/* The number of a couple, −1 when it is not there. */
int couples_find(const struct couples *couples, int left, int right);

/* The number of a couple, which is added when it is not there. */
int couples_add(struct couples *couples, int left, int right);

void couples_free(struct couples *couples);

#endif
