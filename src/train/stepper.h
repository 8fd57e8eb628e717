#ifndef HEED_TRAIN_STEPPER_H
#define HEED_TRAIN_STEPPER_H

#include "base/pool.h"
#include "corpus/corpus.h"
#include "model/model.h"
#include "optimize/adam.h"
#include "train/embeddings.h"
#include "train/learner.h"

/* One step of a training: the sentences of a batch dealt to workers, each with single-threaded BLAS
 * and gradients of its own, then one update. The same worker count gives the same bits. */

/* What one thread of a step owns. */
struct worker {
    struct arena arena;
    real *flat;              /* its gradient */
    struct weights gradient; /* views of it */
    struct share share;      /* of this step */
};

struct stepper {
    const struct learner *learner;
    const struct train_options *options;
    struct model *model;
    struct pool *pool; /* owned, like what follows */
    struct adam adam;  /* its tables are the model's embeddings, of which a step touches few rows */
    struct embeddings embeddings;
    struct worker *workers;            /* [pool_size(pool)] */
    const struct example *const *list; /* the batch */
    int count;
    real scale; /* 1 / what the batch counts */
};

/* What a step found. */
struct step_result {
    double loss;  /* summed, nats; nothing was updated when it is not finite */
    long counted; /* what the loss is to be divided by: learner->count of every example */
    double norm;  /* of the gradient before clipping */
};

/* stepper_free() also takes a stepper that is all zero. */
void stepper_start(struct stepper *stepper, const struct learner *learner,
                   const struct train_options *options, struct model *model);
void stepper_free(struct stepper *stepper);

struct step_result stepper_step(struct stepper *stepper, const struct example *const *list,
                                int count, double rate);

#endif
