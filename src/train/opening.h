#ifndef HEED_TRAIN_OPENING_H
#define HEED_TRAIN_OPENING_H

#include "corpus/corpus.h"
#include "model/model.h"
#include "train/options.h"

/* What a training starts from, of any family: `open` of a learner. Tokenizers are learned from the
 * corpus, unless the options name a model that brings its own; the model has starting weights. Both
 * become the caller's. 0, or -1 and neither. */
int opening_open(const struct train_options *options, struct model **model, struct corpus **corpus,
                 struct err *err);

#endif
