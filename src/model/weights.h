#ifndef HEED_MODEL_WEIGHTS_H
#define HEED_MODEL_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "math/mat.h"
#include "model/config.h"

/* The weights of an encoder-decoder: one flat array, and named views into it. Gradients and the
 * optimizer's moments are further arrays of the same layout, so that clipping, Adam and adding up
 * workers are single loops. Names and shapes follow PyTorch's state_dict. */

/* A recurrent cell in PyTorch's form; G numbers per unit (config_gates), gates in the order r, z, n
 * or i, f, g, o. */
struct cell_weights {
    struct mat input;         /* [G·H × in] weight_ih */
    struct mat hidden;        /* [G·H × H]  weight_hh */
    struct mat input_bias;    /* [1 × G·H]  bias_ih */
    struct mat hidden_bias;   /* [1 × G·H]  bias_hh */
    struct mat hidden_turned; /* [H × G·H] hidden once more, as a run may turn it; else x == NULL */
};

/* Views of one flat array; a part that the configuration lacks has x == NULL. */
struct weights {
    struct mat source_embedding;                /* [source vocab × embed] */
    struct cell_weights encoder[LAYERS_MAX][2]; /* forward, backward */
    struct mat init[LAYERS_MAX];                /* [decoder × encoder] */
    struct mat init_bias[LAYERS_MAX];           /* [1 × decoder] */
    struct mat query;                           /* W [attention × decoder]; only `additive` */
    struct mat key; /* U [attention × state], or W [decoder × state] of `general` */
    struct mat v;   /* [1 × attention] */
    struct mat position, position_v; /* W_p [attention × decoder], v_p [1 × attention] of local_p */
    struct mat target_embedding;     /* [target vocab × embed] */
    struct cell_weights decoder[LAYERS_MAX]; /* of the first: input = [embedding; fed] */
    struct mat readout_state;                /* U_o [pre × decoder] */
    struct mat readout_embedding;            /* V_o [pre × embed]; only `maxout` */
    struct mat readout_context;              /* C_o [pre × state] */
    struct mat readout_bias;                 /* [1 × pre] */
    struct mat output, output_bias; /* W_o [target vocab × readout], [1 × target vocab] */
};

/* One named tensor in the flat array. */
struct weight {
    char name[48];
    int rank; /* 1: a vector of `cols`; 2: rows × cols */
    int rows, cols;
    size_t offset; /* in numbers from the start */
};

enum { WEIGHTS_MAX = 80 };

struct weight_list {
    struct weight list[WEIGHTS_MAX];
    int count;
    size_t size; /* numbers in the flat array, each tensor padded to a multiple of 16 */
};

/* The one place that knows names, shapes and order: fills in the views of `flat` (NULL to learn the
 * layout only) and, unless NULL, the list. */
void weights_bind(struct weights *weights, struct weight_list *list, const struct config *config,
                  real *flat);

/* Starting values for training: uniform(−1/√n, 1/√n) with n the fan-in (cells: the hidden size), as
 * PyTorch does; embeddings normal(0, 1) with <pad> zero. The same seed gives the same values. */
void weights_start(real *flat, const struct config *config, uint64_t seed);

#endif
