#ifndef HEED_MATH_DIRECT_H
#define HEED_MATH_DIRECT_H

#include "math/mat.h"

/* Products of few rows, as one time step of a batch has them. BLAS first copies both factors into
 * the order that its kernel reads, which pays when every number is used by many rows, and is a
 * quarter of the time at 32 to 64 rows (OpenBLAS 0.3.21, 64 × 256 × 768). Here they are read where
 * they lie. */

/* out[n × m] = a[n × k] · b[k × m], or added to it. False, and nothing done, where BLAS is the better
 * choice: many rows, one row, columns that do not fill vectors, a processor without AVX2. */
bool direct_mul(struct mat out, enum product mode, struct mat a, struct mat b);

/* The same by the vectors of one instruction set, whatever the rows; terms at least 1. False where
 * the processor lacks them or the columns do not fill them. */
enum direct_kernel {
    DIRECT_WIDE,   /* AVX-512: columns in multiples of 64 bytes */
    DIRECT_NARROW, /* AVX2 and FMA: of 32 bytes */
    DIRECT_KERNELS
};
bool direct_mul_by(enum direct_kernel kernel, struct mat out, enum product mode, struct mat a,
                   struct mat b);

#endif
