#ifndef HEED_STORE_DTYPE_H
#define HEED_STORE_DTYPE_H

#include <stdbool.h>
#include <stddef.h>

/* How numbers are stored in the files of all formats, one row each. The order in memory is
 * little-endian; who holds big-endian bytes turns them round first. */
enum dtype {
    DTYPE_F32, /* the floats come first: dtype_is_float() */
    DTYPE_F16,
    DTYPE_BF16,
    DTYPE_F64,
    DTYPE_F8_E4M3, /* Micikevicius et al. 2022: 4 bits exponent, no infinity, at most 448 */
    DTYPE_F8_E5M2, /* the upper half of an F16 */
    DTYPE_I64,
    DTYPE_I32,
    DTYPE_I16,
    DTYPE_I8,
    DTYPE_U64,
    DTYPE_U32,
    DTYPE_U16,
    DTYPE_U8,
    DTYPE_BOOL, /* a byte: 0 is false, all else is true and reads as 1 */
    DTYPE_Q8_0, /* from here on blocks of several values: quant.h */
    DTYPE_Q4_0,
    DTYPE_Q4_1,
    DTYPE_Q5_0,
    DTYPE_Q5_1,
    DTYPE_Q4_K,
    DTYPE_Q5_K,
    DTYPE_Q6_K,
    DTYPE_OTHER, /* known by its size only: can be listed, not read */
    DTYPE_COUNT,
};

/* As safetensors and GGUF write it, "F8_E4M3", "Q4_K"; DTYPE_OTHER is "other". */
const char *dtype_name(enum dtype dtype);

/* The one of that name, DTYPE_OTHER when there is none. */
enum dtype dtype_find(const char *name);

/* Values in a block, 1 for plain types; and the bytes of a block. Both are 0 for DTYPE_OTHER. */
size_t dtype_block(enum dtype dtype);
size_t dtype_block_bytes(enum dtype dtype);

/* Whether it is a float of any size, one value at a time. */
bool dtype_is_float(enum dtype dtype);

/* Whether it is one of the types that keep several values in a block. */
bool dtype_is_quantized(enum dtype dtype);

/* The bytes that `count` values take. False when they do not fill whole blocks or cannot be
 * counted, and for DTYPE_OTHER. */
bool dtype_bytes(size_t *bytes, enum dtype dtype, size_t count);

/* Values first .. first + count - 1 of those that start at `bytes` (any address). A float rounds
 * F64 and large integers to nearest; a double rounds only integers beyond 2^53.
 * Not for DTYPE_OTHER (assert). */
void dtype_floats(float *out, enum dtype dtype, const void *bytes, size_t first, size_t count);
void dtype_doubles(double *out, enum dtype dtype, const void *bytes, size_t first, size_t count);

#endif
