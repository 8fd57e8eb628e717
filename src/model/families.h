#ifndef HEED_MODEL_FAMILIES_H
#define HEED_MODEL_FAMILIES_H

#include "model/classifier_config.h"
#include "model/classifier_weights.h"
#include "model/qkv_config.h"
#include "model/seq2seq_config.h"
#include "model/seq2seq_weights.h"

/* The families of models, a row each. A family NAME has its own files (their names begin with
 * NAME) and in them
 *
 *   struct NAME_config                       its configuration, in a header included above
 *   struct NAME_weights                      views of its weights, likewise
 *   const struct family family_NAME          what it is (model/family.h)
 *   const struct tracing NAME_tracing        what of a run can be looked at (trace/)
 *
 * so that a family that lacks a part is not linked. The first row is the family of a model file
 * that names none. */
#define FAMILIES(X)                                                                                \
    X(seq2seq)                                                                                     \
    X(qkv)                                                                                         \
    X(classifier)

#endif
