#ifndef HEED_CORPUS_CLASSIFIER_BATCH_H
#define HEED_CORPUS_CLASSIFIER_BATCH_H

#include "classify/classifier.h"
#include "corpus/corpus.h"

/* Lays every stride-th example from `first` on out as a batch: words without <eos>, and the one
 * token of the target as the label. In the arena. Of a sentence without words <eos> is left. */
void classifier_batch_make(struct classifier_batch *batch, struct arena *arena,
                           const struct example *const *list, int count, int first, int stride);

#endif
