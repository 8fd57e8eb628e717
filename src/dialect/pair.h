#ifndef HEED_DIALECT_PAIR_H
#define HEED_DIALECT_PAIR_H

#include "store/tensors.h"

/* An encoder and a decoder that were saved as two files, as one file of tensors: each name behind
 * "encoder." or "decoder.", unless all names of its file begin so. The decoder is the one that has
 * attention or an output layer, in whatever order they come. Both must outlive it; to be closed.
 * NULL with one line when that tells nothing. */
struct tensors *pair_join(const struct tensors *a, const struct tensors *b, struct err *err);

#endif
