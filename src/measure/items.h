#ifndef HEED_MEASURE_ITEMS_H
#define HEED_MEASURE_ITEMS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "text/pairs.h"
#include "text/token.h"

/* Sentences to be measured on, tokenized, held in memory. */
struct item {
    struct strs source;
    struct strs *references; /* [count] */
    size_t count, capacity;
    long line; /* of the first reference in the file, from 1; 0 when joined */
};

struct items {
    struct item *list; /* in order of first appearance */
    long count, pairs, bad_lines;
    long last_line; /* the last one with a pair */
    size_t capacity;
};

/* Reads pairs; those with the same source tokens become one item with several references. With join
 * > 1, 1 to `join` pairs are concatenated at random (seeded) and every one is an item of its
 * own. */
int items_read(struct items *items, const struct pair_source *from, enum unit source_unit,
               enum unit target_unit, int join, uint64_t seed, struct err *err);
void items_free(struct items *items);

#endif
