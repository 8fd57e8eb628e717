#include "model/encoder.h"

#include <string.h>

#include "model/cell.h"
#include "model/layers.h"

static struct mat rows_at(struct mat m, int j, int size)
{
    return m.x ? mat_rows(m, j * size, size) : m;
}

/* The columns of one direction; of a missing matrix, nothing. */
static struct mat side(const struct run *run, struct mat m, int direction)
{
    int hidden = run->config->encoder_hidden;
    return m.x ? mat_cols(m, direction * hidden, hidden) : m;
}

/* Positions in the order that a direction reads them: the i-th, and the one before it (−1: none). */
static int position(const struct run *run, int direction, int i)
{
    return direction == 0 ? i : run->encoder.length - 1 - i;
}

/* Row j of what was computed before position i of a direction. */
static struct mat rows_before(const struct run *run, struct mat m, int direction, int i)
{
    struct mat none = {0};
    return i > 0 ? rows_at(m, position(run, direction, i - 1), run->size) : none;
}

static struct cell_step step_at(const struct run *run, int l, int direction, int i)
{
    const struct encoder_layer *layer = &run->encoder.layer[l];
    struct mat states = side(run, layer->states, direction);
    struct mat memory = side(run, layer->memory, direction);
    int size = run->size, j = position(run, direction, i);
    return (struct cell_step){
        .input = rows_at(layer->input[direction], j, size),
        .hidden = rows_at(layer->hidden[direction], j, size),
        .gates = rows_at(layer->gates[direction], j, size),
        .before = rows_before(run, states, direction, i),
        .after = rows_at(states, j, size),
        .memory_before = rows_before(run, memory, direction, i),
        .memory_after = rows_at(memory, j, size),
        .alive = run->encoder.alive + (long)j * size,
    };
}

static void mark_alive(struct run *run)
{
    struct encoder_run *e = &run->encoder;
    e->alive = arena_take(run->arena, (size_t)(e->length * run->size), 1);
    for (int j = 0; j < e->length; j++)
        for (int b = 0; b < run->size; b++)
            e->alive[j * run->size + b] = j < e->lengths[b];
}

/* The row where sentence b's direction ends: its last word going forward, its first going back. */
static int end_row(const struct run *run, int direction, int b)
{
    return (direction == 0 ? run->encoder.lengths[b] - 1 : 0) * run->size + b;
}

static struct mat collect_last(struct run *run, struct mat states)
{
    struct mat last = {0};
    if (!states.x)
        return last;
    last = run_mat(run, run->size, states.cols);
    for (int d = 0; d < run->config->directions; d++)
        for (int b = 0; b < run->size; b++)
            mat_copy(side(run, mat_rows(last, b, 1), d),
                     side(run, mat_rows(states, end_row(run, d, b), 1), d));
    return last;
}

/* x becomes x ⊙ mask, in place; no mask without dropout. */
static struct mat drop(struct run *run, struct mat x, int which)
{
    struct mat mask = {0};
    if (run->dropout.p > 0) {
        mask = run_mat(run, x.rows, x.cols);
        run_dropout(run, mask, run->dropout.p, 0, which);
        dropout_apply(x, mask);
    }
    return mask;
}

/* What layer l reads. */
static void read_below(struct run *run, int l)
{
    struct encoder_run *e = &run->encoder;
    struct encoder_layer *layer = &e->layer[l];
    if (l == 0) {
        layer->in = e->embedded;
        layer->dropped = drop(run, layer->in, DROPOUT_SOURCE);
        return;
    }
    layer->in = e->layer[l - 1].states;
    if (run->dropout.p > 0) {
        layer->in = run_mat(run, layer->in.rows, layer->in.cols);
        mat_copy(layer->in, e->layer[l - 1].states);
        layer->dropped = drop(run, layer->in, DROPOUT_ENCODER + l);
    }
}

static void layer_forward(struct run *run, int l)
{
    const struct seq2seq_config *config = run->config;
    struct encoder_layer *layer = &run->encoder.layer[l];
    int rows = run->encoder.embedded.rows,
        gates = cell_gates(config->cell) * config->encoder_hidden;
    read_below(run, l);
    layer->states = run_mat(run, rows, seq2seq_state(config));
    if (config->cell == CELL_LSTM)
        layer->memory = run_mat(run, rows, seq2seq_state(config));
    for (int d = 0; d < config->directions; d++) {
        struct cell_weights weights = run->weights->encoder[l][d];
        weights.hidden_turned = run_turned(run, weights.hidden);
        layer->input[d] = run_mat(run, rows, gates);
        layer->hidden[d] = run_mat(run, rows, gates);
        layer->gates[d] = run->keep == KEEP_ALL ? run_mat(run, rows, gates) : layer->input[d];
        linear_forward(layer->input[d], layer->in, weights.input, weights.input_bias);
        for (int i = 0; i < run->encoder.length; i++) {
            struct cell_step step = step_at(run, l, d, i);
            cell_forward(config->cell, &weights, &step);
        }
    }
    layer->last = collect_last(run, layer->states);
    layer->last_memory = collect_last(run, layer->memory);
}

