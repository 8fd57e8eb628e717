#include "model/seq2seq_decoder.h"

#include <string.h>

#include "layer/cell.h"
#include "layer/embedding.h"
#include "layer/linear.h"
#include "layer/relu.h"
#include "math/vec.h"
#include "model/seq2seq_readout.h"

/* s(0) of layer l. */
static void first_state(struct seq2seq_run *run, int l)
{
    const struct seq2seq_config *config = run->config;
    const struct recurrent_layer *encoder = &run->encoder.recurrent.layer[l];
    struct decoder_layer *layer = &run->decoder.layer[l];
    struct mat state = steps_at(layer->states, 0);
    if (layer->memory.x)
        mat_zero(steps_at(layer->memory, 0));
    if (config->init == INIT_LAST) {
        mat_copy(state, encoder->last);
        if (layer->memory.x)
            mat_copy(steps_at(layer->memory, 0), encoder->last_memory);
        return;
    }
    int first, count = seq2seq_init_reads(config, &first);
    struct mat last = mat_cols(encoder->last, first, count);
    linear_forward(state, last, run->weights->init[l], run->weights->init_bias[l]);
    vec_tanh(state.x, state.x, state.rows * state.cols);
}

static void layer_room(struct seq2seq_run *run, int l, int kept)
{
    const struct seq2seq_config *c = run->config;
    struct decoder_layer *layer = &run->decoder.layer[l];
    int gates = cell_gates(c->cell) * c->decoder_hidden;
    if (l > 0 && run->pass.dropout.p > 0) {
        layer->in = pass_steps(&run->pass, c->decoder_hidden, kept);
        layer->dropped = pass_steps(&run->pass, c->decoder_hidden, kept);
    }
    layer->input = pass_steps(&run->pass, gates, kept);
    layer->hidden = pass_steps(&run->pass, gates, kept);
    layer->gates = run->pass.keep == KEEP_ALL ? pass_steps(&run->pass, gates, kept) : layer->input;
    layer->states = pass_steps(&run->pass, c->decoder_hidden, kept + 1);
    if (c->cell == CELL_LSTM)
        layer->memory = pass_steps(&run->pass, c->decoder_hidden, kept + 1);
}

static void room(struct seq2seq_run *run, int steps)
{
    const struct seq2seq_config *c = run->config;
    struct decoder_run *d = &run->decoder;
    int kept = run->pass.keep == KEEP_STEP ? 1 : steps;
    *d = (struct decoder_run){.capacity = steps};
    d->fed = arena_take(run->pass.arena, (size_t)(steps * run->pass.size), sizeof *d->fed);
    d->embedded = pass_steps(&run->pass, c->embed, kept);
    if (run->pass.dropout.p > 0) {
        d->dropped = pass_steps(&run->pass, c->embed, kept);
        d->readout_dropped = pass_steps(&run->pass, c->readout_hidden, kept);
    }
    for (int l = 0; l < c->layers; l++)
        layer_room(run, l, kept);
    d->states = d->layer[c->layers - 1].states;
    if (c->query == QUERY_WORD)
        d->queries = pass_steps(&run->pass, seq2seq_query(c), kept);
    if (c->feed == FEED_COMBINED)
        d->combined = pass_steps(&run->pass, c->embed, kept);
    if (seq2seq_has_context(c))
        attention_room(&run->pass, &run->attention, kept);
    d->pre = pass_steps(&run->pass, seq2seq_pre(c), kept);
    d->readout = pass_steps(&run->pass, c->readout_hidden, kept);
    if (run->pass.keep != KEEP_BACKWARD) /* training fuses the output layer with its loss */
        d->logits = pass_steps(&run->pass, run->weights->output.rows, kept);
    if (run->pass.keep == KEEP_ALL) /* decoding needs the largest logits only */
        d->probabilities = pass_steps(&run->pass, run->weights->output.rows, kept);
}

/* The part of layer l's input weight that is multiplied at every step. */
static struct mat input_each_step(const struct seq2seq_run *run, int l)
{
    struct mat weight = run->weights->decoder[l].input;
    return l ? weight : decoder_context_part(run->config, weight);
}

static void turn_weights(struct seq2seq_run *run)
{
    for (int l = 0; l < run->config->layers; l++) {
        run->turned.hidden[l] = pass_turned(&run->pass, run->weights->decoder[l].hidden);
        run->turned.input[l] = pass_turned(&run->pass, input_each_step(run, l));
    }
    if (run->weights->combine.x)
        run->turned.combine =
            pass_turned(&run->pass, mat_cols(run->weights->combine, run->config->embed,
                                             seq2seq_state(run->config)));
    run->attention.turned = pass_turned(&run->pass, run->attention.query);
}

