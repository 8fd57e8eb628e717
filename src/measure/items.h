#ifndef HEED_MEASURE_ITEMS_H
#define HEED_MEASURE_ITEMS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "text/pairs.h"
#include "text/token.h"
#include "text/vary.h"

/* Sentences to be measured on, held in memory, as words (text/tokenizer.h): what a model of pieces
 * translates is measured as that of a model of words. */
struct item {
    struct strs texts; /* as they were read: the source, then the references */
    struct strs source;
    struct strs *references; /* [count] */
    size_t count;
    bool varied; /* it has the form that was asked for */
    long line;   /* of the first reference in the file, from 1; 0 when joined */
};

struct items {
    struct item *list; /* in order of first appearance */
    long count, pairs, bad_lines;
    long last_line; /* the last one with a pair */
    size_t capacity;
};

/* What items are made of. */
struct items_options {
    struct pair_source source;
    enum unit source_unit, target_unit; /* whose words they are */
    enum vary
        form;   /* all are put into this form; VARY_JOINED: every other one in front of the next */
    bool plain; /* the sources are left as they are: what a form costs is held against them
                   (vary_plain() of text/vary.h) */
    int join;   /* 1: none */
    uint64_t seed;
};

/* Reads pairs; those with the same source words become one item with several references. With join
 * above 1, 1 to `join` pairs are concatenated at random (seeded) and every one is an item of its
 * own. */
int items_read(struct items *items, const struct items_options *options, struct err *err);
void items_free(struct items *items);

#endif
