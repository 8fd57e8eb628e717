#ifndef HEED_DIALECT_OWN_NAMES_H
#define HEED_DIALECT_OWN_NAMES_H

#include "dialect/dialect.h"

/* Our own names (data/FORMAT.md): what tests/bench/pytorch_train.py trains, what a person has
 * mapped, and our own models in another format. */
extern const struct dialect dialect_own_names;

#endif
