#ifndef HEED_TRAIN_START_H
#define HEED_TRAIN_START_H

#include "base/err.h"
#include "corpus/corpus.h"
#include "model/model.h"
#include "train/options.h"

/* What a training starts from, of any family: a model with starting weights, or with those of a
 * model that is there (--from), to go on on other pairs, or to learn another score or window
 * without learning to read and to write again. */

/* The model that the options name, to be freed. NULL with a message: no such model, or its sides
 * have other units than those that the options ask for. */
struct model *start_model(const struct train_options *options, struct err *err);

/* Copies what `from` has under the same name and in the same shape into the weights of `model`; the
 * rest keeps its starting values. Says what was taken and what was not. */
void start_weights(const struct model *model, const struct model *from, struct str *said);

/* `open` of a learner: tokenizers are learned from the corpus, unless the options name a model that
 * brings its own; the model has starting weights. Both become the caller's. 0, or -1 and
 * neither. */
int start_open(const struct train_options *options, struct model **model, struct corpus **corpus,
               struct err *err);

#endif
