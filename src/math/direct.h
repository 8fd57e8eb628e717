#ifndef HEED_MATH_DIRECT_H
#define HEED_MATH_DIRECT_H

#include "math/mat.h"

/* Products of few rows, as one time step of a batch has them. BLAS first copies both factors into
 * the order that its kernel reads. That pays when many rows use every number, and takes a quarter
 * of the time at 32 to 64 rows (OpenBLAS 0.3.21, 64 × 256 × 768). Here they are read where they
 * lie. */

/* out[n × m] = a[n × k] · b[k × m], or added to it. Does nothing and returns false where BLAS is
 * the better choice: many rows, one row, columns that do not fill vectors, a processor without
 * AVX2. */
bool direct_mul(struct mat out, enum product mode, struct mat a, struct mat b);

/* The vectors to multiply with. */
enum direct_kernel {
    DIRECT_WIDE,   /* AVX-512: columns in multiples of 64 bytes */
    DIRECT_NARROW, /* AVX2 and FMA: columns in multiples of 32 bytes */
    DIRECT_COUNT
};

/* The same with one kind of vectors, for any number of rows; k at least 1. Does nothing and returns
 * false where the processor lacks them or the columns do not fill them. */
bool direct_mul_by(enum direct_kernel kernel, struct mat out, enum product mode, struct mat a,
                   struct mat b);

#endif
