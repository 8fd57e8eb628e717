#ifndef HEED_LAYER_PASS_H
#define HEED_LAYER_PASS_H

#include <stdint.h>

#include "base/mem.h"
#include "layer/control.h"
#include "math/mat.h"

/* What every layer of one run over a batch has in common: how many sentences, how much of what is
 * computed stays, and where it lies. Everything is time-major: row t·B + b belongs to sentence b at
 * time t. */

enum keep {
    KEEP_STEP,     /* only the current decoder step: translating files */
    KEEP_BACKWARD, /* all steps, what the backward passes need */
    KEEP_ALL,      /* all steps and every intermediate, nothing overwritten: what can be shown */
};

/* Dropout of a training step: which numbers are dropped depends on seed, step, sentence and
 * position only, not on how a batch is divided among threads. */
struct dropout {
    real p;           /* on embeddings, between layers and on the readout; 0: none */
    real attention_p; /* on the attention weights */
    uint64_t seed, step;
    const long *sentences; /* [B] number of each sentence within the whole batch */
};

struct pass {
    const struct control *control; /* NULL: nothing is changed */
    struct arena *arena;           /* owns every array of the run */
    enum keep keep;
    struct dropout dropout;
    int size; /* B, sentences in the batch */
};

/* A matrix [rows × cols] per decoder step. When not all steps are kept, they take turns. */
struct steps {
    real *x;
    int rows, cols, kept;
};

static inline struct mat steps_at(struct steps s, int t)
{
    return mat_of(s.x + (long)(t % s.kept) * s.rows * s.cols, s.rows, s.cols);
}

/* Steps first to first + count − 1 as one matrix; they must all be kept. */
static inline struct mat steps_range(struct steps s, int first, int count)
{
    return mat_of(s.x + (long)(first % s.kept) * s.rows * s.cols, count * s.rows, s.cols);
}

/* A matrix from the arena of the pass, not initialised, or all zero. */
struct mat pass_mat(const struct pass *pass, int rows, int cols);
struct mat pass_zero(const struct pass *pass, int rows, int cols);

/* The transpose of a weight that every time step of a batch is multiplied with, so that rows of the
 * product lie in rows of it (math/direct.h); x == NULL where that does not pay. */
struct mat pass_turned(const struct pass *pass, struct mat weight);

/* Room for `kept` steps of [B × cols]. */
struct steps pass_steps(const struct pass *pass, int cols, int kept);

/* The dropout mask with probability p for `cols` numbers of each of the B sentences at times first
 * to first + count − 1, as a matrix of count·B rows. `which` tells the masks of a training step
 * apart. */
void pass_dropout(const struct pass *pass, struct mat out, real p, int first, int which);

/* x *= mask, row by row; nothing when mask.x == NULL */
void dropout_apply(struct mat x, struct mat mask);

#endif
