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

/* One named tensor in the flat array. */
struct weight {
    char name[48];
    int rank; /* 1: a vector of `cols`; 2: rows × cols */
    int rows, cols;
    int fan;       /* the fan-in of its starting values; 0: an embedding */
    size_t offset; /* in numbers from the start */
};

enum { WEIGHTS_MAX = 80 };

struct weight_list {
    struct weight list[WEIGHTS_MAX];
    int count;
    size_t size; /* numbers in the flat array, each tensor padded to a multiple of 16 */
};

/* Fills in the views of `flat` (NULL to learn the layout only) and, unless NULL, the list: by the family,
 * which alone knows names, shapes and order. */
void weights_bind(struct weights *weights, struct weight_list *list, const struct config *config,
                  real *flat);

/* ---- what a family binds with ---- */

struct binder {
    struct weight_list *list;
    real *flat; /* NULL: only the layout is wanted */
};

/* The next tensor of the layout. `fan` is the fan-in that its starting values are drawn by. */
struct mat bind_matrix(struct binder *binder, const char *name, int rows, int cols, int fan);
struct mat bind_vector(struct binder *binder, const char *name, int cols, int fan);
struct mat bind_embedding(struct binder *binder, const char *name, int rows, int cols);

/* A recurrent cell: PREFIX.weight_ih_lLAYERSUFFIX and so on, as PyTorch calls them. */
void bind_cell(struct binder *binder, struct cell_weights *cell, const char *prefix, int layer,
               const char *suffix, enum cell_kind kind, int in, int hidden);

/* Attention of queries of `query` entries over states of `state` entries. */
void attention_bind(struct binder *binder, struct attention_weights *weights,
                    const struct attention_config *config, int query, int state);

/* Starting values for training: uniform(−1/√n, 1/√n) with n the fan-in (cells: the hidden size), as
 * PyTorch does; embeddings normal(0, 1) with <pad> zero. The same seed gives the same values. */
void weights_start(real *flat, const struct config *config, uint64_t seed);

#endif
