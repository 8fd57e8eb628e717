#include "quantities/seq2seq_layer_rules.h"

#include "quantities/seq2seq_layers.h"

/* A part of the same layer, this cell's unit. */
static struct origin same(const struct subject *s, enum layer_part part)
{
    int layer = seq2seq_layer_number(s->trace, s->sheet);
    return origin_in(seq2seq_layer_sheet(s->trace, s->quantity->chain, layer, part), s->row,
                     s->column);
}

/* The state or memory before: what the layer computed one position earlier. Q_NONE: zeros. */
static struct origin before(const struct subject *s, enum layer_part part)
{
    enum chain chain = s->quantity->chain;
    int layer = seq2seq_layer_number(s->trace, s->sheet),
        row = s->row + (chain == CHAIN_BACKWARD ? 1 : -1);
    if (chain == CHAIN_DECODER && row < 0) {
        part = part == PART_STATE ? PART_FIRST_STATE : PART_FIRST_MEMORY;
        return origin_in(seq2seq_layer_sheet(s->trace, chain, layer, part), 0, s->column);
    }
    if (row < 0 || (chain != CHAIN_DECODER && row >= trace_source_count(s->trace)))
        return origin_none;
    return origin_in(seq2seq_layer_sheet(s->trace, chain, layer, part), row, s->column);
}

static void products(struct subject *s, const real *weights, struct sheet from)
{
    summands_products(s, weights, 1, from, s->row, origin_none);
}

/* The products of the cell's input, W x, with the row of W for one number. */
static void input_terms(struct subject *s, const real *weights)
{
    const struct seq2seq_config *config = &s->config->seq2seq;
    enum chain chain = s->quantity->chain;
    int layer = seq2seq_layer_number(s->trace, s->sheet);
    if (layer > 0 && chain == CHAIN_DECODER) {
        products(s, weights, seq2seq_layer_sheet(s->trace, chain, layer - 1, PART_STATE));
    } else if (layer > 0) {
        for (int d = 0; d < config->directions; d++, weights += config->encoder_hidden)
            products(s, weights,
                     seq2seq_layer_sheet(s->trace, d ? CHAIN_BACKWARD : CHAIN_FORWARD, layer - 1,
                                         PART_STATE));
    } else if (chain != CHAIN_DECODER) {
        products(s, weights, sheet_of(Q_SOURCE_EMBEDDING));
    } else if (config->feed == FEED_COMBINED) {
        products(s, weights, sheet_of(Q_COMBINED));
    } else {
        products(s, weights, sheet_of(Q_FED));
        if (config->feed == FEED_INPUT)
            products(s, weights + config->embed, sheet_of(Q_CONTEXT));
        else if (config->feed == FEED_INPUT_FEEDING)
            products(s, weights + config->embed, sheet_of(Q_FED_READOUT));
    }
}

/* W x + b + V h + c, or with r: W x + b + r ⊙ (V h + c). */
static void sum_terms(struct subject *s, int gate, struct origin r)
{
    enum chain chain = s->quantity->chain;
    int layer = seq2seq_layer_number(s->trace, s->sheet);
    const struct cell_weights *cell =
        chain == CHAIN_DECODER ? &s->weights->seq2seq.decoder[layer]
                               : &s->weights->seq2seq.encoder[layer][chain == CHAIN_BACKWARD];
    int unit = gate * cell->hidden.cols + s->column;
    struct origin old = before(s, PART_STATE);
    summands_room(s, cell->input.cols + cell->hidden.cols + 2);
    input_terms(s, mat_row(cell->input, unit));
    if (old.quantity != Q_NONE)
        summands_products(s, mat_row(cell->hidden, unit), 1,
                          (struct sheet){old.quantity, old.slice}, old.row, r);
    summand_weight(s, &cell->input_bias.x[unit], "bias b");
    if (r.quantity == Q_NONE)
        summand_weight(s, &cell->hidden_bias.x[unit], "bias c");
    else
        summand_gated(s, &cell->hidden_bias.x[unit], r, "r × bias c");
}