void encoder_forward(struct run *run, int length, const int *tokens, const int *lengths)
{
    struct encoder_run *e = &run->encoder;
    int top = run->config->layers - 1;
    *e = (struct encoder_run){.length = length, .tokens = tokens, .lengths = lengths};
    mark_alive(run);
    e->embedded = run_mat(run, length * run->size, run->config->embed);
    embed_forward(e->embedded, run->weights->source_embedding, tokens);
    for (int l = 0; l <= top; l++)
        layer_forward(run, l);
    e->states = e->layer[top].states;
    e->last = e->layer[top].last;
}

void encoder_gradient_start(struct run *run, struct encoder_gradient *sums)
{
    const struct encoder_run *e = &run->encoder;
    *sums = (struct encoder_gradient){.states = run_zero(run, e->states.rows, e->states.cols)};
    for (int l = 0; l < run->config->layers; l++) {
        sums->last[l] = run_zero(run, run->size, e->states.cols);
        if (run->config->cell == CELL_LSTM)
            sums->last_memory[l] = run_zero(run, run->size, e->states.cols);
    }
}

/* What comes back through the end of a direction joins the gradient of the states there. */
static void add_last(struct run *run, int d, struct mat dhidden, struct mat dlast)
{
    for (int b = 0; dhidden.x && b < run->size; b++)
        mat_add(mat_rows(dhidden, end_row(run, d, b), 1), mat_rows(side(run, dlast, d), b, 1));
}

/* The recurrent weights see h' and h of neighbouring positions: all products but the first, whose h
 * is zero, as one. */
static void hidden_gradient(struct run *run, struct cell_weights *gradient, int l, int d)
{
    struct encoder_layer *layer = &run->encoder.layer[l];
    int size = run->size, rows = (run->encoder.length - 1) * size;
    struct mat states = side(run, layer->states, d);
    mat_sum_rows(gradient->hidden_bias.x, layer->hidden[d]);
    if (rows > 0)
        mat_mul_outer(gradient->hidden, PRODUCT_ADD,
                      mat_rows(layer->hidden[d], d == 0 ? size : 0, rows),
                      mat_rows(states, d == 0 ? 0 : size, rows));
}

/* dstates [J·B × D·H] is changed on the way; returns the gradient of what the layer read. */
static struct mat layer_backward(struct run *run, struct seq2seq_weights *gradient,
                                 struct encoder_gradient *sums, int l, struct mat dstates)
{
    const struct seq2seq_config *config = run->config;
    struct encoder_layer *layer = &run->encoder.layer[l];
    struct mat din = run_mat(run, layer->in.rows, layer->in.cols), dmemories = {0};
    if (config->cell == CELL_LSTM)
        dmemories = run_zero(run, dstates.rows, dstates.cols);
    for (int d = 0; d < config->directions; d++) {
        const struct cell_weights *weights = &run->weights->encoder[l][d];
        struct mat dhidden = side(run, dstates, d), dmemory = side(run, dmemories, d);
        add_last(run, d, dhidden, sums->last[l]);
        add_last(run, d, dmemory, sums->last_memory[l]);
        for (int i = run->encoder.length - 1; i >= 0; i--) {
            struct cell_step step = step_at(run, l, d, i);
            int j = position(run, d, i);
            struct cell_gradient flow = {.after = rows_at(dhidden, j, run->size),
                                         .memory_after = rows_at(dmemory, j, run->size),
                                         .before = rows_before(run, dhidden, d, i),
                                         .memory_before = rows_before(run, dmemory, d, i)};
            cell_backward(config->cell, weights, &step, &flow);
        }
        hidden_gradient(run, &gradient->encoder[l][d], l, d);
        linear_gradient(gradient->encoder[l][d].input, gradient->encoder[l][d].input_bias,
                        layer->gates[d], layer->in);
        mat_mul(din, d ? PRODUCT_ADD : PRODUCT_SET, layer->gates[d], weights->input);
    }
    dropout_apply(din, layer->dropped);
    return din;
}

void encoder_backward(struct run *run, struct seq2seq_weights *gradient,
                      struct encoder_gradient *sums)
{
    struct mat dstates = sums->states;
    for (int l = run->config->layers - 1; l >= 0; l--)
        dstates = layer_backward(run, gradient, sums, l, dstates);
    run->encoder.dembedded = dstates;
    embed_backward(gradient->source_embedding, dstates, run->encoder.tokens);
}
