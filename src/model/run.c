#include "model/run.h"

#include "math/rng.h"

/* Masks of a step have streams next to each other in groups. */
enum { GROUP = 8, GROUP_BITS = 60, POSITION_BITS = 14 };

struct mat run_mat(struct run *run, int rows, int cols)
{
    return mat_of(arena_take(run->arena, (size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

struct mat run_zero(struct run *run, int rows, int cols)
{
    return mat_of(arena_zero(run->arena, (size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

struct mat run_turned(struct run *run, struct mat weight)
{
    enum { FEW = 8 };
    struct mat turned = {0};
    if (run->size < FEW || !weight.x)
        return turned;
    turned = run_mat(run, weight.cols, weight.rows);
    mat_transpose(turned, weight);
    return turned;
}

struct steps run_steps(struct run *run, int cols, int kept)
{
    struct mat all = run_mat(run, run->size * kept, cols);
    return (struct steps){.x = all.x, .rows = run->size, .cols = cols, .kept = kept};
}

void run_dropout(const struct run *run, struct mat out, real p, int first, int which)
{
    const struct dropout *dropout = &run->dropout;
    uint64_t stream = dropout->step * GROUP + (uint64_t)which % GROUP;
    stream |= (uint64_t)which / GROUP << GROUP_BITS;
    for (int row = 0; row < out.rows; row++) {
        uint64_t time = (uint64_t)(first + row / run->size);
        uint64_t sentence = (uint64_t)dropout->sentences[row % run->size];
        rng_dropout(mat_row(out, row), out.cols, p, dropout->seed, stream,
                    (sentence << POSITION_BITS) + time);
    }
}
