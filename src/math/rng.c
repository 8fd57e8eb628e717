#include "math/rng.h"

#include <assert.h>
#include <math.h>

static inline void block_of(uint32_t out[4], uint64_t seed, uint64_t stream, uint32_t low,
                            uint32_t high)
{
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    uint32_t x0 = low, x1 = high, x2 = (uint32_t)stream, x3 = (uint32_t)(stream >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * x0, b = (uint64_t)0xCD9E8D57u * x2;
        uint32_t y0 = (uint32_t)(b >> 32) ^ x1 ^ key0, y2 = (uint32_t)(a >> 32) ^ x3 ^ key1;
        x1 = (uint32_t)b;
        x3 = (uint32_t)a;
        x0 = y0;
        x2 = y2;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
}

void rng_block(uint32_t out[4], uint64_t seed, uint64_t stream, uint64_t block)
{
    block_of(out, seed, stream, (uint32_t)block, (uint32_t)(block >> 32));
}

uint32_t rng_next(struct rng *rng)
{
    uint32_t four[4];
    rng_block(four, rng->seed, rng->stream, rng->position / 4);
    return four[rng->position++ % 4];
}

uint32_t rng_below(struct rng *rng, uint32_t n)
{
    uint32_t limit = UINT32_MAX - UINT32_MAX % n, x;
    do
        x = rng_next(rng);
    while (x >= limit);
    return x % n;
}

double rng_uniform(struct rng *rng)
{
    return rng_next(rng) / 4294967296.0;
}

double rng_normal(struct rng *rng)
{
    double u = (rng_next(rng) + 1.0) / 4294967296.0, v = rng_uniform(rng);
    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

void rng_shuffle(struct rng *rng, long *list, long n)
{
    for (long i = n - 1; i > 0; i--) {
        long j = (long)rng_below(rng, (uint32_t)(i + 1)), held = list[i];
        list[i] = list[j];
        list[j] = held;
    }
}

/* Blocks of four at once, as vectors. */
VECTOR_CLONES static void dropout_blocks(real *out, int blocks, uint32_t limit, real keep,
                                         uint64_t seed, uint64_t stream, uint64_t row)
{
    uint32_t low = (uint32_t)(row << 16), high = (uint32_t)(row >> 16);
    for (int i = 0; i < blocks; i++) {
        uint32_t four[4];
        block_of(four, seed, stream, low + (uint32_t)i, high);
        out[4 * i] = four[0] < limit ? 0 : keep;
        out[4 * i + 1] = four[1] < limit ? 0 : keep;
        out[4 * i + 2] = four[2] < limit ? 0 : keep;
        out[4 * i + 3] = four[3] < limit ? 0 : keep;
    }
}

void rng_dropout(real *out, int n, real p, uint64_t seed, uint64_t stream, uint64_t row)
{
    uint32_t limit = (uint32_t)((double)p * 4294967295.0), four[4];
    real keep = 1 / (1 - p);
    int whole = n / 4;
    assert(whole < 1 << 16);
    dropout_blocks(out, whole, limit, keep, seed, stream, row);
    rng_block(four, seed, stream, (row << 16) + (uint64_t)whole);
    for (int i = 4 * whole; i < n; i++)
        out[i] = four[i % 4] < limit ? 0 : keep;
}
