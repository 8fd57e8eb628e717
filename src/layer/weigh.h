#ifndef HEED_LAYER_WEIGH_H
#define HEED_LAYER_WEIGH_H

#include "layer/control.h"

/* From a row of scores to a row of weights: mask, temperature, softmax, window, hard choice, rows
 * set by hand. Whoever has scores of positions, in whatever family, makes weights of them here, so
 * that every change of a control works on all. */

/* Flags [n] of the positions that take part in no row: those beyond `length` words, and what the
 * control says of mask and positions. */
void weigh_mask(unsigned char *out, const struct control *control, int length, int n);

/* Flags [n] of one row: the mask, unless the control says how many positions are valid at this
 * step; and, with width >= 0, what is farther than that from `center` (positions count from 1). */
void weigh_exclude(unsigned char *out, const unsigned char *mask, const struct control *control,
                   int step, real center, real width, int n);

/* Which row it is, and what is done to it besides the control. */
struct weighing {
    const struct control *control; /* NULL: nothing is changed */
    int sentence, slice, step;     /* what changes of rows name it by */
    uint64_t number;               /* of the row in its run: what SELECT_SAMPLE draws by */
    bool bell;                     /* times a Gaussian (Luong et al. 2015, eq. 10) */
    real center, width;            /* of the Gaussian: p(t) from 1, and D = 2 σ */
    real *masked;  /* [n] out: the scores as the softmax sees them; NULL only without a control */
    real *aligned; /* [n] out: the softmax, before Gaussian and control change it; or NULL */
};

/* weights [n] of scores [n]; exactly 0 where excluded [n] is 1, unless set by hand. A row with
 * every position excluded is all zero. */
void weigh_row(const struct weighing *weighing, real *weights, const real *scores,
               const unsigned char *excluded, int n);

#endif
