#include "store/dtype.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "math/half.h"
#include "store/quant.h"

/* ---- decoders: `count` values of a plain type, `count` blocks of a quantized one ---- */

static void floats_of_f32(float *out, const unsigned char *in, size_t count)
{
    memcpy(out, in, count * sizeof *out);
}

static void floats_of_f16(float *out, const unsigned char *in, size_t count)
{
    half_widen(out, in, count);
}

static void floats_of_bf16(float *out, const unsigned char *in, size_t count)
{
    half_widen_bfloat(out, in, count);
}

/* Bias 7; the pattern of all ones is NaN, and there is no infinity. */
static float float_of_f8_e4m3(int bits)
{
    int exponent = bits >> 3 & 15, fraction = bits & 7;
    float size =
        exponent ? ldexpf((float)(8 + fraction), exponent - 10) : ldexpf((float)fraction, -9);
    if ((bits & 127) == 127)
        size = NAN;
    return bits & 128 ? -size : size;
}

static float float_of_f8_e5m2(int bits)
{
    const unsigned char half[] = {0, (unsigned char)bits};
    float value;
    half_widen(&value, half, 1);
    return value;
}

/* For many values all 256 are worked out first. */
static void floats_of_f8(float *out, const unsigned char *in, size_t count,
                         float (*value)(int bits))
{
    float values[256];
    bool many = count > 256;
    for (int bits = 0; many && bits < 256; bits++)
        values[bits] = value(bits);
    for (size_t i = 0; i < count; i++)
        out[i] = many ? values[in[i]] : value(in[i]);
}

static void floats_of_f8_e4m3(float *out, const unsigned char *in, size_t count)
{
    floats_of_f8(out, in, count, float_of_f8_e4m3);
}

static void floats_of_f8_e5m2(float *out, const unsigned char *in, size_t count)
{
    floats_of_f8(out, in, count, float_of_f8_e5m2);
}

static void floats_of_bool(float *out, const unsigned char *in, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = in[i] != 0;
}

/* Of a type of C, which memcpy() loads from any address. */
#define NUMBERS(name, real, type)                                                                  \
    static void name(real *out, const unsigned char *in, size_t count)                             \
    {                                                                                              \
        for (size_t i = 0; i < count; i++) {                                                       \
            type value;                                                                            \
            memcpy(&value, in + i * sizeof value, sizeof value);                                   \
            out[i] = (real)value;                                                                  \
        }                                                                                          \
    }
NUMBERS(floats_of_f64, float, double)
NUMBERS(floats_of_i64, float, int64_t)
NUMBERS(floats_of_i32, float, int32_t)
NUMBERS(floats_of_i16, float, int16_t)
NUMBERS(floats_of_i8, float, int8_t)
NUMBERS(floats_of_u64, float, uint64_t)
NUMBERS(floats_of_u32, float, uint32_t)
NUMBERS(floats_of_u16, float, uint16_t)
NUMBERS(floats_of_u8, float, uint8_t)
NUMBERS(doubles_of_f64, double, double)
NUMBERS(doubles_of_i64, double, int64_t)
NUMBERS(doubles_of_i32, double, int32_t)
NUMBERS(doubles_of_u64, double, uint64_t)
NUMBERS(doubles_of_u32, double, uint32_t)

/* ---- the table ---- */

