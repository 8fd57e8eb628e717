#ifndef HEED_TRAIN_START_H
#define HEED_TRAIN_START_H

#include "base/err.h"
#include "model/model.h"
#include "train/options.h"

/* A training that starts from the weights of a model that is there (--from): to go on on other
 * pairs, or to learn another score or window without learning to read and to write again. */

/* The model that the options name, to be freed. NULL with a message: no such model, or its sides
 * have other units than those that the options ask for. */
struct model *start_model(const struct train_options *options, struct err *err);

/* Copies what `from` has under the same name and in the same shape into the weights of `model`; the
 * rest keeps its starting values. Says what was taken and what was not. */
void start_weights(const struct model *model, const struct model *from, struct str *said);

#endif
