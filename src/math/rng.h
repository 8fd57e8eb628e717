#ifndef HEED_MATH_RNG_H
#define HEED_MATH_RNG_H

#include <stdint.h>

#include "math/real.h"

/* Random numbers by position: number i of stream s under seed k is always the same, on every
 * machine and with any number of threads (Philox 4×32-10, Salmon et al. 2011). */
struct rng {
    uint64_t seed, stream, position; /* position counts 32-bit numbers */
};

/* Four numbers at once: those at positions 4·block to 4·block + 3. */
void rng_block(uint32_t out[4], uint64_t seed, uint64_t stream, uint64_t block);

uint32_t rng_next(struct rng *rng);
uint32_t rng_below(struct rng *rng, uint32_t n); /* 0 to n − 1, n > 0, without bias */
double rng_uniform(struct rng *rng);             /* [0, 1) */
double rng_normal(struct rng *rng);              /* mean 0, variance 1 (Box-Muller) */

/* Fisher-Yates. */
void rng_shuffle(struct rng *rng, long *list, long n);

/* A dropout mask for one row: out[i] is 0 with probability p, else 1 / (1 − p). */
void rng_dropout(real *out, int n, real p, uint64_t seed, uint64_t stream, uint64_t row);

#endif
