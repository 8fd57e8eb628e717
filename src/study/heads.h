#ifndef HEED_STUDY_HEADS_H
#define HEED_STUDY_HEADS_H

#include "trace/trace.h"

/* What a matrix of weights of words × words is like, in a few figures: means over the words that
 * ask, padding left out. */
struct head_figures {
    double entropy; /* nats of a row: 0, all on one word; ln T, the same on all */
    double near;    /* the share on the word itself and its two neighbors: how diagonal it is */
    double self;    /* on the word itself */
    double first;   /* on the first word */
    double marks;   /* on punctuation marks */
    double even;    /* ln T, what the entropy is compared with */
};

struct head_figures head_figures_of(const struct trace *trace, int sentence, struct sheet weights);

#endif
