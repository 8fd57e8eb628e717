#include "train/adam.h"

#include <math.h>
#include <stdbool.h>
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
    double rate, scale;
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
    free(adam->decayed);
    *adam = (struct adam){0};
}

static bool is_decayed(const struct weight *weight)
{
    return weight->rank == 2 && strcmp(weight->name, "encoder.embedding.weight") != 0 &&
           strcmp(weight->name, "decoder.embedding.weight") != 0;
}

void adam_decay(struct adam *adam, const struct weight_list *list, double decay)
{
    adam->decay = decay;
    adam->decayed = mem_new((size_t)list->count, sizeof *adam->decayed);
    for (int i = 0; i < list->count; i++) {
        const struct weight *weight = &list->list[i];
        long first = (long)weight->offset, count = (long)weight->rows * weight->cols;
        if (is_decayed(weight))
            adam->decayed[adam->spans++] = (struct adam_span){first, first + count};
    }
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

/* What a step multiplies with, computed in double: in float, 1 − 0.999 would be off by 1e-5. */
struct factors {
    real keep1, take1, keep2, take2; /* β1, 1 − β1, β2, 1 − β2 */
    real rate, root;                 /* with the corrections for a start at zero */
    real epsilon, scale;
};

/* m and v are decayed averages. */
VECTOR_CLONES static void step_piece(real *restrict w, real *restrict m, real *restrict v,
                                     const real *restrict g, int n, struct factors f)
{
    for (int i = 0; i < n; i++) {
        real gradient = g[i] * f.scale;
        m[i] = f.keep1 * m[i] + f.take1 * gradient;
        v[i] = f.keep2 * v[i] + f.take2 * gradient * gradient;
        w[i] -= f.rate * m[i] / (SQRT(v[i]) * f.root + f.epsilon);
    }
}

static void decay_piece(const struct update *u, long first, long end)
{
    const struct adam *adam = u->adam;
    real factor = (real)(1 - u->rate * adam->decay);
    for (int i = 0; i < adam->spans; i++) {
        long low = adam->decayed[i].first, high = adam->decayed[i].end;
        low = low > first ? low : first;
        high = high < end ? high : end;
        if (low < high)
            vec_scale(u->weights + low, factor, (int)(high - low));
    }
}

static struct factors factors_of(const struct update *u)
{
    const struct adam *a = u->adam;
    double correction1 = 1 - pow(a->beta1, (double)a->step);
    double correction2 = 1 - pow(a->beta2, (double)a->step);
    return (struct factors){.keep1 = (real)a->beta1,
                            .take1 = (real)(1 - a->beta1),
                            .keep2 = (real)a->beta2,
                            .take2 = (real)(1 - a->beta2),
                            .rate = (real)(u->rate / correction1),
                            .root = (real)(1 / sqrt(correction2)),
                            .epsilon = (real)a->epsilon,
                            .scale = (real)u->scale};
}

static void step(void *data, int worker, int workers)
{
    struct update *u = data;
    struct adam *adam = u->adam;
    struct factors factors = factors_of(u);
    for (long p = worker; p * PIECE < adam->size; p += workers) {
        long first = p * PIECE;
        int n = piece_size(adam, first);
        decay_piece(u, first, first + n);
        step_piece(u->weights + first, adam->m + first, adam->v + first, u->gradients[0] + first, n,
                   factors);
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
                       .rate = rate,
                       .scale = 1};
    pool_run(pool, add_up, &u);
    double sum = 0;
    for (long p = 0; p < pieces; p++)
        sum += u.squares[p];
    double norm = sqrt(sum);
    if (clip > 0 && norm > clip)
        u.scale = clip / (norm + 1e-6);
    adam->step++;
    pool_run(pool, step, &u);
    free(u.squares);
    return norm;
}
