#include "train/adam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "math/vec.h"

/* Pieces that one thread handles at a time; sums over pieces are added in their order, whoever
 * computed them. */
enum { PIECE = 1 << 14 };

#ifdef HEED_DOUBLE
#define SQRT sqrt
#else
#define SQRT sqrtf
#endif

struct update {
    struct adam *adam;
    real *weights;
    real *const *gradients;
    int workers;
    double *squares; /* [pieces] */
    real rate, scale;
};

void adam_init(struct adam *adam, long size)
{
    *adam = (struct adam){.m = mem_new((size_t)size, sizeof(real)),
                          .v = mem_new((size_t)size, sizeof(real)),
                          .size = size,
                          .beta1 = 0.9,
                          .beta2 = 0.999,
                          .epsilon = 1e-8};
}

void adam_free(struct adam *adam)
{
    free(adam->m);
    free(adam->v);
    *adam = (struct adam){0};
}

static int piece_size(const struct adam *adam, long first)
{
    return (int)(adam->size - first < PIECE ? adam->size - first : PIECE);
}

static void add_up(void *data, int worker, int workers)
{
    struct update *u = data;
    for (long p = worker; p * PIECE < u->adam->size; p += workers) {
        long first = p * PIECE;
        int n = piece_size(u->adam, first);
        for (int w = 1; w < u->workers; w++)
            vec_add(u->gradients[0] + first, u->gradients[w] + first, n);
        u->squares[p] = vec_square_sum(u->gradients[0] + first, n);
    }
}

/* m and v are decayed averages; rate and root carry the corrections for their start at zero. */
VECTOR_CLONES static void step_piece(real *restrict w, real *restrict m, real *restrict v,
                                     const real *restrict g, int n, real scale, real beta1,
                                     real beta2, real rate, real root, real epsilon)
{
    for (int i = 0; i < n; i++) {
        real gradient = g[i] * scale;
        m[i] = beta1 * m[i] + (1 - beta1) * gradient;
        v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient;
        w[i] -= rate * m[i] / (SQRT(v[i]) * root + epsilon);
    }
}

static void step(void *data, int worker, int workers)
{
    struct update *u = data;
    struct adam *adam = u->adam;
    double correction1 = 1 - pow(adam->beta1, (double)adam->step);
    double correction2 = 1 - pow(adam->beta2, (double)adam->step);
    for (long p = worker; p * PIECE < adam->size; p += workers) {
        long first = p * PIECE;
        int n = piece_size(adam, first);
        step_piece(u->weights + first, adam->m + first, adam->v + first, u->gradients[0] + first, n,
                   u->scale, (real)adam->beta1, (real)adam->beta2,
                   (real)((double)u->rate / correction1), (real)(1 / sqrt(correction2)),
                   (real)adam->epsilon);
        for (int w = 0; w < u->workers; w++)
            memset(u->gradients[w] + first, 0, (size_t)n * sizeof(real));
    }
}

double adam_update(struct adam *adam, struct pool *pool, real *weights, real *const *gradients,
                   int workers, double rate, double clip)
{
    long pieces = (adam->size + PIECE - 1) / PIECE;
    struct update u = {.adam = adam,
                       .weights = weights,
                       .gradients = gradients,
                       .workers = workers,
                       .squares = mem_new((size_t)pieces, sizeof(double)),
                       .rate = (real)rate,
                       .scale = 1};
    pool_run(pool, add_up, &u);
    double sum = 0;
    for (long p = 0; p < pieces; p++)
        sum += u.squares[p];
    double norm = sqrt(sum);
    if (clip > 0 && norm > clip)
        u.scale = (real)(clip / (norm + 1e-6));
    adam->step++;
    pool_run(pool, step, &u);
    free(u.squares);
    return norm;
}
