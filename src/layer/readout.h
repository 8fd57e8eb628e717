#ifndef HEED_LAYER_READOUT_H
#define HEED_LAYER_READOUT_H

#include "math/mat.h"

/* What a readout does to its sums. */
enum readout {
    READOUT_MAXOUT,      /* Goodfellow et al. 2013, as in Bahdanau et al. 2015, A.2.2 */
    READOUT_ATTENTIONAL, /* tanh(W [c(t); s(t)] + b) (Luong et al. 2015, eq. 5) */
    READOUT_LINEAR,      /* W [c(t); s(t)] + b */
    READOUT_COUNT
};
extern const char *const readout_names[READOUT_COUNT + 1]; /* ended by NULL */

/* Sums that make one entry of a readout: 2 of maxout, else 1. */
int readout_pieces(enum readout readout);

/* out [n × R] of the sums pre [n × pieces·R]. */
void readout_apply(enum readout readout, struct mat out, struct mat pre);

/* From the gradient of `out` to that of the sums, which takes their place in pre. */
void readout_apply_backward(enum readout readout, struct mat pre, struct mat dout);

#endif
