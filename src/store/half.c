#include "store/half.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are read as they lie in memory");

/* Half and single precision differ in the bias of the exponent (15 and 127) and in 13 bits of
 * fraction. */
enum { FRACTION_SHIFT = 13, REBIAS = (127 - 15) << 23 };
enum { HALF_INFINITY = 0x7c00, HALF_QUIET = 0x0200, HALF_NORMAL = 0x0400 };

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Masks instead of branches, so that a loop of it becomes vector instructions. */
static inline float widen_half(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t magnitude = half & 0x7fff;
    uint32_t normal = (magnitude << FRACTION_SHIFT) + REBIAS;
    normal += REBIAS & -(uint32_t)(magnitude >= HALF_INFINITY); /* exponent 31: inf and NaN */
    uint32_t subnormal = bits_of((float)(int32_t)magnitude * 0x1p-24f);
    uint32_t small = -(uint32_t)(magnitude < HALF_NORMAL);
    return float_of(sign | (subnormal & small) | (normal & ~small));
}

static inline float widen_bfloat(uint16_t bfloat)
{
    return float_of((uint32_t)bfloat << 16);
}

static inline uint16_t narrow_half(float value)
{
    uint32_t bits = bits_of(value), magnitude = bits & 0x7fffffff;
    uint32_t half;
    if (magnitude > 0x7f800000)
        half = HALF_INFINITY | HALF_QUIET | (magnitude >> FRACTION_SHIFT & 0x3ff);
    else if (magnitude >= bits_of(65520.0f)) /* half way from the largest half to the next */
        half = HALF_INFINITY;
    else if (magnitude < bits_of(0x1p-14f)) /* one unit of 0.5 to 1 is the subnormal 2^-24 */
        half = bits_of(float_of(magnitude) + 0.5f) - bits_of(0.5f);
    else
        half = (magnitude - REBIAS + 0xfff + (magnitude >> FRACTION_SHIFT & 1)) >> FRACTION_SHIFT;
    return (uint16_t)((bits >> 16 & 0x8000) | half);
}

static inline uint16_t narrow_bfloat(float value)
{
    uint32_t bits = bits_of(value);
    if ((bits & 0x7fffffff) > 0x7f800000)
        return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

float half_to_float(uint16_t bits)
{
    return widen_half(bits);
}

uint16_t half_from_float(float value)
{
    return narrow_half(value);
}

float bfloat_to_float(uint16_t bits)
{
    return widen_bfloat(bits);
}

uint16_t bfloat_from_float(float value)
{
    return narrow_bfloat(value);
}

/* Blocks of a fixed size let the compiler vectorize at -O2 too, and copying a block in or out is
 * what makes any address good. */
enum { BLOCK = 64 };

#define WIDEN_ALL(name, widen)                                                                     \
    void name(float *out, const void *in, size_t count)                                            \
    {                                                                                              \
        const unsigned char *bytes = in;                                                           \
        uint16_t block[BLOCK];                                                                     \
        for (; count >= BLOCK; count -= BLOCK, out += BLOCK, bytes += sizeof block) {              \
            memcpy(block, bytes, sizeof block);                                                    \
            for (int i = 0; i < BLOCK; i++)                                                        \
                out[i] = widen(block[i]);                                                          \
        }                                                                                          \
        memcpy(block, bytes, count * sizeof *block);                                               \
        for (size_t i = 0; i < count; i++)                                                         \
            out[i] = widen(block[i]);                                                              \
    }

#define NARROW_ALL(name, narrow)                                                                   \
    void name(void *out, const float *in, size_t count)                                            \
    {                                                                                              \
        unsigned char *bytes = out;                                                                \
        for (size_t i = 0; i < count; i++) {                                                       \
            uint16_t bits = narrow(in[i]);                                                         \
            memcpy(bytes + i * sizeof bits, &bits, sizeof bits);                                   \
        }                                                                                          \
    }

WIDEN_ALL(half_widen, widen_half)
WIDEN_ALL(bfloat_widen, widen_bfloat)
NARROW_ALL(half_narrow, narrow_half)
NARROW_ALL(bfloat_narrow, narrow_bfloat)
