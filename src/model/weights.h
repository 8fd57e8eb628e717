#ifndef HEED_MODEL_WEIGHTS_H
#define HEED_MODEL_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "math/mat.h"
#include "model/config.h"

/* The weights of a model: one flat array, and named views into it. Gradients and the
 * optimizer's moments are further arrays of the same layout, so that clipping, Adam and adding up
 * workers are single loops. Names and shapes follow PyTorch's state_dict. */

#define FAMILY_WEIGHTS(name) struct name##_weights name;
struct weights {
    union {
        FAMILIES(FAMILY_WEIGHTS)
    };
};
#undef FAMILY_WEIGHTS

/* Fills in the views of `flat` (NULL to learn the layout only) and, unless NULL, the list: by the
 * family, which alone knows names, shapes and order. */
void weights_bind(struct weights *weights, struct weight_list *list, const struct config *config,
                  real *flat);

/* The i-th embedding of a layout, a view of `flat`: that of the words read comes before that of the
 * words written. x == NULL: it has no such. */
struct mat weights_embedding(const struct weight_list *list, real *flat, int i);

/* Starting values for training: uniform(−1/√n, 1/√n) with n the fan-in (cells: the hidden size), as
 * PyTorch does; embeddings normal(0, 1) with <pad> zero. The same seed gives the same values. */
void weights_start(real *flat, const struct config *config, uint64_t seed);

#endif
