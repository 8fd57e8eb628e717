#ifndef HEED_INSPECT_SPECTRUM_H
#define HEED_INSPECT_SPECTRUM_H

#include <stdbool.h>

#include "inspect/excerpt.h"

/* The singular values of a matrix, and what they say about how many directions it uses. */

enum { SPECTRUM_VALUES_MAX = 1 << 24, SPECTRUM_SIDE_MAX = 4096 };

struct spectrum {
    int count;             /* min(rows, columns) */
    double *values;        /* [count] the largest first */
    double effective_rank; /* e to the entropy of the values as shares (Roy & Vetterli 2007) */
    double stable_rank;    /* Σ σ² / σ₁²: at most the rank */
    int most;              /* so many of them hold 90 % of Σ σ² */
    int numerical_rank;    /* above σ₁ · max(rows, columns) · 2⁻²³ */
};

/* Of a slice, seen as a matrix; to be freed. NULL with the reason: a vector, too large (a shorter
 * side beyond SPECTRUM_SIDE_MAX or more values than SPECTRUM_VALUES_MAX), not finite, damaged. */
struct spectrum *spectrum_new(const struct excerpt *slice, struct err *err);
void spectrum_free(struct spectrum *spectrum);

#endif