void seq2seq_layer_rules_first(struct subject *s)
{
    const struct seq2seq_config *config = &s->config->seq2seq;
    int layer = seq2seq_layer_number(s->trace, s->sheet), size = config->encoder_hidden;
    bool copied = config->init == INIT_LAST;
    enum layer_part part = s->quantity->part == PART_FIRST_STATE ? PART_STATE : PART_MEMORY;
    int direction = copied ? s->column / size : config->directions - 1;
    int row = direction ? 0 : trace_source_length(s->trace, s->sentence) - 1;
    struct sheet end =
        seq2seq_layer_sheet(s->trace, direction ? CHAIN_BACKWARD : CHAIN_FORWARD, layer, part);
    if (copied) {
        summand_copy(s, origin_in(end, row, s->column % size));
    } else if (part == PART_MEMORY) {
        summand_put(s, origin_none);
    } else {
        int first, reads = seq2seq_init_reads(config, &first);
        const real *weights = mat_row(s->weights->seq2seq.init[layer], s->column);
        summands_room(s, reads + 1);
        if (reads > size) /* of the forward direction, which ends at the last word */
            summands_products(s, weights, 1,
                              seq2seq_layer_sheet(s->trace, CHAIN_FORWARD, layer, part),
                              trace_source_length(s->trace, s->sentence) - 1, origin_none);
        summands_products(s, weights + reads - size, 1, end, row, origin_none);
        summand_weight(s, &s->weights->seq2seq.init_bias[layer].x[s->column], "bias b");
        s->out->outer = "tanh";
    }
}

/* f ⊙ C(t−1) + i ⊙ g */
static void memory_rule(struct subject *s)
{
    struct origin old = before(s, PART_MEMORY);
    summands_room(s, 2);
    if (old.quantity != Q_NONE)
        summand_add(s, SUMMAND_PRODUCT, 1, 0, old, same(s, PART_FORGET));
    summand_add(s, SUMMAND_PRODUCT, 1, 0, same(s, PART_CANDIDATE), same(s, PART_INPUT_GATE));
}

static void state_rule(struct subject *s)
{
    struct origin old = before(s, PART_STATE);
    switch (s->config->seq2seq.cell) {
    case CELL_RNN:
        sum_terms(s, 0, origin_none);
        s->out->outer = "tanh";
        return;
    case CELL_GRU:
        summands_room(s, 2);
        summand_add(s, SUMMAND_REST, 1, 0, same(s, PART_CANDIDATE), same(s, PART_UPDATE));
        if (old.quantity != Q_NONE)
            summand_add(s, SUMMAND_PRODUCT, 1, 0, old, same(s, PART_UPDATE));
        return;
    case CELL_LSTM:
        summands_room(s, 1);
        summand_add(s, SUMMAND_SHOWN, 1, 0, same(s, PART_MEMORY), same(s, PART_OUTPUT_GATE));
        return;
    case CELL_COUNT:
        return;
    }
}

void seq2seq_layer_rules_decoder(struct subject *s)
{
    enum layer_part part = s->quantity->part;
    bool candidate = part == PART_CANDIDATE,
         reset = candidate && s->config->seq2seq.cell == CELL_GRU;
    if (part == PART_STATE) {
        state_rule(s);
    } else if (part == PART_MEMORY) {
        memory_rule(s);
    } else {
        sum_terms(s, seq2seq_layer_gate(&s->config->seq2seq, part),
                  reset ? same(s, PART_RESET) : origin_none);
        s->out->outer = candidate ? "tanh" : "σ";
    }
}

void seq2seq_layer_rules_encoder(struct subject *s)
{
    if (seq2seq_layer_padding(s->trace, s->sentence, s->quantity, s->row))
        summand_put(s, origin_none);
    else
        seq2seq_layer_rules_decoder(s);
}
