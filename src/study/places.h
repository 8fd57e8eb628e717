#ifndef HEED_STUDY_PLACES_H
#define HEED_STUDY_PLACES_H

#include "trace/trace.h"

/* What would become of a word if its step had attended elsewhere. Weights are set by hand, one step
 * at a time; the words before the step stay as they are. */

/* A word among all words that could be written: <unk>, which is not, has no rank before another. */
struct placed {
    int rank; /* 1: the most probable, the first of equals */
    double probability;
};

/* Of the word with this id, under logits [vocab]. */
struct placed placed_of(const real *logits, int vocab, int word);

/* Tries the steps t of a trace of one sentence where `wanted` [steps] is true; the model must
 * attend. `out` is [steps × (J + 1)], for J source positions, <eos> included. Entry (t, j) becomes
 * the word of step t with all weight of that step on position j. Entry (t, J) becomes the word with
 * the weights of row t of `rows` [steps × J]. Entries of other steps stay as they are. */
void places_try(const struct trace *trace, const bool *wanted, struct mat rows, struct placed *out);

#endif
