#include "store/quant.h"

#include <assert.h>
#include <string.h>

#include "math/half.h"

enum { SMALL = 32, LARGE = 256 }; /* values of a block of the two families */

static float half_at(const unsigned char *bytes)
{
    float value;
    half_widen(&value, bytes, 1);
    return value;
}

static void small_block(struct quant_block *block, float scale, float offset)
{
    block->count = SMALL;
    block->parts = 1;
    block->scale = scale;
    block->offset = offset;
    block->part_scale[0] = 1;
    block->part_offset[0] = 1;
}

/* 16 bytes: the lower halves are the first 16 quants, the upper halves the other 16. */
static void put_nibbles(struct quant_block *block, const unsigned char *bytes, int less)
{
    for (int i = 0; i < SMALL / 2; i++) {
        block->quant[i] = (int8_t)((bytes[i] & 15) - less);
        block->quant[i + SMALL / 2] = (int8_t)((bytes[i] >> 4) - less);
    }
}

/* Bit i of the four bytes is the fifth bit of quant i. */
static void add_fifth_bits(struct quant_block *block, const unsigned char *bytes)
{
    for (int i = 0; i < SMALL; i++)
        block->quant[i] = (int8_t)(block->quant[i] + ((bytes[i / 8] >> i % 8 & 1) << 4));
}

static void open_q8_0(struct quant_block *block, const unsigned char *bytes)
{
    small_block(block, half_at(bytes), 0);
    memcpy(block->quant, bytes + 2, SMALL);
}

static void open_q4_0(struct quant_block *block, const unsigned char *bytes)
{
    small_block(block, half_at(bytes), 0);
    put_nibbles(block, bytes + 2, 8);
}

static void open_q4_1(struct quant_block *block, const unsigned char *bytes)
{
    small_block(block, half_at(bytes), half_at(bytes + 2));
    put_nibbles(block, bytes + 4, 0);
}

static void open_q5_0(struct quant_block *block, const unsigned char *bytes)
{
    small_block(block, half_at(bytes), 0);
    put_nibbles(block, bytes + 6, 16);
    add_fifth_bits(block, bytes + 2);
}

static void open_q5_1(struct quant_block *block, const unsigned char *bytes)
{
    small_block(block, half_at(bytes), half_at(bytes + 2));
    put_nibbles(block, bytes + 8, 0);
    add_fifth_bits(block, bytes + 4);
}

/* What Q4_K and Q5_K begin with, 16 bytes: two F16 and 8 pairs of 6 bits. The pairs 0 to 3 lie in
 * the lower 6 bits of bytes 0 to 7; the pairs 4 to 7 have 4 bits each in bytes 8 to 11 and their
 * two highest bits on top of bytes 0 to 7. */
static void open_k_head(struct quant_block *block, const unsigned char *bytes)
{
    const unsigned char *pair = bytes + 4;
    block->count = LARGE;
    block->parts = 8;
    block->scale = half_at(bytes);
    block->offset = -half_at(bytes + 2);
    for (int i = 0; i < 4; i++) {
        block->part_scale[i] = (int8_t)(pair[i] & 63);
        block->part_offset[i] = (int8_t)(pair[i + 4] & 63);
        block->part_scale[i + 4] = (int8_t)((pair[i + 8] & 15) | pair[i] >> 6 << 4);
        block->part_offset[i + 4] = (int8_t)(pair[i + 8] >> 4 | pair[i + 4] >> 6 << 4);
    }
}

/* 128 bytes: each 32 of them hold the lower halves of 32 quants, then the upper ones of the
 * next. */
static void put_k_nibbles(struct quant_block *block, const unsigned char *bytes)
{
    int8_t *quant = block->quant;
    for (int group = 0; group < LARGE / 64; group++, bytes += 32, quant += 64)
        for (int i = 0; i < 32; i++) {
            quant[i] = (int8_t)(bytes[i] & 15);
            quant[i + 32] = (int8_t)(bytes[i] >> 4);
        }
}

static void open_q4_k(struct quant_block *block, const unsigned char *bytes)
{
    open_k_head(block, bytes);
    put_k_nibbles(block, bytes + 16);
}

/* Bit p of byte l is the fifth bit of quant l of part p. */
static void open_q5_k(struct quant_block *block, const unsigned char *bytes)
{
    const unsigned char *fifth = bytes + 16;
    open_k_head(block, bytes);
    put_k_nibbles(block, bytes + 48);
    for (int part = 0; part < block->parts; part++)
        for (int i = 0; i < 32; i++) {
            int8_t *quant = &block->quant[32 * part + i];
            *quant = (int8_t)(*quant | (fifth[i] >> part & 1) << 4);
        }
}

/* 128 values. Of 64 bytes the lower bits of all are the first 64 quants, the upper bits the others;
 * 32 more bytes hold two bits for each of the four quarters. */
static void put_half_of_q6_k(int8_t *quant, const unsigned char *lower, const unsigned char *upper)
{
    for (int i = 0; i < 32; i++) {
        int high = upper[i];
        quant[i] = (int8_t)(((lower[i] & 15) | (high & 3) << 4) - 32);
        quant[i + 32] = (int8_t)(((lower[i + 32] & 15) | (high >> 2 & 3) << 4) - 32);
        quant[i + 64] = (int8_t)((lower[i] >> 4 | (high >> 4 & 3) << 4) - 32);
        quant[i + 96] = (int8_t)((lower[i + 32] >> 4 | high >> 6 << 4) - 32);
    }
}

static void open_q6_k(struct quant_block *block, const unsigned char *bytes)
{
    const unsigned char *upper = bytes + 128, *scales = bytes + 192;
    block->count = LARGE;
    block->parts = 16;
    block->scale = half_at(bytes + 208);
    block->offset = 0;
    memcpy(block->part_scale, scales, 16);
    memset(block->part_offset, 1, 16);
    put_half_of_q6_k(block->quant, bytes, upper);
    put_half_of_q6_k(block->quant + 128, bytes + 64, upper + 32);
}

void quant_open(struct quant_block *block, enum dtype dtype, const void *bytes)
{
    static void (*const open[])(struct quant_block *, const unsigned char *) = {
        [DTYPE_Q8_0] = open_q8_0, [DTYPE_Q4_0] = open_q4_0, [DTYPE_Q4_1] = open_q4_1,
        [DTYPE_Q5_0] = open_q5_0, [DTYPE_Q5_1] = open_q5_1, [DTYPE_Q4_K] = open_q4_k,
        [DTYPE_Q5_K] = open_q5_k, [DTYPE_Q6_K] = open_q6_k,
    };
    assert(dtype < sizeof open / sizeof *open && open[dtype]);
    open[dtype](block, bytes);
}

/* In float the products are exact: 11 bits of an F16, at most 7 of a part, at most 6 or, alone, 8
 * of a quant. So only the last sum is rounded, with a fused multiply-add or without. */
void quant_values(float *out, const struct quant_block *block)
{
    int size = block->count / block->parts;
    for (int part = 0; part < block->parts; part++) {
        float scale = block->scale * (float)block->part_scale[part];
        float offset = block->offset * (float)block->part_offset[part];
        for (int i = part * size; i < (part + 1) * size; i++)
            out[i] = scale * (float)block->quant[i] + offset;
    }
}
