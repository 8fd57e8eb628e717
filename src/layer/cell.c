#include "layer/cell.h"

#include <stdio.h>
#include <string.h>

#include "layer/linear.h"
#include "math/real.h"
#include "math/vec.h"

const char *const cell_names[] = {
    [CELL_RNN] = "rnn", [CELL_GRU] = "gru", [CELL_LSTM] = "lstm", [CELL_COUNT] = NULL};
const char *const cell_labels[] = {[CELL_RNN] = "RNN", [CELL_GRU] = "GRU", [CELL_LSTM] = "LSTM"};

/* One row of a step: plain arrays of H numbers, gates and sums of G·H. */
struct row {
    real *gates, *hidden;
    const real *input, *before, *memory_before;
    real *after, *memory_after;
};

/* The gradients of that row. */
struct row_gradient {
    const real *after, *memory_after;
    real *before, *memory_before;
};

VECTOR_CLONES static void rnn_forward(const struct row *row, int size)
{
    real *gates = row->gates, *after = row->after;
    const real *input = row->input, *hidden = row->hidden;
    VECTOR_LOOP
    for (int i = 0; i < size; i++)
        gates[i] = after[i] = real_tanh(input[i] + hidden[i]);
}

VECTOR_CLONES static void rnn_backward(const struct row *row, const struct row_gradient *d,
                                       int size)
{
    real *gates = row->gates, *hidden = row->hidden;
    const real *dafter = d->after;
    VECTOR_LOOP
    for (int i = 0; i < size; i++)
        gates[i] = hidden[i] = dafter[i] * (1 - gates[i] * gates[i]);
}

