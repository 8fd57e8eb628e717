#ifndef HEED_MATH_MAT_H
#define HEED_MATH_MAT_H

#include <stdbool.h>

#include "math/real.h"

/* Row-major matrices that somebody else owns, and their products by BLAS. This is the only floor
 * that includes cblas.h. */

/* A view: row i starts at x + i·stride. Passed by value. */
struct mat {
    real *x; /* [rows × cols], not owned */
    int rows, cols;
    int stride; /* at least cols */
};

static inline struct mat mat_of(real *x, int rows, int cols)
{
    return (struct mat){.x = x, .rows = rows, .cols = cols, .stride = cols};
}

static inline real *mat_row(struct mat m, int row)
{
    return m.x + (long)row * m.stride;
}

/* Rows first to first + count − 1. */
static inline struct mat mat_rows(struct mat m, int first, int count)
{
    return (struct mat){mat_row(m, first), count, m.cols, m.stride};
}

/* Rows first, first + step, first + 2·step ...: `count` of them. */
static inline struct mat mat_every(struct mat m, int first, int step, int count)
{
    return (struct mat){mat_row(m, first), count, m.cols, step * m.stride};
}

/* Columns first to first + count − 1. */
static inline struct mat mat_cols(struct mat m, int first, int count)
{
    return (struct mat){m.x + first, m.rows, count, m.stride};
}

enum product {
    PRODUCT_SET, /* out = product */
    PRODUCT_ADD, /* out += product */
};

/* out[n × m] = a[n × k] · b[m × k]ᵀ: what a linear layer computes, b being its weight as PyTorch
 * stores it (output × input). */
void mat_mul_transposed(struct mat out, enum product mode, struct mat a, struct mat b);

/* out[n × m] = a[n × k] · b[k × m]: the gradient of that layer's input. */
void mat_mul(struct mat out, enum product mode, struct mat a, struct mat b);

/* out[n × m] = a[k × n]ᵀ · b[k × m]: the gradient of its weight. */
void mat_mul_outer(struct mat out, enum product mode, struct mat a, struct mat b);

/* out = a, out = aᵀ, out = 0, out += a. Shapes must agree; a transposed matrix may not share memory
 * with its original. */
void mat_copy(struct mat out, struct mat a);
void mat_transpose(struct mat out, struct mat a);
void mat_zero(struct mat out);
void mat_add(struct mat out, struct mat a);

/* Row i of out becomes row rows[i] of a; they must not share memory. */
void mat_select(struct mat out, struct mat a, const int *rows);

/* sums[cols] += the sum of all rows. */
void mat_sum_rows(real *sums, struct mat a);

/* The kernels that OpenBLAS chose for this processor: "SkylakeX". */
const char *mat_core(void);

/* Threads that a single product may use. Training gives its workers one each. */
void mat_threads(int count);

#endif
