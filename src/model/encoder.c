#include "model/encoder.h"

#include <string.h>

#include "model/gru.h"
#include "model/layers.h"

enum { DROPOUT_LAYER = 0 };

static struct mat rows_at(struct mat m, int j, int size)
{
    return mat_rows(m, j * size, size);
}

/* Position j of one direction, with its neighbour that was computed before it. */
static struct gru_step step_at(const struct run *run, int direction, int j)
{
    const struct encoder_run *e = &run->encoder;
    int hidden = run->config->encoder_hidden, size = run->size;
    int previous = direction == 0 ? j - 1 : j + 1;
    struct mat states = mat_cols(e->states, direction * hidden, hidden), none = {0};
    return (struct gru_step){
        .input = rows_at(e->input[direction], j, size),
        .hidden = rows_at(e->hidden[direction], j, size),
        .gates = rows_at(e->gates[direction], j, size),
        .before = previous < 0 || previous >= e->length ? none : rows_at(states, previous, size),
        .after = rows_at(states, j, size),
        .alive = e->alive + (long)j * size,
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

static void collect_last(struct run *run)
{
    struct encoder_run *e = &run->encoder;
    int hidden = run->config->encoder_hidden;
    e->last = run_mat(run, run->size, e->states.cols);
    for (int d = 0; d < run->config->directions; d++)
        for (int b = 0; b < run->size; b++)
            memcpy(mat_row(e->last, b) + d * hidden,
                   mat_row(e->states, end_row(run, d, b)) + d * hidden,
                   (size_t)hidden * sizeof(real));
}

void encoder_forward(struct run *run, int length, const int *tokens, const int *lengths)
{
    const struct config *config = run->config;
    const struct weights *w = run->weights;
    struct encoder_run *e = &run->encoder;
    int rows = length * run->size, gates = 3 * config->encoder_hidden;
    *e = (struct encoder_run){.length = length, .tokens = tokens, .lengths = lengths};
    mark_alive(run);
    e->embedded = run_mat(run, rows, config->embed);
    embed_forward(e->embedded, w->source_embedding, tokens);
    if (run->dropout.p > 0) {
        e->dropped = run_mat(run, rows, config->embed);
        run_dropout(run, e->dropped, 0, DROPOUT_LAYER);
        dropout_apply(e->embedded, e->dropped);
    }
    e->states = run_mat(run, rows, config_state(config));
    for (int d = 0; d < config->directions; d++) {
        e->input[d] = run_mat(run, rows, gates);
        e->hidden[d] = run_mat(run, rows, gates);
        e->gates[d] = run->keep == KEEP_ALL ? run_mat(run, rows, gates) : e->input[d];
        linear_forward(e->input[d], e->embedded, w->encoder[d].input, w->encoder[d].input_bias);
        for (int i = 0; i < length; i++) {
            struct gru_step step = step_at(run, d, d == 0 ? i : length - 1 - i);
            gru_forward(&w->encoder[d], &step);
        }
    }
    collect_last(run);
}

/* The recurrent weights see h' and h of neighbouring positions: all products but the first, whose h
 * is zero, as one. */
static void hidden_gradient(struct run *run, struct gru_weights *gradient, int d)
{
    struct encoder_run *e = &run->encoder;
    int size = run->size, hidden = run->config->encoder_hidden, rows = (e->length - 1) * size;
    struct mat states = mat_cols(e->states, d * hidden, hidden);
    mat_sum_rows(gradient->hidden_bias.x, e->hidden[d]);
    if (rows > 0)
        mat_mul_outer(gradient->hidden, PRODUCT_ADD,
                      mat_rows(e->hidden[d], d == 0 ? size : 0, rows),
                      mat_rows(states, d == 0 ? 0 : size, rows));
}

void encoder_backward(struct run *run, struct weights *gradient, struct mat dstates,
                      struct mat dlast)
{
    const struct config *config = run->config;
    struct encoder_run *e = &run->encoder;
    int hidden = config->encoder_hidden, size = run->size;
    struct mat dembedded = run_zero(run, e->embedded.rows, e->embedded.cols), none = {0};
    for (int d = 0; d < config->directions; d++) {
        struct mat dhidden = mat_cols(dstates, d * hidden, hidden);
        for (int b = 0; b < size; b++)
            mat_add(mat_rows(dhidden, end_row(run, d, b), 1),
                    mat_rows(mat_cols(dlast, d * hidden, hidden), b, 1));
        for (int i = e->length - 1; i >= 0; i--) {
            int j = d == 0 ? i : e->length - 1 - i, previous = d == 0 ? j - 1 : j + 1;
            struct gru_step step = step_at(run, d, j);
            gru_backward(&run->weights->encoder[d], &step, rows_at(dhidden, j, size),
                         i > 0 ? rows_at(dhidden, previous, size) : none);
        }
        hidden_gradient(run, &gradient->encoder[d], d);
        linear_gradient(gradient->encoder[d].input, gradient->encoder[d].input_bias, e->gates[d],
                        e->embedded);
        mat_mul(dembedded, PRODUCT_ADD, e->gates[d], run->weights->encoder[d].input);
    }
    dropout_apply(dembedded, e->dropped);
    embed_backward(gradient->source_embedding, dembedded, e->tokens);
}
