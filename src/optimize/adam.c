#include "optimize/adam.h"

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
    double *squares;   /* [pieces] */
    const real *zeros; /* [PIECE] the gradient of untouched rows */
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
    for (int i = 0; i < adam->table_count; i++)
        free(adam->tables[i].touched);
    free(adam->tables);
    *adam = (struct adam){0};
}

static bool is_decayed(const struct weight *weight)
{
    bool embedding = weight->start == START_EMBEDDING;
    return weight->rank == 2 && !embedding;
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

int adam_table(struct adam *adam, long first, int rows, int cols)
{
    int number = adam->table_count++;
    adam->tables = mem_resize(adam->tables, (size_t)adam->table_count, sizeof *adam->tables);
    adam->tables[number] = (struct adam_rows){first, rows, cols, mem_new((size_t)rows, 1)};
    return number;
}

void adam_touch(struct adam *adam, int table, const int *rows, int count)
{
    for (int i = 0; i < count; i++)
        adam->tables[table].touched[rows[i]] = 1;
}

/* How many of the numbers from `first` to `end` − 1 are alike in having a gradient or none. */
static int stretch(const struct adam *adam, long first, long end, bool *touched)
{
    *touched = true;
    for (int i = 0; i < adam->table_count; i++) {
        const struct adam_rows *table = &adam->tables[i];
        long row = (first - table->first) / table->cols;
        if (first < table->first) {
            end = end < table->first ? end : table->first;
        } else if (row < table->rows) {
            *touched = table->touched[row];
            while (row < table->rows && table->touched[row] == *touched &&
                   table->first + row * table->cols < end)
                row++;
            long stop = table->first + row * table->cols;
            return (int)((end < stop ? end : stop) - first);
        }
    }
    return (int)(end - first);
}

static int piece_size(const struct adam *adam, long first)
{
    return (int)(adam->size - first < PIECE ? adam->size - first : PIECE);
}

static void add_up(void *data, int worker, int workers)
{
    struct update *u = data;
    for (long p = worker; p * PIECE < u->adam->size; p += workers) {
        long first = p * PIECE, end = first + piece_size(u->adam, first);
        u->squares[p] = 0;
        for (bool touched; first < end;) {
            int n = stretch(u->adam, first, end, &touched);
            for (int w = 1; w < u->workers && touched; w++)
                vec_add(u->gradients[0] + first, u->gradients[w] + first, n);
            if (touched)
                u->squares[p] += vec_square_sum(u->gradients[0] + first, n);
            first += n;
        }
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
        long first = p * PIECE, end = first + piece_size(adam, first);
        decay_piece(u, first, end);
        for (bool touched; first < end;) {
            int n = stretch(adam, first, end, &touched);
            step_piece(u->weights + first, adam->m + first, adam->v + first,
                       touched ? u->gradients[0] + first : u->zeros, n, factors);
            for (int w = 0; w < u->workers && touched; w++)
                memset(u->gradients[w] + first, 0, (size_t)n * sizeof(real));
            first += n;
        }
    }
}

double adam_update(struct adam *adam, struct pool *pool, real *weights, real *const *gradients,
                   int workers, double rate, double clip)
{
    static const real zeros[PIECE];
    long pieces = (adam->size + PIECE - 1) / PIECE;
    struct update u = {.adam = adam,
                       .weights = weights,
                       .gradients = gradients,
                       .workers = workers,
                       .squares = mem_new((size_t)pieces, sizeof(double)),
                       .zeros = zeros,
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
    for (int i = 0; i < adam->table_count; i++)
        memset(adam->tables[i].touched, 0, (size_t)adam->tables[i].rows);
    free(u.squares);
    return norm;
}
