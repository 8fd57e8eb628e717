#include "layer/recurrent.h"

#include "layer/linear.h"

static struct mat rows_at(struct mat m, int j, int size)
{
    return m.x ? mat_rows(m, j * size, size) : m;
}

/* The columns of one direction; of a missing matrix, nothing. */
static struct mat side(const struct recurrent_run *run, struct mat m, int direction)
{
    int hidden = run->config.hidden;
    return m.x ? mat_cols(m, direction * hidden, hidden) : m;
}

/* The position that a direction reads as its i-th. */
static int position(const struct recurrent_run *run, int direction, int i)
{
    return direction == 0 ? i : run->length - 1 - i;
}

/* The rows of what a direction computed just before its i-th position; none before the first. */
static struct mat rows_before(const struct recurrent_run *run, struct mat m, int direction, int i,
                              int size)
{
    struct mat none = {0};
    return i > 0 ? rows_at(m, position(run, direction, i - 1), size) : none;
}

static struct cell_step step_at(const struct recurrent_run *run, int l, int direction, int i,
                                int size)
{
    const struct recurrent_layer *layer = &run->layer[l];
    struct mat states = side(run, layer->states, direction);
    struct mat memory = side(run, layer->memory, direction);
    int j = position(run, direction, i);
    return (struct cell_step){
        .input = rows_at(layer->input[direction], j, size),
        .hidden = rows_at(layer->hidden[direction], j, size),
        .gates = rows_at(layer->gates[direction], j, size),
        .before = rows_before(run, states, direction, i, size),
        .after = rows_at(states, j, size),
        .memory_before = rows_before(run, memory, direction, i, size),
        .memory_after = rows_at(memory, j, size),
        .alive = run->alive + (long)j * size,
    };
}

static void mark_alive(const struct pass *pass, struct recurrent_run *run)
{
    run->alive = arena_take(pass->arena, (size_t)(run->length * pass->size), 1);
    for (int j = 0; j < run->length; j++)
        for (int b = 0; b < pass->size; b++)
            run->alive[j * pass->size + b] = j < run->lengths[b];
}

/* The row where sentence b's direction ends: its last word going forward, its first going back. */
static int end_row(const struct pass *pass, const struct recurrent_run *run, int direction, int b)
{
    return (direction == 0 ? run->lengths[b] - 1 : 0) * pass->size + b;
}

static struct mat collect_last(const struct pass *pass, const struct recurrent_run *run,
                               struct mat states)
{
    struct mat last = {0};
    if (!states.x)
        return last;
    last = pass_mat(pass, pass->size, states.cols);
    for (int d = 0; d < run->config.directions; d++)
        for (int b = 0; b < pass->size; b++)
            mat_copy(side(run, mat_rows(last, b, 1), d),
                     side(run, mat_rows(states, end_row(pass, run, d, b), 1), d));
    return last;
}

/* x becomes x ⊙ mask, in place; no mask without dropout. */
static struct mat drop(const struct pass *pass, struct mat x, int which)
{
    struct mat mask = {0};
    if (pass->dropout.p > 0) {
        mask = pass_mat(pass, x.rows, x.cols);
        pass_dropout(pass, mask, pass->dropout.p, 0, which);
        dropout_apply(x, mask);
    }
    return mask;
}

/* What layer l reads: `in`, or the states of the layer below. */
static void read_below(const struct pass *pass, struct recurrent_run *run, int l, struct mat in)
{
    struct recurrent_layer *layer = &run->layer[l];
    if (l == 0) {
        layer->in = in;
        layer->dropped = drop(pass, in, run->config.dropout_first);
        return;
    }
    layer->in = run->layer[l - 1].states;
    if (pass->dropout.p > 0) {
        layer->in = pass_mat(pass, layer->in.rows, layer->in.cols);
        mat_copy(layer->in, run->layer[l - 1].states);
        layer->dropped = drop(pass, layer->in, run->config.dropout_between + l);
    }
}

static void layer_forward(const struct pass *pass, struct recurrent_run *run, int l, struct mat in)
{
    const struct recurrent_config *c = &run->config;
    struct recurrent_layer *layer = &run->layer[l];
    int rows = in.rows, gates = cell_gates(c->cell) * c->hidden, state = c->directions * c->hidden;
    read_below(pass, run, l, in);
    layer->states = pass_mat(pass, rows, state);
    if (c->cell == CELL_LSTM)
        layer->memory = pass_mat(pass, rows, state);
    for (int d = 0; d < c->directions; d++) {
        struct cell_weights weights = run->weights[l][d];
        weights.hidden_turned = pass_turned(pass, weights.hidden);
        layer->input[d] = pass_mat(pass, rows, gates);
        layer->hidden[d] = pass_mat(pass, rows, gates);
        layer->gates[d] = pass->keep == KEEP_ALL ? pass_mat(pass, rows, gates) : layer->input[d];
        linear_forward(layer->input[d], layer->in, weights.input, weights.input_bias);
        for (int i = 0; i < run->length; i++) {
            struct cell_step step = step_at(run, l, d, i, pass->size);
            cell_forward(c->cell, &weights, &step);
        }
    }
    layer->last = collect_last(pass, run, layer->states);
    layer->last_memory = collect_last(pass, run, layer->memory);
}

