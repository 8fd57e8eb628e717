#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "math/rng.h"
#include "store/dtype.h"
#include "store/quant.h"

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

/* ---- the table ---- */

static void every_dtype_has_a_row(void **state)
{
    (void)state;
    for (enum dtype dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        const char *name = dtype_name(dtype);
        assert_non_null(name);
        assert_int_equal(dtype_find(name), dtype);
        bool other = dtype == DTYPE_OTHER;
        assert_int_equal(dtype_block(dtype) == 0, other);
        assert_int_equal(dtype_block_bytes(dtype) == 0, other);
        bool quantized = dtype >= DTYPE_Q8_0 && !other;
        assert_int_equal(dtype_is_quantized(dtype), quantized);
        assert_int_equal(dtype_is_float(dtype), dtype <= DTYPE_F8_E5M2);
        if (other)
            continue;
        unsigned char bytes[QUANT_VALUES_MAX] = {0}; /* 0 is 0 in every type */
        float value = 1;
        double wide = 1;
        dtype_floats(&value, dtype, bytes, 0, 1);
        dtype_doubles(&wide, dtype, bytes, 0, 1);
        assert_true(value == 0 && wide == 0);
    }
    assert_int_equal(dtype_find("F4"), DTYPE_OTHER);
    assert_int_equal(dtype_find(""), DTYPE_OTHER);
}

static void sizes_are_whole_blocks(void **state)
{
    (void)state;
    size_t bytes = 1;
    assert_true(dtype_bytes(&bytes, DTYPE_F32, 6));
    assert_int_equal(bytes, 24);
    assert_true(dtype_bytes(&bytes, DTYPE_Q4_K, 512));
    assert_int_equal(bytes, 288);
    assert_true(dtype_bytes(&bytes, DTYPE_Q4_0, 0));
    assert_int_equal(bytes, 0);
    assert_false(dtype_bytes(&bytes, DTYPE_Q4_K, 128));
    assert_false(dtype_bytes(&bytes, DTYPE_F64, SIZE_MAX / 4));
    assert_true(dtype_bytes(&bytes, DTYPE_U8, SIZE_MAX));
    assert_false(dtype_bytes(&bytes, DTYPE_OTHER, 1));
}

/* ---- plain types ---- */

/* The definition by arithmetic: sign, exponent, fraction. */
static double slow_float8(int bits, int exponent_bits, bool has_infinity)
{
    int fraction_bits = 7 - exponent_bits, bias = (1 << (exponent_bits - 1)) - 1;
    int exponent = bits >> fraction_bits & ((1 << exponent_bits) - 1);
    int fraction = bits & ((1 << fraction_bits) - 1);
    double part = (double)fraction / (1 << fraction_bits), sign = bits & 128 ? -1 : 1;
    bool last = exponent == (1 << exponent_bits) - 1;
    if (last && has_infinity)
        return fraction ? NAN : sign * INFINITY;
    if (last && fraction == (1 << fraction_bits) - 1)
        return NAN;
    if (exponent == 0)
        return sign * part * pow(2, 1 - bias);
    return sign * (1 + part) * pow(2, exponent - bias);
}

static void float8_is_what_it_is_defined_as(void **state)
{
    (void)state;
    unsigned char many[1000]; /* go another way */
    float singles[2][1000];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (unsigned char)i;
    dtype_floats(singles[0], DTYPE_F8_E4M3, many, 0, sizeof many);
    dtype_floats(singles[1], DTYPE_F8_E5M2, many, 0, sizeof many);
    for (int bits = 0; bits < 256; bits++) {
        unsigned char byte = (unsigned char)bits;
        float e4m3, e5m2;
        dtype_floats(&e4m3, DTYPE_F8_E4M3, &byte, 0, 1);
        dtype_floats(&e5m2, DTYPE_F8_E5M2, &byte, 0, 1);
        assert_true(same(e4m3, slow_float8(bits, 4, false)));
        assert_true(same(e5m2, slow_float8(bits, 5, true)));
        assert_true(same(singles[0][bits + 512], e4m3) && same(singles[1][bits + 512], e5m2));
    }
    /* The largest and smallest of the paper. */
    assert_true(slow_float8(0x7e, 4, false) == 448 && slow_float8(0x7b, 5, true) == 57344);
    assert_true(slow_float8(0x01, 4, false) == 0x1p-9 && slow_float8(0x01, 5, true) == 0x1p-16);
}

#define EXPECT(dtype, type, ...)                                                                   \
    do {                                                                                           \
        const type list[] = {__VA_ARGS__};                                                         \
        unsigned char bytes[sizeof list + 1];                                                      \
        memcpy(bytes + 1, list, sizeof list); /* at an odd address */                              \
        for (size_t i = 0; i < sizeof list / sizeof *list; i++) {                                  \
            float single;                                                                          \
            double wide;                                                                           \
            dtype_floats(&single, dtype, bytes + 1, i, 1);                                         \
            dtype_doubles(&wide, dtype, bytes + 1, i, 1);                                          \
            assert_true(single == (float)list[i] && wide == (double)list[i]);                      \
        }                                                                                          \
    } while (0)