void decoder_start(struct seq2seq_run *run, int steps)
{
    room(run, steps);
    for (int l = 0; l < run->config->layers; l++)
        first_state(run, l);
    turn_weights(run);
}

struct mat decoder_fed_part(const struct seq2seq_config *config, struct mat input_weight)
{
    return mat_cols(input_weight, 0, config->embed);
}

struct mat decoder_context_part(const struct seq2seq_config *config, struct mat input_weight)
{
    struct mat none = {0};
    int size = seq2seq_input(config) - config->embed;
    return size ? mat_cols(input_weight, config->embed, size) : none;
}

void decoder_feed(struct seq2seq_run *run, int first, int count, const int *fed)
{
    struct decoder_run *d = &run->decoder;
    const struct cell_weights *weights = &run->weights->decoder[0];
    struct mat embedded = steps_range(d->embedded, first, count);
    memcpy(d->fed + first * run->pass.size, fed, (size_t)(count * run->pass.size) * sizeof *fed);
    embedding_forward(embedded, run->weights->target_embedding, fed);
    if (d->dropped.x) {
        struct mat mask = steps_range(d->dropped, first, count);
        pass_dropout(&run->pass, mask, run->pass.dropout.p, first, DROPOUT_TARGET);
        dropout_apply(embedded, mask);
    }
    if (d->combined.x) /* the cell's input is made of it and of c(t), step by step */
        linear_forward(steps_range(d->combined, first, count), embedded,
                       decoder_fed_part(run->config, run->weights->combine),
                       run->weights->combine_bias);
    else
        linear_forward(steps_range(d->layer[0].input, first, count), embedded,
                       decoder_fed_part(run->config, weights->input), weights->input_bias);
}

struct cell_step decoder_cell(const struct seq2seq_run *run, int l, int t)
{
    const struct decoder_layer *layer = &run->decoder.layer[l];
    struct mat none = {0};
    return (struct cell_step){
        .input = steps_at(layer->input, t),
        .hidden = steps_at(layer->hidden, t),
        .gates = steps_at(layer->gates, t),
        .before = steps_at(layer->states, t),
        .after = steps_at(layer->states, t + 1),
        .memory_before = layer->memory.x ? steps_at(layer->memory, t) : none,
        .memory_after = layer->memory.x ? steps_at(layer->memory, t + 1) : none,
    };
}

struct mat decoder_beside(const struct seq2seq_run *run, int t)
{
    const struct decoder_run *d = &run->decoder;
    struct mat none = {0};
    if (run->config->feed == FEED_INPUT)
        return steps_at(run->attention.context, t);
    if (run->config->feed == FEED_INPUT_FEEDING && t > 0)
        return steps_at(d->readout, t - 1);
    return none;
}

/* What layer l > 0 reads at step t: s(t) of the layer below, with dropout while training. */
static struct mat layer_in(struct seq2seq_run *run, int l, int t)
{
    struct decoder_layer *layer = &run->decoder.layer[l];
    struct mat below = steps_at(run->decoder.layer[l - 1].states, t + 1);
    if (!layer->dropped.x)
        return below;
    struct mat in = steps_at(layer->in, t), mask = steps_at(layer->dropped, t);
    mat_copy(in, below);
    pass_dropout(&run->pass, mask, run->pass.dropout.p, t, DROPOUT_DECODER + l);
    dropout_apply(in, mask);
    return in;
}

/* x(t) of FEED_COMBINED, once c(t) is there, and the first layer's sums of it. */
static void combine(struct seq2seq_run *run, int t)
{
    const struct seq2seq_weights *w = run->weights;
    struct mat out = steps_at(run->decoder.combined, t);
    linear_step(out, PRODUCT_ADD, steps_at(run->attention.context, t),
                mat_cols(w->combine, run->config->embed, seq2seq_state(run->config)),
                run->turned.combine);
    relu_forward(out);
    linear_forward(steps_at(run->decoder.layer[0].input, t), out, w->decoder[0].input,
                   w->decoder[0].input_bias);
}

static void cells_forward(struct seq2seq_run *run, int t)
{
    if (run->decoder.combined.x)
        combine(run, t);
    for (int l = 0; l < run->config->layers; l++) {
        struct cell_weights weights = run->weights->decoder[l];
        weights.hidden_turned = run->turned.hidden[l];
        struct cell_step step = decoder_cell(run, l, t);
        struct mat beside = l ? layer_in(run, l, t) : decoder_beside(run, t);
        if (l > 0)
            linear_bias(step.input, weights.input_bias);
        if (beside.x)
            linear_step(step.input, PRODUCT_ADD, beside, input_each_step(run, l),
                        run->turned.input[l]);
        cell_forward(run->config->cell, &weights, &step);
    }
}