void recurrent_forward(const struct pass *pass, struct recurrent_run *run,
                       const struct recurrent_config *config,
                       const struct cell_weights (*weights)[2], struct mat in, int length,
                       const int *lengths)
{
    *run = (struct recurrent_run){
        .config = *config, .weights = weights, .length = length, .lengths = lengths};
    mark_alive(pass, run);
    for (int l = 0; l < config->layers; l++)
        layer_forward(pass, run, l, in);
}

void recurrent_gradient_start(const struct pass *pass, const struct recurrent_run *run,
                              struct recurrent_gradient *sums)
{
    struct mat states = run->layer[run->config.layers - 1].states;
    *sums = (struct recurrent_gradient){.states = pass_zero(pass, states.rows, states.cols)};
    for (int l = 0; l < run->config.layers; l++) {
        sums->last[l] = pass_zero(pass, pass->size, states.cols);
        if (run->config.cell == CELL_LSTM)
            sums->last_memory[l] = pass_zero(pass, pass->size, states.cols);
    }
}

/* What comes back through the end of a direction joins the gradient of the states there. */
static void add_last(const struct pass *pass, const struct recurrent_run *run, int d,
                     struct mat dhidden, struct mat dlast)
{
    for (int b = 0; dhidden.x && b < pass->size; b++)
        mat_add(mat_rows(dhidden, end_row(pass, run, d, b), 1),
                mat_rows(side(run, dlast, d), b, 1));
}

/* The recurrent weights see h' and h of neighbouring positions: all products but the first, whose h
 * is zero, as one. */
static void hidden_gradient(const struct recurrent_run *run, struct cell_weights *gradient, int l,
                            int d, int size)
{
    const struct recurrent_layer *layer = &run->layer[l];
    int rows = (run->length - 1) * size;
    struct mat states = side(run, layer->states, d);
    mat_sum_rows(gradient->hidden_bias.x, layer->hidden[d]);
    if (rows > 0)
        mat_mul_outer(gradient->hidden, PRODUCT_ADD,
                      mat_rows(layer->hidden[d], d == 0 ? size : 0, rows),
                      mat_rows(states, d == 0 ? 0 : size, rows));
}

/* One direction of layer l, from the gradients of its states and memories to those of its sums. */
static void cells_backward(const struct pass *pass, const struct recurrent_run *run, int l, int d,
                           struct mat dhidden, struct mat dmemory)
{
    for (int i = run->length - 1; i >= 0; i--) {
        struct cell_step step = step_at(run, l, d, i, pass->size);
        int j = position(run, d, i);
        struct cell_gradient flow = {.after = rows_at(dhidden, j, pass->size),
                                     .memory_after = rows_at(dmemory, j, pass->size),
                                     .before = rows_before(run, dhidden, d, i, pass->size),
                                     .memory_before = rows_before(run, dmemory, d, i, pass->size)};
        cell_backward(run->config.cell, &run->weights[l][d], &step, &flow);
    }
}

/* dstates [J·B × D·H] is changed on the way; returns the gradient of what the layer read. */
static struct mat layer_backward(const struct pass *pass, const struct recurrent_run *run,
                                 struct cell_weights (*gradient)[2],
                                 struct recurrent_gradient *sums, int l, struct mat dstates)
{
    const struct recurrent_layer *layer = &run->layer[l];
    struct mat din = pass_mat(pass, layer->in.rows, layer->in.cols), dmemories = {0};
    if (run->config.cell == CELL_LSTM)
        dmemories = pass_zero(pass, dstates.rows, dstates.cols);
    for (int d = 0; d < run->config.directions; d++) {
        struct cell_weights *out = &gradient[l][d];
        struct mat dhidden = side(run, dstates, d), dmemory = side(run, dmemories, d);
        add_last(pass, run, d, dhidden, sums->last[l]);
        add_last(pass, run, d, dmemory, sums->last_memory[l]);
        cells_backward(pass, run, l, d, dhidden, dmemory);
        hidden_gradient(run, out, l, d, pass->size);
        linear_gradient(out->input, out->input_bias, layer->gates[d], layer->in);
        mat_mul(din, d ? PRODUCT_ADD : PRODUCT_SET, layer->gates[d], run->weights[l][d].input);
    }
    dropout_apply(din, layer->dropped);
    return din;
}

struct mat recurrent_backward(const struct pass *pass, const struct recurrent_run *run,
                              struct cell_weights (*gradient)[2], struct recurrent_gradient *sums)
{
    struct mat dstates = sums->states;
    for (int l = run->config.layers - 1; l >= 0; l--)
        dstates = layer_backward(pass, run, gradient, sums, l, dstates);
    return dstates;
}
