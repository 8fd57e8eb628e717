#ifndef HEED_CORPUS_VARIED_H
#define HEED_CORPUS_VARIED_H

#include <stdbool.h>

#include "base/err.h"
#include "text/pairs.h"
#include "text/vary.h"

/* A stream of pairs of which a share is put into another form, so that a model meets what people
 * type. Which pairs and which forms depends on the seed, the epoch and the place in the stream
 * alone, so that every reader gets the same: another form of a pair in every epoch. A pair that is
 * joined gets one of the VARIED_NEAR pairs before it in front, so the memory is bounded. */
struct varied_options {
    double share;     /* of the pairs, 0 to 1; 0 passes all through */
    bool case_counts; /* a unit keeps case: then case is among the forms */
    uint64_t seed;
};

enum { VARIED_NEAR = 256 };

struct varied_pairs;

/* Reads `pairs`, which stay the caller's. */
struct varied_pairs *varied_new(struct pairs *pairs, const struct varied_options *options);
void varied_free(struct varied_pairs *varied);

/* Tells that `pairs` are at their start, in this epoch (from 1; 0: before the first). */
void varied_start(struct varied_pairs *varied, int epoch);

/* As pairs_next(). */
int varied_next(struct varied_pairs *varied, struct pair *pair, struct err *err);

#endif
