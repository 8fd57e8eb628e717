#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "math/half.h"

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* One number at a time. */
static float half_to_float(uint16_t bits)
{
    float value;
    half_widen(&value, &bits, 1);
    return value;
}

static uint16_t half_from_float(float value)
{
    uint16_t bits;
    half_narrow(&bits, &value, 1);
    return bits;
}

static float bfloat_to_float(uint16_t bits)
{
    float value;
    half_widen_bfloat(&value, &bits, 1);
    return value;
}

static uint16_t bfloat_from_float(float value)
{
    uint16_t bits;
    half_narrow_bfloat(&bits, &value, 1);
    return bits;
}

/* The definition, by arithmetic. */
static float slow_half(uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float sign = bits & 0x8000 ? -1.0f : 1.0f;
    if (exponent == 31)
        return fraction ? NAN : sign * INFINITY;
    if (exponent == 0)
        return sign * ldexpf((float)fraction, -24);
    return sign * ldexpf((float)(1024 + fraction), exponent - 25);
}

static void every_half_widens_to_its_value(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 65536; bits++) {
        float got = half_to_float((uint16_t)bits), want = slow_half((uint16_t)bits);
        if (isnan(want))
            assert_true(isnan(got) && !signbit(got) == !(bits & 0x8000));
        else
            assert_int_equal(bits_of(got), bits_of(want));
    }
}

static void every_half_comes_back(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 65536; bits++) {
        uint16_t back = half_from_float(half_to_float((uint16_t)bits));
        if ((bits & 0x7fff) > 0x7c00)
            assert_int_equal(back, bits | 0x200); /* NaN becomes quiet, the payload stays */
        else
            assert_int_equal(back, bits);
    }
}

static void every_bfloat_comes_back(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 65536; bits++) {
        assert_int_equal(bits_of(bfloat_to_float((uint16_t)bits)), bits << 16);
        uint16_t back = bfloat_from_float(bfloat_to_float((uint16_t)bits));
        assert_int_equal(back, (bits & 0x7fff) > 0x7f80 ? bits | 0x40 : bits);
    }
}

/* Between any two neighbours: below the middle goes down, above goes up, the middle to even. */
static void halves_round_to_nearest_even(void **state)
{
    (void)state;
    for (uint16_t low = 0; low < 0x7bff; low++) {
        uint16_t high = (uint16_t)(low + 1), even = low % 2 ? high : low;
        float middle = (half_to_float(low) + half_to_float(high)) / 2;
        assert_int_equal(half_from_float(nextafterf(middle, 0)), low);
        assert_int_equal(half_from_float(nextafterf(middle, INFINITY)), high);
        assert_int_equal(half_from_float(middle), even);
        assert_int_equal(half_from_float(-middle), even | 0x8000);
    }
}

static void special_values_narrow(void **state)
{
    (void)state;
    static const struct {
        float value;
        uint16_t half, bfloat;
    } cases[] = {
        {0.0f, 0, 0},
        {-0.0f, 0x8000, 0x8000},
        {1.0f, 0x3c00, 0x3f80},
        {-2.5f, 0xc100, 0xc020},
        {65504.0f, 0x7bff, 0x4780},
        {65519.996f, 0x7bff, 0x4780}, /* just below half way to the next */
        {65520.0f, 0x7c00, 0x4780},
        {-1e6f, 0xfc00, 0xc974},
        {3.4028235e38f, 0x7c00, 0x7f80}, /* the largest float is nearer to infinity */
        {INFINITY, 0x7c00, 0x7f80},
        {-INFINITY, 0xfc00, 0xff80},
        {0x1p-14f, 0x0400, 0x3880},
        {0x1p-24f, 0x0001, 0x3380},
        {0x1p-25f, 0x0000, 0x3300}, /* half of the smallest: to even */
        {0x1.000002p-25f, 0x0001, 0x3300},
        {0x1.8p-24f, 0x0002, 0x33c0},
        {1e-30f, 0x0000, 0x0da2},
        {0x1p-149f, 0x0000, 0x0000},
        {0x1.01p0f, 0x3c04, 0x3f80}, /* ties to even for bfloat */
        {0x1.03p0f, 0x3c0c, 0x3f82},
        {0x1.010002p0f, 0x3c04, 0x3f81},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(half_from_float(cases[i].value), cases[i].half);
        assert_int_equal(bfloat_from_float(cases[i].value), cases[i].bfloat);
    }
    /* The fraction of this NaN lies entirely below what is kept: it must not become infinity. */
    float nan_low = float_of(0xff800001);
    assert_int_equal(half_from_float(nan_low), 0xfe00);
    assert_int_equal(bfloat_from_float(nan_low), 0xffc0);
}

/* Any length (blocks and rest), any address. */
static void arrays_widen_like_single_values(void **state)
{
    (void)state;
    enum { MOST = 200 };
    unsigned char bytes[2 * MOST + 1];
    float out[MOST + 1];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 73 + i / 3);
    for (size_t count = 0; count <= MOST; count++)
        for (size_t shift = 0; shift < 2; shift++) {
            out[count] = 12345.0f;
            for (int half = 0; half < 2; half++) {
                (half ? half_widen : half_widen_bfloat)(out, bytes + shift, count);
                assert_true(out[count] == 12345.0f);
                for (size_t i = 0; i < count; i++) {
                    uint16_t bits;
                    memcpy(&bits, bytes + shift + 2 * i, 2);
                    float want = half ? half_to_float(bits) : bfloat_to_float(bits);
                    assert_memory_equal(&out[i], &want, sizeof want);
                }
            }
        }
}

static void arrays_narrow_like_single_values(void **state)
{
    (void)state;
    const float in[] = {0.1f, -3.7f, 1e-6f, 1e9f, -0.0f};
    unsigned char bytes[11] = {[10] = 77};
    for (int half = 0; half < 2; half++) {
        (half ? half_narrow : half_narrow_bfloat)(bytes, in, 5);
        for (size_t i = 0; i < 5; i++) {
            uint16_t want = half ? half_from_float(in[i]) : bfloat_from_float(in[i]);
            assert_memory_equal(bytes + 2 * i, &want, 2);
        }
    }
    assert_int_equal(bytes[10], 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_half_widens_to_its_value),
        cmocka_unit_test(every_half_comes_back),
        cmocka_unit_test(every_bfloat_comes_back),
        cmocka_unit_test(halves_round_to_nearest_even),
        cmocka_unit_test(special_values_narrow),
        cmocka_unit_test(arrays_widen_like_single_values),
        cmocka_unit_test(arrays_narrow_like_single_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
