#include "model/gru.h"

#include <string.h>

#include "math/scalar.h"
#include "math/vec.h"

VECTOR_CLONES static void row_forward(real *gates, real *after, const real *input,
                                      const real *hidden, const real *before, int size)
{
    for (int i = 0; i < size; i++) {
        real r = real_sigmoid(input[i] + hidden[i]);
        real z = real_sigmoid(input[size + i] + hidden[size + i]);
        real n = real_tanh(input[2 * size + i] + r * hidden[2 * size + i]);
        gates[i] = r;
        gates[size + i] = z;
        gates[2 * size + i] = n;
        after[i] = n + z * (before[i] - n);
    }
}

VECTOR_CLONES static void row_backward(real *gates, real *hidden, real *dbefore, const real *dafter,
                                       const real *before, int size)
{
    for (int i = 0; i < size; i++) {
        real r = gates[i], z = gates[size + i], n = gates[2 * size + i], d = dafter[i];
        real dn = d * (1 - z) * (1 - n * n); /* of the sum inside tanh */
        real dz = d * (before[i] - n) * z * (1 - z);
        real dr = dn * hidden[2 * size + i] * r * (1 - r);
        gates[i] = hidden[i] = dr;
        gates[size + i] = hidden[size + i] = dz;
        gates[2 * size + i] = dn;
        hidden[2 * size + i] = dn * r;
        dbefore[i] += d * z;
    }
}

void gru_forward(const struct gru_weights *weights, const struct gru_step *step)
{
    int size = step->after.cols;
    real zeros[size];
    memset(zeros, 0, sizeof zeros);
    for (int b = 0; b < step->hidden.rows; b++)
        memcpy(mat_row(step->hidden, b), weights->hidden_bias.x, 3 * (size_t)size * sizeof(real));
    if (step->before.x)
        mat_mul_transposed(step->hidden, PRODUCT_ADD, step->before, weights->hidden);
    for (int b = 0; b < step->after.rows; b++) {
        row_forward(mat_row(step->gates, b), mat_row(step->after, b), mat_row(step->input, b),
                    mat_row(step->hidden, b), step->before.x ? mat_row(step->before, b) : zeros,
                    size);
        if (step->alive && !step->alive[b])
            memset(mat_row(step->after, b), 0, (size_t)size * sizeof(real));
    }
}

void gru_backward(const struct gru_weights *weights, const struct gru_step *step, struct mat dafter,
                  struct mat dbefore)
{
    int size = dafter.cols;
    real zeros[size], unwanted[size];
    memset(zeros, 0, sizeof zeros);
    memset(unwanted, 0, sizeof unwanted);
    for (int b = 0; b < dafter.rows; b++) {
        real *gates = mat_row(step->gates, b), *hidden = mat_row(step->hidden, b);
        if (step->alive && !step->alive[b]) {
            memset(gates, 0, 3 * (size_t)size * sizeof(real));
            memset(hidden, 0, 3 * (size_t)size * sizeof(real));
            continue;
        }
        row_backward(gates, hidden, dbefore.x ? mat_row(dbefore, b) : unwanted, mat_row(dafter, b),
                     step->before.x ? mat_row(step->before, b) : zeros, size);
    }
    if (dbefore.x)
        mat_mul(dbefore, PRODUCT_ADD, step->hidden, weights->hidden);
}