int decoder_query_entry(const struct seq2seq_run *run, int t)
{
    return t + run->attention.first;
}

struct mat decoder_query(const struct seq2seq_run *run, int t)
{
    return run->decoder.queries.x ? steps_at(run->decoder.queries, t)
                                  : steps_at(run->decoder.states, decoder_query_entry(run, t));
}

/* [Emb(y(t−1)); s(t−1)] of QUERY_WORD. */
static void join_query(struct seq2seq_run *run, int t)
{
    struct mat query = steps_at(run->decoder.queries, t);
    int embed = run->config->embed;
    mat_copy(mat_cols(query, 0, embed), steps_at(run->decoder.embedded, t));
    mat_copy(mat_cols(query, embed, query.cols - embed), steps_at(run->decoder.states, t));
}

/* c(t): by attention, or the last encoder state at every step; or there is none. */
static void attend(struct seq2seq_run *run, int t)
{
    struct attention_run *a = &run->attention;
    if (!a->context.x)
        return;
    if (score_attends(a->score)) {
        if (run->decoder.queries.x)
            join_query(run, t);
        attention_step(&run->pass, a, t, decoder_query(run, t));
        return;
    }
    mat_copy(steps_at(a->context, t), run->encoder.last);
    attention_change_context(&run->pass, a, t);
}

/* What the state that does not ask would look at. */
static void attend_otherwise(struct seq2seq_run *run, int t)
{
    int other = 2 * t + 1 - decoder_query_entry(run, t);
    if (run->decoder.queries.x)
        return; /* no state asks alone */
    attention_other(&run->pass, &run->attention, t, steps_at(run->decoder.states, other));
}

void decoder_step(struct seq2seq_run *run, int t)
{
    bool current = run->config->query == QUERY_CURRENT;
    if (!current)
        attend(run, t);
    cells_forward(run, t);
    if (current)
        attend(run, t);
    attend_otherwise(run, t);
    if (run->config->feed == FEED_INPUT_FEEDING)
        readout_forward(run, t, 1);
}

void decoder_readout(struct seq2seq_run *run, int first, int count)
{
    if (run->config->feed != FEED_INPUT_FEEDING)
        readout_forward(run, first, count);
}

void decoder_output(struct seq2seq_run *run, int t)
{
    struct mat logits = steps_at(run->decoder.logits, t);
    linear_forward(logits, steps_at(run->decoder.readout, t), run->weights->output,
                   run->weights->output_bias);
    for (int b = 0; run->decoder.probabilities.x && b < logits.rows; b++) {
        real *out = mat_row(steps_at(run->decoder.probabilities, t), b);
        const real *in = mat_row(logits, b);
        vec_scale(out, 1 / vec_exp_sum(out, in, vec_max(in, logits.cols), logits.cols),
                  logits.cols);
    }
}

void decoder_advance(struct seq2seq_run *run, int t, const int *fed)
{
    decoder_feed(run, t, 1, fed);
    decoder_step(run, t);
    decoder_readout(run, t, 1);
    decoder_output(run, t);
}

/* Everything computed up to step t that step t + 1 reads; returns how many matrices. */
static int carried(const struct seq2seq_run *run, int t, struct mat out[2 * LAYERS_MAX + 1])
{
    const struct decoder_run *d = &run->decoder;
    int count = 0;
    for (int l = 0; l < run->config->layers; l++) {
        out[count++] = steps_at(d->layer[l].states, t + 1);
        if (d->layer[l].memory.x)
            out[count++] = steps_at(d->layer[l].memory, t + 1);
    }
    if (run->config->feed == FEED_INPUT_FEEDING)
        out[count++] = steps_at(d->readout, t);
    return count;
}

void decoder_select(struct seq2seq_run *run, int t, const int *rows, int count)
{
    struct mat list[2 * LAYERS_MAX + 1];
    for (int i = carried(run, t, list) - 1; i >= 0; i--) {
        struct mat old = pass_mat(&run->pass, list[i].rows, list[i].cols);
        mat_copy(old, list[i]);
        mat_select(mat_rows(list[i], 0, count), old, rows);
    }
}

void decoder_resize(struct seq2seq_run *run, int t, const int *rows, int count)
{
    struct mat before[2 * LAYERS_MAX + 1], after[2 * LAYERS_MAX + 1];
    carried(run, t, before);
    run->pass.size = count;
    room(run, run->decoder.capacity);
    for (int i = carried(run, t, after) - 1; i >= 0; i--)
        mat_select(after[i], before[i], rows);
}
