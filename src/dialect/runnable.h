#ifndef HEED_DIALECT_RUNNABLE_H
#define HEED_DIALECT_RUNNABLE_H

#include "dialect/dialect.h"

/* A model that runs out of any file: one of ours as it is, one of a dialect converted as the wishes
 * say, under this name. *ours (unless NULL): whether the tensors of the file are those of the
 * model. NULL with one line that says why it does not run. */
struct model *runnable_open(const char *path, const char *name, const struct dialect_wishes *wishes,
                            bool *ours, struct err *err);

/* Whether heed saved it. */
bool runnable_is_ours(const struct tensors *file);

/* Whether a file looks like such a model, from what it says of itself and from its names. */
bool runnable_looks(const struct tensors *file);

#endif
