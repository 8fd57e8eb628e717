#ifndef HEED_STORE_QUANT_H
#define HEED_STORE_QUANT_H

#include <stddef.h>
#include <stdint.h>

#include "store/dtype.h"

/* The block types of ggml and GGUF. A block holds `count` values in `parts` parts of equal size;
 * value i lies in part p = i / (count / parts) and is
 *
 *     scale * part_scale[p] * quant[i] + offset * part_offset[p]
 *
 *            values  bytes  parts
 *     Q8_0     32      34     1    scale as F16, 32 quants of 8 bits
 *     Q4_0     32      18     1    scale, 4 bits less 8
 *     Q4_1     32      20     1    scale, offset, 4 bits
 *     Q5_0     32      22     1    scale, the fifth bits, 4 bits; less 16
 *     Q5_1     32      24     1    scale, offset, the fifth bits, 4 bits
 *     Q4_K    256     144     8    scale, minus offset, 6 bits a part for each, 4 bits
 *     Q5_K    256     176     8    the same, and the fifth bits
 *     Q6_K    256     210    16    4 lower bits, 2 upper bits less 32, 8 bits a part, scale
 *
 * Source: the layouts of ggml-common.h (ggml-org/ggml), in words in its pull request 1684 of
 * llama.cpp for the K types. */
enum { QUANT_VALUES_MAX = 256, QUANT_PARTS_MAX = 16 };

struct quant_block {
    int count;
    int parts;
    float scale;
    float offset;                        /* 0 where the type has none */
    int8_t part_scale[QUANT_PARTS_MAX];  /* 1 where the type has none */
    int8_t part_offset[QUANT_PARTS_MAX]; /* 1 where the type has none */
    int8_t quant[QUANT_VALUES_MAX];      /* as multiplied: what is subtracted from it is off */
};

/* Takes one block apart. `bytes` are the dtype_block_bytes() of a quantized type (assert). */
void quant_open(struct quant_block *block, enum dtype dtype, const void *bytes);

/* Its values, `block->count` of them. */
void quant_values(float *out, const struct quant_block *block);

#endif
