#ifndef HEED_TRAIN_TEACHING_H
#define HEED_TRAIN_TEACHING_H

#include "train/options.h"

/* How often the decoder is fed the reference while it learns (Bengio et al. 2015, section 2.4). */
enum teaching {
    TEACHING_CONSTANT,        /* ε */
    TEACHING_LINEAR,          /* max(ε_min, k − c i) */
    TEACHING_EXPONENTIAL,     /* kⁱ, k < 1 */
    TEACHING_INVERSE_SIGMOID, /* k / (k + exp(i / k)), k ≥ 1 */
};

/* The probability that a step of the decoder is fed the reference word, after i optimizer steps. */
double teaching_rate(const struct train_options *options, long i);

/* 0, or -1 with what does not go together. */
int teaching_check(const struct train_options *options, struct err *err);

#endif