VECTOR_CLONES static void gru_forward(const struct row *row, int size)
{
    real *gates = row->gates, *after = row->after;
    const real *input = row->input, *hidden = row->hidden, *before = row->before;
    VECTOR_LOOP
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

VECTOR_CLONES static void gru_backward(const struct row *row, const struct row_gradient *gradient,
                                       int size)
{
    real *gates = row->gates, *hidden = row->hidden, *dbefore = gradient->before;
    const real *dafter = gradient->after, *before = row->before;
    VECTOR_LOOP
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

VECTOR_CLONES static void lstm_forward(const struct row *row, int size)
{
    real *gates = row->gates, *after = row->after, *memory = row->memory_after;
    const real *input = row->input, *hidden = row->hidden, *before = row->memory_before;
    VECTOR_LOOP
    for (int k = 0; k < size; k++) {
        real i = real_sigmoid(input[k] + hidden[k]);
        real f = real_sigmoid(input[size + k] + hidden[size + k]);
        real g = real_tanh(input[2 * size + k] + hidden[2 * size + k]);
        real o = real_sigmoid(input[3 * size + k] + hidden[3 * size + k]);
        gates[k] = i;
        gates[size + k] = f;
        gates[2 * size + k] = g;
        gates[3 * size + k] = o;
        memory[k] = f * before[k] + i * g;
        after[k] = o * real_tanh(memory[k]);
    }
}

VECTOR_CLONES static void lstm_backward(const struct row *row, const struct row_gradient *gradient,
                                        int size)
{
    real *gates = row->gates, *hidden = row->hidden, *dmemory_before = gradient->memory_before;
    const real *dafter = gradient->after, *dmemory = gradient->memory_after;
    const real *memory = row->memory_after, *before = row->memory_before;
    VECTOR_LOOP
    for (int k = 0; k < size; k++) {
        real i = gates[k], f = gates[size + k], g = gates[2 * size + k], o = gates[3 * size + k];
        real u = real_tanh(memory[k]);
        real dm = dmemory[k] + dafter[k] * o * (1 - u * u);
        gates[k] = hidden[k] = dm * g * i * (1 - i);
        gates[size + k] = hidden[size + k] = dm * before[k] * f * (1 - f);
        gates[2 * size + k] = hidden[2 * size + k] = dm * i * (1 - g * g);
        gates[3 * size + k] = hidden[3 * size + k] = dafter[k] * u * o * (1 - o);
        dmemory_before[k] += dm * f;
    }
}

static const struct {
    void (*forward)(const struct row *row, int size);
    void (*backward)(const struct row *row, const struct row_gradient *gradient, int size);
} kinds[] = {
    [CELL_RNN] = {rnn_forward, rnn_backward},
    [CELL_GRU] = {gru_forward, gru_backward},
    [CELL_LSTM] = {lstm_forward, lstm_backward},
};

/* Row b, or `other` where the step has no such matrix. */
static real *row_or(struct mat m, int b, real *other)
{
    return m.x ? mat_row(m, b) : other;
}

static struct row row_at(const struct cell_step *step, int b, real *zeros)
{
    return (struct row){.gates = mat_row(step->gates, b),
                        .hidden = mat_row(step->hidden, b),
                        .input = mat_row(step->input, b),
                        .before = row_or(step->before, b, zeros),
                        .memory_before = row_or(step->memory_before, b, zeros),
                        .after = mat_row(step->after, b),
                        .memory_after = row_or(step->memory_after, b, NULL)};
}

static void clear(struct mat m, int b)
{
    if (m.x)
        memset(mat_row(m, b), 0, (size_t)m.cols * sizeof(real));
}

int cell_gates(enum cell_kind kind)
{
    static const int gates[CELL_COUNT] = {[CELL_RNN] = 1, [CELL_GRU] = 3, [CELL_LSTM] = 4};
    return gates[kind];
}

void cell_bind(struct binder *binder, struct cell_weights *cell, const char *prefix, int layer,
               const char *suffix, enum cell_kind kind, int in, int hidden)
{
    int gates = cell_gates(kind);
    char name[64];
    snprintf(name, sizeof name, "%s.weight_ih_l%d%s", prefix, layer, suffix);
    cell->input = binder_matrix(binder, name, gates * hidden, in, hidden);
    snprintf(name, sizeof name, "%s.weight_hh_l%d%s", prefix, layer, suffix);
    cell->hidden = binder_matrix(binder, name, gates * hidden, hidden, hidden);
    snprintf(name, sizeof name, "%s.bias_ih_l%d%s", prefix, layer, suffix);
    cell->input_bias = binder_vector(binder, name, gates * hidden, hidden);
    snprintf(name, sizeof name, "%s.bias_hh_l%d%s", prefix, layer, suffix);
    cell->hidden_bias = binder_vector(binder, name, gates * hidden, hidden);
}

void cell_forward(enum cell_kind kind, const struct cell_weights *weights,
                  const struct cell_step *step)
{
    int size = step->after.cols;
    real zeros[size];
    memset(zeros, 0, sizeof zeros);
    linear_bias(step->hidden, weights->hidden_bias);
    if (step->before.x)
        linear_step(step->hidden, PRODUCT_ADD, step->before, weights->hidden,
                    weights->hidden_turned);
    for (int b = 0; b < step->after.rows; b++) {
        struct row row = row_at(step, b, zeros);
        kinds[kind].forward(&row, size);
        if (step->alive && !step->alive[b]) {
            clear(step->after, b);
            clear(step->memory_after, b);
        }
    }
}

void cell_backward(enum cell_kind kind, const struct cell_weights *weights,
                   const struct cell_step *step, const struct cell_gradient *gradient)
{
    int size = step->after.cols;
    real zeros[size], unwanted[size];
    memset(zeros, 0, sizeof zeros);
    memset(unwanted, 0, sizeof unwanted);
    for (int b = 0; b < step->after.rows; b++) {
        if (step->alive && !step->alive[b]) {
            clear(step->gates, b);
            clear(step->hidden, b);
            continue;
        }
        struct row row = row_at(step, b, zeros);
        struct row_gradient d = {.after = mat_row(gradient->after, b),
                                 .memory_after = row_or(gradient->memory_after, b, zeros),
                                 .before = row_or(gradient->before, b, unwanted),
                                 .memory_before = row_or(gradient->memory_before, b, unwanted)};
        kinds[kind].backward(&row, &d, size);
    }
    if (gradient->before.x)
        mat_mul(gradient->before, PRODUCT_ADD, step->hidden, weights->hidden);
}
