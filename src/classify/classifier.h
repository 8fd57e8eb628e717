#ifndef HEED_CLASSIFY_CLASSIFIER_H
#define HEED_CLASSIFY_CLASSIFIER_H

#include "classify/classifier_run.h"
#include "model/weights.h"

/* A classifier of sentences: from words to the probabilities of labels, its loss and its
 * gradients. */

/* Sentences of one batch, time-major, <pad> beyond the end. */
struct classifier_batch {
    int size;              /* B */
    int length;            /* J */
    const int *tokens;     /* [J·B] */
    const int *lengths;    /* [B] at least 1 */
    const int *labels;     /* [B] from 0; NULL where no loss is wanted */
    const long *sentences; /* [B] their numbers, for dropout; may be NULL without */
};

/* What a run starts from. Arrays live in `arena`, which the caller resets between runs. */
struct classifier_setup {
    const struct config *config;
    const struct weights *weights;
    const struct control *control; /* may be NULL */
    struct arena *arena;
    enum keep keep;
    struct dropout dropout; /* all zero: none */
    real smoothing;         /* label smoothing ε of the loss; 0: none */
    real penalty; /* of hops that look alike: times ‖AAᵀ − I‖² (Lin et al. 2017, eq. 8) */
};

/* Everything up to the probabilities. */
void classifier_forward(struct classifier_run *run, const struct classifier_setup *setup,
                        const struct classifier_batch *batch);

/* Cross-entropy (with smoothed labels: against (1 − ε) one-hot + ε/C) in nats, and the penalty of
 * hops; summed over the sentences. */
double classifier_loss(const struct classifier_run *run, const struct classifier_batch *batch);

/* The same, and adds `scale` times its gradient to `gradient`. Needs KEEP_BACKWARD. */
double classifier_backward(struct classifier_run *run, const struct classifier_batch *batch,
                           struct weights *gradient, real scale);

#endif