static const struct dtype_row {
    const char *name;
    size_t block, bytes;
    void (*floats)(float *out, const unsigned char *in, size_t count); /* NULL: in blocks */
    void (*doubles)(double *out, const unsigned char *in,
                    size_t count); /* NULL: floats are exact */
} rows[DTYPE_COUNT] = {
    [DTYPE_F32] = {"F32", 1, 4, floats_of_f32, NULL},
    [DTYPE_F16] = {"F16", 1, 2, floats_of_f16, NULL},
    [DTYPE_BF16] = {"BF16", 1, 2, floats_of_bf16, NULL},
    [DTYPE_F64] = {"F64", 1, 8, floats_of_f64, doubles_of_f64},
    [DTYPE_F8_E4M3] = {"F8_E4M3", 1, 1, floats_of_f8_e4m3, NULL},
    [DTYPE_F8_E5M2] = {"F8_E5M2", 1, 1, floats_of_f8_e5m2, NULL},
    [DTYPE_I64] = {"I64", 1, 8, floats_of_i64, doubles_of_i64},
    [DTYPE_I32] = {"I32", 1, 4, floats_of_i32, doubles_of_i32},
    [DTYPE_I16] = {"I16", 1, 2, floats_of_i16, NULL},
    [DTYPE_I8] = {"I8", 1, 1, floats_of_i8, NULL},
    [DTYPE_U64] = {"U64", 1, 8, floats_of_u64, doubles_of_u64},
    [DTYPE_U32] = {"U32", 1, 4, floats_of_u32, doubles_of_u32},
    [DTYPE_U16] = {"U16", 1, 2, floats_of_u16, NULL},
    [DTYPE_U8] = {"U8", 1, 1, floats_of_u8, NULL},
    [DTYPE_BOOL] = {"BOOL", 1, 1, floats_of_bool, NULL},
    [DTYPE_Q8_0] = {"Q8_0", 32, 34, NULL, NULL},
    [DTYPE_Q4_0] = {"Q4_0", 32, 18, NULL, NULL},
    [DTYPE_Q4_1] = {"Q4_1", 32, 20, NULL, NULL},
    [DTYPE_Q5_0] = {"Q5_0", 32, 22, NULL, NULL},
    [DTYPE_Q5_1] = {"Q5_1", 32, 24, NULL, NULL},
    [DTYPE_Q4_K] = {"Q4_K", 256, 144, NULL, NULL},
    [DTYPE_Q5_K] = {"Q5_K", 256, 176, NULL, NULL},
    [DTYPE_Q6_K] = {"Q6_K", 256, 210, NULL, NULL},
    [DTYPE_OTHER] = {"other", 0, 0, NULL, NULL},
};

const char *dtype_name(enum dtype dtype)
{
    return rows[dtype].name;
}

enum dtype dtype_find(const char *name)
{
    enum dtype dtype = 0;
    while (dtype < DTYPE_OTHER && strcmp(rows[dtype].name, name) != 0)
        dtype++;
    return dtype;
}

size_t dtype_block(enum dtype dtype)
{
    return rows[dtype].block;
}

size_t dtype_block_bytes(enum dtype dtype)
{
    return rows[dtype].bytes;
}

bool dtype_is_float(enum dtype dtype)
{
    return dtype <= DTYPE_F8_E5M2;
}

bool dtype_is_quantized(enum dtype dtype)
{
    return rows[dtype].block > 1;
}

bool dtype_bytes(size_t *bytes, enum dtype dtype, size_t count)
{
    const struct dtype_row *row = &rows[dtype];
    return row->block && count % row->block == 0 &&
           !__builtin_mul_overflow(count / row->block, row->bytes, bytes);
}

/* ---- a range of values ---- */

/* Block by block; of the first and the last one a part may be asked for. */
static void floats_of_blocks(float *out, enum dtype dtype, const unsigned char *bytes, size_t first,
                             size_t count)
{
    const struct dtype_row *row = &rows[dtype];
    while (count) {
        struct quant_block block;
        float values[QUANT_VALUES_MAX];
        size_t skip = first % row->block, take = row->block - skip;
        if (take > count)
            take = count;
        quant_open(&block, dtype, bytes + first / row->block * row->bytes);
        quant_values(values, &block);
        memcpy(out, values + skip, take * sizeof *out);
        out += take;
        first += take;
        count -= take;
    }
}

void dtype_floats(float *out, enum dtype dtype, const void *bytes, size_t first, size_t count)
{
    const struct dtype_row *row = &rows[dtype];
    assert(row->block);
    if (row->floats)
        row->floats(out, (const unsigned char *)bytes + first * row->bytes, count);
    else
        floats_of_blocks(out, dtype, bytes, first, count);
}

void dtype_doubles(double *out, enum dtype dtype, const void *bytes, size_t first, size_t count)
{
    const struct dtype_row *row = &rows[dtype];
    if (row->doubles) {
        row->doubles(out, (const unsigned char *)bytes + first * row->bytes, count);
        return;
    }
    while (count) {
        float some[QUANT_VALUES_MAX];
        size_t take = count < QUANT_VALUES_MAX ? count : QUANT_VALUES_MAX;
        dtype_floats(some, dtype, bytes, first, take);
        for (size_t i = 0; i < take; i++)
            out[i] = (double)some[i];
        out += take;
        first += take;
        count -= take;
    }
}
