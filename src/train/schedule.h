#ifndef HEED_TRAIN_SCHEDULE_H
#define HEED_TRAIN_SCHEDULE_H

#include <stdbool.h>

#include "train/options.h"

/* How the learning rate changes while a training goes on. */
enum schedule {
    SCHEDULE_HALVE,    /* halved at the start of every epoch from one on, or of three epochs */
    SCHEDULE_CONSTANT, /* as it is */
    SCHEDULE_LINEAR,   /* straight down to 0 at the end */
    SCHEDULE_COSINE, /* (1 + cos π p) / 2, p over the training (Loshchilov & Hutter 2017, eq. 5) */
    SCHEDULE_INVERSE_SQRT, /* 1/√step, 1 at the end of the warmup (Vaswani et al. 2017, eq. 3) */
};

/* Where a step stands. */
struct schedule_at {
    long step;       /* from 1, over all epochs */
    int epoch;       /* from 1 */
    double progress; /* of the epoch, before the step: 0 to below 1 */
};

/* The learning rate of a step: options->rate × schedule × min(1, step / warmup). */
double schedule_rate(const struct train_options *options, struct schedule_at at);

/* Whether the rate of a step depends on how many epochs there will be. */
bool schedule_needs_end(const struct train_options *options);

#endif