static void integers_and_floats_are_what_they_are_in_c(void **state)
{
    (void)state;
    EXPECT(DTYPE_F32, float, 0.1f, -3e38f, 1e-45f);
    EXPECT(DTYPE_F64, double, 0.1, -1.7e308, 5e-324);
    EXPECT(DTYPE_I64, int64_t, 0, -1, INT64_MAX, INT64_MIN, (1LL << 53) + 1);
    EXPECT(DTYPE_I32, int32_t, 0, -1, INT32_MAX, INT32_MIN);
    EXPECT(DTYPE_I16, int16_t, 0, -1, INT16_MAX, INT16_MIN);
    EXPECT(DTYPE_I8, int8_t, 0, -1, 127, -128);
    EXPECT(DTYPE_U64, uint64_t, 0, UINT64_MAX);
    EXPECT(DTYPE_U32, uint32_t, 0, UINT32_MAX);
    EXPECT(DTYPE_U16, uint16_t, 0, UINT16_MAX);
    EXPECT(DTYPE_U8, uint8_t, 0, 255);
    const unsigned char truth[] = {0, 1, 2, 255};
    float values[4];
    dtype_floats(values, DTYPE_BOOL, truth, 0, 4);
    assert_true(values[0] == 0 && values[1] == 1 && values[2] == 1 && values[3] == 1);
}

/* ---- blocks, against a reference that takes one value at a time ---- */

static double slow_half(const unsigned char *at)
{
    int bits = at[0] + 256 * at[1], exponent = bits / 1024 % 32, fraction = bits % 1024;
    double sign = bits >= 32768 ? -1 : 1;
    if (exponent == 31)
        return fraction ? NAN : sign * INFINITY;
    return exponent ? sign * ldexp(1024 + fraction, exponent - 25) : sign * ldexp(fraction, -24);
}

/* Bits from .. from + n - 1 of a byte. */
static int bits_of(int byte, int from, int n)
{
    return byte / (1 << from) % (1 << n);
}

/* Value i of a block of 32: its 4 bits lie in byte i, or for the second half in the upper half of byte
 * i - 16. */
static int slow_nibble(const unsigned char *at, int i)
{
    return i < 16 ? bits_of(at[i], 0, 4) : bits_of(at[i - 16], 4, 4);
}

static double slow_q8_0(const unsigned char *b, int i)
{
    int quant = b[2 + i];
    return slow_half(b) * (quant > 127 ? quant - 256 : quant);
}

static double slow_q4_0(const unsigned char *b, int i)
{
    return slow_half(b) * (slow_nibble(b + 2, i) - 8);
}

static double slow_q4_1(const unsigned char *b, int i)
{
    return slow_half(b) * slow_nibble(b + 4, i) + slow_half(b + 2);
}

static double slow_q5_0(const unsigned char *b, int i)
{
    int fifth = bits_of(b[2 + i / 8], i % 8, 1);
    return slow_half(b) * (slow_nibble(b + 6, i) + 16 * fifth - 16);
}

static double slow_q5_1(const unsigned char *b, int i)
{
    int fifth = bits_of(b[4 + i / 8], i % 8, 1);
    return slow_half(b) * (slow_nibble(b + 8, i) + 16 * fifth) + slow_half(b + 2);
}

/* Scale and minimum j of the 8 of Q4_K and Q5_K, as the drawing of the format has them:
 *
 *     byte 0 to 3     EEAAAAAA FFBBBBBB GGCCCCCC HHDDDDDD    scales 0 to 3 (A to D)
 *     byte 4 to 7     eeaaaaaa ffbbbbbb ggcccccc hhdddddd    minima 0 to 3
 *     byte 8 to 11    eeeeEEEE ffffFFFF ggggGGGG hhhhHHHH    the others, less their two upper bits */
static void slow_pair(const unsigned char *at, int j, int *scale, int *minimum)
{
    if (j < 4) {
        *scale = bits_of(at[j], 0, 6);
        *minimum = bits_of(at[4 + j], 0, 6);
    } else {
        *scale = bits_of(at[4 + j], 0, 4) + 16 * bits_of(at[j - 4], 6, 2);
        *minimum = bits_of(at[4 + j], 4, 4) + 16 * bits_of(at[j], 6, 2);
    }
}

/* In each 32 bytes lie 64 values: first the lower halves, then the upper ones. */
static int slow_k_nibble(const unsigned char *at, int i)
{
    return bits_of(at[32 * (i / 64) + i % 32], i / 32 % 2 * 4, 4);
}

static double slow_k(const unsigned char *b, int i, int quant)
{
    int scale, minimum;
    slow_pair(b + 4, i / 32, &scale, &minimum);
    return slow_half(b) * scale * quant - slow_half(b + 2) * minimum;
}

