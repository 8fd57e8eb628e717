#ifndef HEED_STORE_HALF_H
#define HEED_STORE_HALF_H

#include <stddef.h>
#include <stdint.h>

/* The two 16-bit floats: F16 (IEEE 754 binary16: 5 bits exponent, 10 bits fraction) and BF16 (the
 * upper half of a binary32). Widening is exact; narrowing rounds to nearest, ties to even, what is
 * too large becomes infinity, and NaN stays NaN. */

float half_to_float(uint16_t bits);
uint16_t half_from_float(float value);
float bfloat_to_float(uint16_t bits);
uint16_t bfloat_from_float(float value);

/* Whole arrays; the 16-bit side is little-endian bytes at any address. */
void half_widen(float *out, const void *in, size_t count);
void bfloat_widen(float *out, const void *in, size_t count);
void half_narrow(void *out, const float *in, size_t count);
void bfloat_narrow(void *out, const float *in, size_t count);

#endif
