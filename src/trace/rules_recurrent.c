#include "trace/rules.h"

/* What the layers of encoder and decoder compute: states, memories, gates (model/cell.h). One rule for both
 * directions of the encoder and for the decoder, which differ in what they read. */

/* A part of the same layer, this cell's unit. */
static struct origin same(const struct subject *s, struct recurrent at, enum layer_part part)
{
    at.part = part;
    return origin(quantity_of(s->config, at), s->row, s->column);
}

/* The row of the state before: what the layer computed one position earlier. Q_NONE: zeros. */
static struct origin before(const struct subject *s, struct recurrent at, enum layer_part part)
{
    static const int steps[] = {[CHAIN_FORWARD] = -1, [CHAIN_BACKWARD] = 1, [CHAIN_DECODER] = -1};
    int row = s->row + steps[at.chain];
    bool decoder = at.chain == CHAIN_DECODER;
    at.part = part;
    if (decoder && row < 0) {
        at.part = part == PART_STATE ? PART_FIRST_STATE : PART_FIRST_MEMORY;
        return origin(quantity_of(s->config, at), 0, s->column);
    }
    if (row < 0 || (!decoder && row >= trace_source_count(s->trace)))
        return nowhere;
    return origin(quantity_of(s->config, at), row, s->column);
}

/* The products of the cell's input, W x, with the row of W for one number. */
static void input_terms(struct subject *s, struct recurrent at, const real *weights)
{
    const struct config *config = s->config;
    bool decoder = at.chain == CHAIN_DECODER;
    struct recurrent below = {at.chain, at.layer - 1, PART_STATE};
    if (at.layer > 0) {
        int directions = decoder ? 1 : config->seq2seq.directions;
        for (int d = 0; d < directions; d++, weights += config->seq2seq.encoder_hidden) {
            below.chain = decoder ? CHAIN_DECODER : (enum chain)d;
            summands_products(s, weights, 1, quantity_of(config, below), s->row, nowhere);
        }
        return;
    }
    summands_products(s, weights, 1, decoder ? Q_FED : Q_SOURCE_EMBEDDING, s->row, nowhere);
    if (decoder && config->seq2seq.feed != FEED_OUTPUT)
        summands_products(s, weights + config->seq2seq.embed, 1,
                          config->seq2seq.feed == FEED_INPUT ? Q_CONTEXT : Q_FED_READOUT, s->row,
                          nowhere);
}

/* W x + b + V h + c, or with r: W x + b + r ⊙ (V h + c). */
static void sum_terms(struct subject *s, struct recurrent at, int gate, struct origin r)
{
    const struct cell_weights *cell = at.chain == CHAIN_DECODER
                                          ? &s->weights->seq2seq.decoder[at.layer]
                                          : &s->weights->seq2seq.encoder[at.layer][at.chain];
    int unit = gate * cell->hidden.cols + s->column;
    struct origin old = before(s, at, PART_STATE);
    summands_room(s, cell->input.cols + cell->hidden.cols + 2);
    input_terms(s, at, mat_row(cell->input, unit));
    if (old.quantity != Q_NONE)
        summands_products(s, mat_row(cell->hidden, unit), 1, old.quantity, old.row, r);
    summand_given(s, cell->input_bias.x[unit], "bias b");
    if (r.quantity == Q_NONE)
        summand_given(s, cell->hidden_bias.x[unit], "bias c");
    else
        SUMMAND_PRINT(summand_add(s, TERM_PRODUCT, cell->hidden_bias.x[unit], 0, r, nowhere)->label,
                      "r × bias c");
}

/* s(0), and what a memory starts from; see decoder.c. */
static void first(struct subject *s, struct recurrent at)
{
    const struct config *config = s->config;
    int size = config->seq2seq.encoder_hidden,
        last = trace_source_length(s->trace, s->sentence) - 1;
    enum layer_part part = at.part == PART_FIRST_STATE ? PART_STATE : PART_MEMORY;
    bool copied = config->seq2seq.init == INIT_LAST;
    int direction = copied ? s->column / size : config->seq2seq.directions - 1;
    struct recurrent end = {(enum chain)direction, at.layer, part};
    enum quantity_id from = quantity_of(config, end);
    int row = direction ? 0 : last;
    if (copied) {
        rule_copy(s, origin(from, row, s->column % size));
    } else if (part == PART_MEMORY) {
        rule_given(s, nowhere, "the memory starts empty");
    } else {
        summands_room(s, size + 1);
        summands_products(s, mat_row(s->weights->seq2seq.init[at.layer], s->column), 1, from, row,
                          nowhere);
        summand_given(s, s->weights->seq2seq.init_bias[at.layer].x[s->column], "bias b");
        s->out->outer = "tanh";
    }
}

/* f ⊙ C(t−1) + i ⊙ g */
static void memory(struct subject *s, struct recurrent at)
{
    struct origin old = before(s, at, PART_MEMORY);
    summands_room(s, 2);
    if (old.quantity != Q_NONE)
        summand_add(s, TERM_PRODUCT, 1, 0, old, same(s, at, PART_FORGET));
    summand_add(s, TERM_PRODUCT, 1, 0, same(s, at, PART_CANDIDATE), same(s, at, PART_INPUT_GATE));
}

static void state(struct subject *s, struct recurrent at)
{
    struct origin old = before(s, at, PART_STATE);
    switch (s->config->seq2seq.cell) {
    case CELL_RNN:
        sum_terms(s, at, 0, nowhere);
        s->out->outer = "tanh";
        return;
    case CELL_GRU:
        summands_room(s, 2);
        summand_add(s, TERM_REST, 1, 0, same(s, at, PART_CANDIDATE), same(s, at, PART_UPDATE));
        if (old.quantity != Q_NONE)
            summand_add(s, TERM_PRODUCT, 1, 0, old, same(s, at, PART_UPDATE));
        return;
    case CELL_LSTM:
        summands_room(s, 1);
        summand_add(s, TERM_SHOWN, 1, 0, same(s, at, PART_MEMORY), same(s, at, PART_OUTPUT_GATE));
        return;
    case CELL_COUNT:
        return;
    }
}

void rule_recurrent(struct subject *s, struct recurrent at)
{
    bool gru = s->config->seq2seq.cell == CELL_GRU, tanh = at.part == PART_CANDIDATE;
    bool padding =
        at.chain != CHAIN_DECODER && s->row >= trace_source_length(s->trace, s->sentence);
    if (at.part == PART_FIRST_STATE || at.part == PART_FIRST_MEMORY) {
        first(s, at);
    } else if (padding && (at.part == PART_STATE || at.part == PART_MEMORY)) {
        rule_given(s, nowhere, "position %d is padding, where every state is 0", s->row + 1);
    } else if (at.part == PART_STATE) {
        state(s, at);
    } else if (at.part == PART_MEMORY) {
        memory(s, at);
    } else {
        sum_terms(s, at, quantity_gate(at.part, s->config),
                  tanh && gru ? same(s, at, PART_RESET) : nowhere);
        s->out->outer = tanh ? "tanh" : "σ";
    }
}

void rule_encoder_states(struct subject *s)
{
    int size = s->config->seq2seq.encoder_hidden;
    rule_copy(s, origin(s->column < size ? Q_FORWARD : Q_BACKWARD, s->row, s->column % size));
}
