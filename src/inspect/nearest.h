#ifndef HEED_INSPECT_NEAREST_H
#define HEED_INSPECT_NEAREST_H

#include <stdbool.h>

#include "inspect/excerpt.h"

/* The rows of a matrix as vectors, of an embedding for instance: which are alike, which are unused,
 * and how they lie in a plane. */

enum { NEAREST_MAX = 40, UNUSED_MAX = 1000, PLANE_ROWS = 1000 };

struct nearest {
    size_t row;  /* whose neighbours they are */
    double norm; /* of it */
    int count;
    size_t rows[NEAREST_MAX];
    double cosine[NEAREST_MAX]; /* the most alike first; a row of zeros is like none */
    size_t zero_rows;           /* rows of nothing but zeros, the row itself included */
    size_t unused[UNUSED_MAX];  /* the first of them */
};

/* Goes through all rows once. 0, or -1 when there is no such row, or the file is damaged. */
int nearest_find(struct nearest *nearest, const struct excerpt *slice, size_t row, struct err *err);

/* Rows along the two directions in which they vary the most. */
struct rows_plane {
    int count;       /* the first rows of the slice, at most PLANE_ROWS */
    double *places;  /* [count × 2] */
    double share[2]; /* of the variance that each of the two explains */
};

/* To be freed. NULL when a number is not finite or the file is damaged. */
struct rows_plane *rows_plane_new(const struct excerpt *slice, struct err *err);
void rows_plane_free(struct rows_plane *plane);

#endif
