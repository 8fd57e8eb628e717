#ifndef HEED_MATH_HALF_H
#define HEED_MATH_HALF_H

#include <stddef.h>

/* The two 16-bit floats: F16 (IEEE 754 binary16: 5 bits exponent, 10 bits fraction) and BF16 (the
 * upper half of a binary32). The 16-bit side is little-endian bytes at any address. */

/* Exact: every 16-bit float is a float. */
void half_widen(float *out, const void *in, size_t count);
void half_widen_bfloat(float *out, const void *in, size_t count);

/* Rounds to nearest, ties to even. What is too large becomes infinity, and NaN stays NaN. */
void half_narrow(void *out, const float *in, size_t count);
void half_narrow_bfloat(void *out, const float *in, size_t count);

#endif
