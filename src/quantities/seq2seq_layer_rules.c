#include "quantities/seq2seq_layer_rules.h"

#include "quantities/seq2seq_layers.h"
#include "trace/cell_rule.h"

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

void seq2seq_layer_rules_decoder(struct subject *s)
{
    enum chain chain = s->quantity->chain;
    int layer = seq2seq_layer_number(s->trace, s->sheet);
    const struct seq2seq_weights *weights = &s->weights->seq2seq;
    const struct cell_rule rule = {
        .cell = s->config->seq2seq.cell,
        .weights = chain == CHAIN_DECODER ? &weights->decoder[layer]
                                          : &weights->encoder[layer][chain == CHAIN_BACKWARD],
        .same = same,
        .before = before,
        .input = input_terms};
    cell_rule_apply(s, &rule);
}

void seq2seq_layer_rules_encoder(struct subject *s)
{
    if (seq2seq_layer_padding(s->trace, s->sentence, s->quantity, s->row))
        summand_put(s, origin_none);
    else
        seq2seq_layer_rules_decoder(s);
}
