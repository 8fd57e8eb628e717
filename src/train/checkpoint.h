#ifndef HEED_TRAIN_CHECKPOINT_H
#define HEED_TRAIN_CHECKPOINT_H

#include "base/err.h"
#include "optimize/adam.h"
#include "train/trainer.h"

/* Where a training stands between two steps: enough to continue to the same result. */
struct position {
    int epoch;    /* from 1 */
    long batches; /* done in this epoch */
    double loss;  /* summed over this epoch so far, nats */
    long counted; /* of this epoch so far: target tokens, or what else the learner counts */
    double best;  /* best validation figure so far, larger is better; -DBL_MAX: none */
    int waited;   /* epochs since then */
};

/* OUT.checkpoint, to be freed. */
char *checkpoint_path(const struct train_options *options);

/* The model of an epoch that --keep-every leaves, "m.epoch-3.safetensors" of "m.safetensors"; to be
 * freed. */
char *checkpoint_epoch(const struct train_options *options, int epoch);

/* Whether a training that does not resume may write its files: -1 with a message when one of them
 * is there, unless the options say --force. Reads nothing but names. */
int checkpoint_claim(const struct train_options *options, struct err *err);

/* Removes what an earlier training left beside OUT: checkpoint, snapshots, models of epochs. */
void checkpoint_remove_others(const struct train_options *options);

/* Writes weights, moments, position and the options that decide the result. */
int checkpoint_write(const struct train_options *options, const struct position *position,
                     const real *weights, const struct adam *adam, struct err *err);

/* Reads it back; refuses a checkpoint made with other options, naming the first that differs. An
 * option that the checkpoint does not know, as an older heed made it, had its default value. */
int checkpoint_read(const struct train_options *options, struct position *position, real *weights,
                    struct adam *adam, struct err *err);

#endif
