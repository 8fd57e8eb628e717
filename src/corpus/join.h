#ifndef HEED_CORPUS_JOIN_H
#define HEED_CORPUS_JOIN_H

#include "math/rng.h"

/* How many pairs to concatenate next, 1 to `most`: size k comes with probability proportional to
 * 1/k, so that every size gets the same share of the corpus and single sentences are not rare.
 * Training and evaluation use the same rule. */
int join_size(struct rng *rng, int most);

#endif
