#include "layer/pass.h"

#include "math/rng.h"
#include "math/vec.h"

/* Each mask of a training step has a stream of random numbers: GROUP masks share a number, which
 * the step is a part of, and further ones set its highest bits. */
enum { GROUP = 8, GROUP_BITS = 60, POSITION_BITS = 14 };

struct mat pass_mat(const struct pass *pass, int rows, int cols)
{
    return mat_of(arena_take(pass->arena, (size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

struct mat pass_zero(const struct pass *pass, int rows, int cols)
{
    return mat_of(arena_zero(pass->arena, (size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

struct mat pass_turned(const struct pass *pass, struct mat weight)
{
    enum { FEW = 8 };
    struct mat turned = {0};
    if (pass->size < FEW || !weight.x)
        return turned;
    turned = pass_mat(pass, weight.cols, weight.rows);
    mat_transpose(turned, weight);
    return turned;
}

struct steps pass_steps(const struct pass *pass, int cols, int kept)
{
    struct mat all = pass_mat(pass, pass->size * kept, cols);
    return (struct steps){.x = all.x, .rows = pass->size, .cols = cols, .kept = kept};
}

void pass_dropout(const struct pass *pass, struct mat out, real p, int first, int which)
{
    const struct dropout *dropout = &pass->dropout;
    uint64_t stream = dropout->step * GROUP + (uint64_t)which % GROUP;
    stream |= (uint64_t)which / GROUP << GROUP_BITS;
    for (int row = 0; row < out.rows; row++) {
        uint64_t time = (uint64_t)(first + row / pass->size);
        uint64_t sentence = (uint64_t)dropout->sentences[row % pass->size];
        rng_dropout(mat_row(out, row), out.cols, p, dropout->seed, stream,
                    (sentence << POSITION_BITS) + time);
    }
}

void dropout_apply(struct mat x, struct mat mask)
{
    if (!mask.x)
        return;
    for (int i = 0; i < x.rows; i++)
        vec_mul(mat_row(x, i), mat_row(mask, i), x.cols);
}