static double slow_q4_k(const unsigned char *b, int i)
{
    return slow_k(b, i, slow_k_nibble(b + 16, i));
}

static double slow_q5_k(const unsigned char *b, int i)
{
    int fifth = bits_of(b[16 + i % 32], i / 32, 1);
    return slow_k(b, i, slow_k_nibble(b + 48, i) + 16 * fifth);
}

static double slow_q6_k(const unsigned char *b, int i)
{
    int half = i / 128, row = i % 128 / 32, column = i % 32;
    int low = bits_of(b[64 * half + 32 * (row % 2) + column], row / 2 * 4, 4);
    int high = bits_of(b[128 + 32 * half + column], 2 * row, 2);
    int scale = b[192 + i / 16];
    return slow_half(b + 208) * (scale > 127 ? scale - 256 : scale) * (low + 16 * high - 32);
}

static const struct {
    enum dtype dtype;
    double (*value)(const unsigned char *block, int i);
} references[] = {
    {DTYPE_Q8_0, slow_q8_0}, {DTYPE_Q4_0, slow_q4_0}, {DTYPE_Q4_1, slow_q4_1},
    {DTYPE_Q5_0, slow_q5_0}, {DTYPE_Q5_1, slow_q5_1}, {DTYPE_Q4_K, slow_q4_k},
    {DTYPE_Q5_K, slow_q5_k}, {DTYPE_Q6_K, slow_q6_k},
};
enum { REFERENCES = sizeof references / sizeof *references, BLOCKS = 300 };

static unsigned char *random_bytes(size_t n)
{
    struct rng rng = {.seed = 7};
    unsigned char *bytes = mem_new(n, 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)rng_below(&rng, 256);
    return bytes;
}

static void blocks_are_what_the_format_says(void **state)
{
    (void)state;
    assert_int_equal(REFERENCES, DTYPE_OTHER - DTYPE_Q8_0);
    for (size_t r = 0; r < REFERENCES; r++) {
        enum dtype dtype = references[r].dtype;
        size_t block = dtype_block(dtype), size = dtype_block_bytes(dtype), count = BLOCKS * block;
        unsigned char *bytes = random_bytes(BLOCKS * size);
        float *values = mem_new(count, sizeof *values);
        dtype_floats(values, dtype, bytes, 0, count);
        for (size_t i = 0; i < count; i++) {
            double expected = references[r].value(bytes + i / block * size, (int)(i % block));
            if (!same(values[i], (float)expected))
                fail_msg("%s value %zu: %.9g, %.9g expected", dtype_name(dtype), i,
                         (double)values[i], expected);
        }
        free(bytes);
        free(values);
    }
}

static void a_block_shows_what_its_values_are_made_of(void **state)
{
    (void)state;
    for (size_t r = 0; r < REFERENCES; r++) {
        enum dtype dtype = references[r].dtype;
        unsigned char *bytes = random_bytes(dtype_block_bytes(dtype));
        struct quant_block block;
        float values[QUANT_VALUES_MAX];
        quant_open(&block, dtype, bytes);
        quant_values(values, &block);
        assert_int_equal(block.count, dtype_block(dtype));
        for (int i = 0; i < block.count; i++) {
            int part = i / (block.count / block.parts);
            double made = (double)block.scale * block.part_scale[part] * block.quant[i] +
                          (double)block.offset * block.part_offset[part];
            assert_true(same(values[i], (float)made));
        }
        free(bytes);
    }
}

static void ranges_are_parts_of_the_whole(void **state)
{
    (void)state;
    enum { COUNT = 3 * QUANT_VALUES_MAX };
    for (enum dtype dtype = 0; dtype < DTYPE_OTHER; dtype++) {
        size_t size = 0;
        assert_true(dtype_bytes(&size, dtype, COUNT));
        unsigned char *bytes = random_bytes(size);
        float whole[COUNT], part[COUNT];
        double wide[COUNT];
        dtype_floats(whole, dtype, bytes, 0, COUNT);
        for (size_t first = 0; first < COUNT; first += 37)
            for (size_t count = 0; first + count <= COUNT; count += 101) {
                dtype_floats(part, dtype, bytes, first, count);
                dtype_doubles(wide, dtype, bytes, first, count);
                for (size_t i = 0; i < count; i++) {
                    assert_true(same(part[i], whole[first + i]));
                    assert_true(same((float)wide[i], whole[first + i]));
                }
            }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dtype_has_a_row),
        cmocka_unit_test(sizes_are_whole_blocks),
        cmocka_unit_test(float8_is_what_it_is_defined_as),
        cmocka_unit_test(integers_and_floats_are_what_they_are_in_c),
        cmocka_unit_test(blocks_are_what_the_format_says),
        cmocka_unit_test(a_block_shows_what_its_values_are_made_of),
        cmocka_unit_test(ranges_are_parts_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
