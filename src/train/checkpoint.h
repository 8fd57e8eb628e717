#ifndef HEED_TRAIN_CHECKPOINT_H
#define HEED_TRAIN_CHECKPOINT_H

#include "base/err.h"
#include "train/adam.h"
#include "train/trainer.h"

/* Where a training stands between two steps: enough to continue to the same result. */
struct position {
    int epoch;      /* from 1 */
    long batches;   /* done in this epoch */
    double loss;    /* summed over this epoch so far, nats */
    long counted;   /* of this epoch so far: target tokens, or what else the learner counts */
    double best;    /* best validation figure so far, larger is better; -DBL_MAX: none */
    int waited;     /* epochs since then */
    double seconds; /* spent so far */
};

/* OUT.checkpoint, to be freed. */
char *checkpoint_path(const struct train_options *options);

/* The model of an epoch that --keep-every leaves, "m.epoch-3.safetensors" of "m.safetensors"; to be
 * freed. */
char *checkpoint_epoch(const struct train_options *options, int epoch);

/* Writes weights, moments, position and the options that decide the result. */
int checkpoint_write(const struct train_options *options, const struct position *position,
                     const real *weights, const struct adam *adam, struct err *err);

/* Reads it back; refuses a checkpoint made with other options, naming the first that differs. */
int checkpoint_read(const struct train_options *options, struct position *position, real *weights,
                    struct adam *adam, struct err *err);

#endif
