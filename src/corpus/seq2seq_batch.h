#ifndef HEED_CORPUS_SEQ2SEQ_BATCH_H
#define HEED_CORPUS_SEQ2SEQ_BATCH_H

#include "corpus/corpus.h"
#include "model/seq2seq.h"

/* Lays every `stride`-th example from `first` on out as a batch, in the arena. A batch of size 0 is
 * possible. */
void batch_make(struct batch *batch, struct arena *arena, const struct example *const *list,
                int count, int first, int stride);

#endif
