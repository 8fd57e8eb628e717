#ifndef HEED_INSPECT_SURVEY_H
#define HEED_INSPECT_SURVEY_H

#include "inspect/excerpt.h"
#include "inspect/gates.h"
#include "inspect/inventory.h"
#include "inspect/statistics.h"

/* What one walk over a tensor or a part of it finds (two, for the histogram). */

enum { SURVEY_VALUES_MAX = 1 << 22, SURVEY_NORMS_MAX = 1 << 22 };

struct survey {
    struct excerpt slice;
    struct statistics statistics;
    struct histogram histogram;
    float *values;     /* [kept_rows × slice.columns]: the first rows, up to SURVEY_VALUES_MAX */
    size_t kept_rows;  /* a short last row is filled up with NaN; see survey_has() */
    double *row_norms; /* [slice.rows], or NULL: a vector, or more than SURVEY_NORMS_MAX */
    double *column_norms; /* [slice.columns], or NULL likewise */
    struct gates gates;   /* of the tensor, when the slice is all of it; count 0: none */
    struct statistics gate[GATES_MAX];
};

/* Reads it; to be freed. NULL with one line when the file is damaged, or its type cannot be read;
 * and with an empty message when it was given up. `patience` may be NULL. */
struct survey *survey_new(const struct tensors *file, const struct excerpt *slice,
                          struct patience *patience, struct err *err);
void survey_free(struct survey *survey);

/* Whether there is such a cell. */
bool survey_has(const struct survey *survey, size_t row, size_t column);

/* The part of a tensor that is one of its gates. */
struct excerpt survey_gate(const struct survey *survey, int gate);

#endif
