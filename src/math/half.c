#include "math/half.h"

#include <stdint.h>
#include <string.h>

#include "math/real.h"

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

/* A loop over all numbers, in blocks. A block of fixed size is what compilers make vectors of at
 * -O2 too. Copying it in and out is what makes any address good. Inlined, so that `one` is no
 * call. */
enum { BLOCK = 64 };

__attribute__((always_inline)) static inline void widen_all(float *out, const void *in,
                                                            size_t count, float (*one)(uint16_t))
{
    const unsigned char *bytes = in;
    uint16_t block[BLOCK];
    for (; count >= BLOCK; count -= BLOCK, out += BLOCK, bytes += sizeof block) {
        memcpy(block, bytes, sizeof block);
        for (int i = 0; i < BLOCK; i++)
            out[i] = one(block[i]);
    }
    memcpy(block, bytes, count * sizeof *block);
    for (size_t i = 0; i < count; i++)
        out[i] = one(block[i]);
}

__attribute__((always_inline)) static inline void narrow_all(void *out, const float *in,
                                                             size_t count, uint16_t (*one)(float))
{
    unsigned char *bytes = out;
    for (size_t i = 0; i < count; i++) {
        uint16_t bits = one(in[i]);
        memcpy(bytes + i * sizeof bits, &bits, sizeof bits);
    }
}

VECTOR_CLONES void half_widen(float *out, const void *in, size_t count)
{
    widen_all(out, in, count, widen_half);
}

VECTOR_CLONES void half_widen_bfloat(float *out, const void *in, size_t count)
{
    widen_all(out, in, count, widen_bfloat);
}

void half_narrow(void *out, const float *in, size_t count)
{
    narrow_all(out, in, count, narrow_half);
}

void half_narrow_bfloat(void *out, const float *in, size_t count)
{
    narrow_all(out, in, count, narrow_bfloat);
}
