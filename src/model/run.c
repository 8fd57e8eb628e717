#include "model/run.h"

#include "math/rng.h"

enum { LAYERS = 8, POSITION_BITS = 14 };

struct mat run_mat(struct run *run, int rows, int cols)
{
    return mat_of(arena_take(run->arena, (size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

struct mat run_zero(struct run *run, int rows, int cols)
{
    return mat_of(arena_zero(run->arena, (size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

void run_dropout(const struct run *run, struct mat out, int first, int layer)
{
    const struct dropout *dropout = &run->dropout;
    for (int row = 0; row < out.rows; row++) {
        uint64_t time = (uint64_t)(first + row / run->size);
        uint64_t sentence = (uint64_t)dropout->sentences[row % run->size];
        rng_dropout(mat_row(out, row), out.cols, dropout->p, dropout->seed,
                    dropout->step * LAYERS + (uint64_t)layer, (sentence << POSITION_BITS) + time);
    }
}
