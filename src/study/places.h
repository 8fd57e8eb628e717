#ifndef HEED_STUDY_PLACES_H
#define HEED_STUDY_PLACES_H

#include "trace/trace.h"

/* What a word would be if its step had attended elsewhere: weights put in by hand, step by step, the
 * words before it as they are. */

/* A word among all words that could be written. */
struct placed {
    int rank; /* 1: the most probable, the first of equals */
    double probability;
};

struct placed placed_of(const real *logits, int vocab, int word);

/* For the steps t of a trace of one sentence where `wanted` [steps] is true: the word written there, with
 * all weight of that step on source position j (out[t · (J + 1) + j], J positions, <eos> included),
 * and with the weights of row t of `rows` [steps × J] (out[t · (J + 1) + J]). The model must attend.
 * Other entries of out stay as they are. */
void places_try(const struct trace *trace, const bool *wanted, struct mat rows, struct placed *out);

#endif
