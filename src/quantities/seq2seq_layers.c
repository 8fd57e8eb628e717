#include "quantities/seq2seq_layers.h"

#include <stdio.h>

#include "quantities/seq2seq_layer_rules.h"
#include "quantities/seq2seq_tracing.h"
#include "trace/cell_rule.h"

/* ---- where a part lies ---- */

int seq2seq_layer_number(const struct trace *trace, struct sheet sheet)
{
    return (sheet.slice.layer ? sheet.slice.layer : trace->config.seq2seq.layers) - 1;
}

static enum quantity_id part_id(enum chain chain, enum layer_part part)
{
    const struct quantity *q =
        chain == CHAIN_DECODER ? seq2seq_layers_decoder : seq2seq_layers_encoder;
    while (q->name && (q->chain != chain || q->part != part))
        q++;
    return q->name ? q->id : Q_NONE;
}

struct sheet seq2seq_layer_sheet(const struct trace *trace, enum chain chain, int layer,
                                 enum layer_part part)
{
    struct slice slice = {.layer = layer + 1};
    return (struct sheet){part_id(chain, part), trace_slice(trace, slice)};
}

/* Columns first to first + count − 1; of a missing matrix, nothing. */
static struct mat columns_of(struct mat all, int first, int count)
{
    return all.x ? mat_cols(all, first, count) : all;
}

/* Which direction of the encoder a chain is. */
static int direction_of(enum chain chain)
{
    return chain == CHAIN_BACKWARD ? 1 : 0;
}

static struct mat encoder_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    const struct recurrent_layer *layer =
        &seq2seq_traced_of(trace)->run.encoder.recurrent.layer[seq2seq_layer_number(trace, sheet)];
    int size = trace->config.seq2seq.encoder_hidden,
        gate = cell_rule_gate(trace->config.seq2seq.cell, q->part);
    int direction = direction_of(q->chain);
    struct mat all = {0};
    if (direction >= trace->config.seq2seq.directions)
        return all;
    if (q->part == PART_STATE)
        all = columns_of(layer->states, direction * size, size);
    else if (q->part == PART_MEMORY)
        all = columns_of(layer->memory, direction * size, size);
    else if (gate >= 0)
        all = columns_of(layer->gates[direction], gate * size, size);
    return trace_rows(trace, sentence, all, trace_source_count(trace));
}

/* The numbers before the first step: [1 × H]. */
static struct mat first_numbers(int sentence, struct steps steps)
{
    return steps.x ? mat_rows(steps_at(steps, 0), sentence, 1) : (struct mat){0};
}

static struct mat decoder_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    const struct decoder_layer *layer =
        &seq2seq_traced_of(trace)->run.decoder.layer[seq2seq_layer_number(trace, sheet)];
    int size = trace->config.seq2seq.decoder_hidden,
        gate = cell_rule_gate(trace->config.seq2seq.cell, q->part);
    if (q->part == PART_FIRST_STATE)
        return first_numbers(sentence, layer->states);
    if (q->part == PART_FIRST_MEMORY)
        return first_numbers(sentence, layer->memory);
    if (q->part == PART_STATE)
        return trace_steps(trace, sentence, layer->states, 1);
    if (q->part == PART_MEMORY)
        return trace_steps(trace, sentence, layer->memory, 1);
    return gate < 0 ? (struct mat){0}
                    : columns_of(trace_steps(trace, sentence, layer->gates, 0), gate * size, size);
}

const char *seq2seq_layer_cell_label(enum cell_kind cell)
{
    static const char *const labels[] = {
        [CELL_RNN] = "RNN", [CELL_GRU] = "GRU", [CELL_LSTM] = "LSTM"};
    return labels[cell];
}

/* ---- symbols and formulas ---- */

/* "→h¹(j)": the direction, the letter, the layer where it is not the last. */
static struct symbol part_symbol(const struct trace *trace, struct sheet sheet)
{
    static const char *const letters[] = {
        [PART_STATE] = "h",        [PART_RESET] = "r",  [PART_UPDATE] = "z",
        [PART_INPUT_GATE] = "i",   [PART_FORGET] = "f", [PART_CANDIDATE] = "n",
        [PART_OUTPUT_GATE] = "o",  [PART_MEMORY] = "C", [PART_FIRST_STATE] = "s",
        [PART_FIRST_MEMORY] = "C",
    };
    static const char *const marks[] = {
        [CHAIN_FORWARD] = "→", [CHAIN_BACKWARD] = "←", [CHAIN_DECODER] = ""};
    static const char *const layers[LAYERS_MAX + 1] = {"", "¹", "²", "³", "⁴"};
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    bool first = q->part == PART_FIRST_STATE || q->part == PART_FIRST_MEMORY;
    struct symbol out = {.index = first ? "0" : "{r}"};
    const char *letter = letters[q->part];
    if (q->part == PART_STATE && q->chain == CHAIN_DECODER)
        letter = "s";
    if (q->part == PART_CANDIDATE && trace->config.seq2seq.cell == CELL_LSTM)
        letter = "g";
    snprintf(out.base, sizeof out.base, "%s%s%s", marks[q->chain], letter,
             layers[sheet.slice.layer]);
    return out;
}

/* Both directions of a part of the encoder, each at an index of its own; or the only one. */
static void both_ways(struct formula *f, int layer, enum layer_part part, const char *forward,
                      const char *backward)
{
    bool two = f->trace->config.seq2seq.directions == 2;
    formula_print(f, two ? "[" : "");
    formula_symbol_at(f, seq2seq_layer_sheet(f->trace, CHAIN_FORWARD, layer, part), forward);
    if (!two)
        return;
    formula_print(f, "; ");
    formula_symbol_at(f, seq2seq_layer_sheet(f->trace, CHAIN_BACKWARD, layer, part), backward);
    formula_print(f, "]");
}

void seq2seq_layer_ends(struct formula *f, int layer, enum layer_part part)
{
    both_ways(f, layer, part, "last", "1");
}

void seq2seq_layer_states(struct formula *f, int layer)
{
    both_ways(f, layer, PART_STATE, "{r}", "{r}");
}

/* What a layer reads. */
static void add_input(struct formula *f, enum chain chain, int layer)
{
    static const char *const fed[] = {[FEED_INPUT] = "[Emb(y({r-1})); c({r})]",
                                      [FEED_OUTPUT] = "Emb(y({r-1}))",
                                      [FEED_INPUT_FEEDING] = "[Emb(y({r-1})); m({r-1})]",
                                      [FEED_FIRST] = "Emb(y({r-1}))",
                                      [FEED_COMBINED] = "x({r})"};
    if (layer == 0)
        formula_add(f, chain == CHAIN_DECODER ? fed[f->trace->config.seq2seq.feed] : "x({r})");
    else if (chain == CHAIN_DECODER)
        formula_symbol_at(f, seq2seq_layer_sheet(f->trace, chain, layer - 1, PART_STATE), "{r}");
    else
        seq2seq_layer_states(f, layer - 1);
}

/* s(0) and C(0) */
static void first_formula(struct formula *f)
{
    const struct seq2seq_config *config = &f->trace->config.seq2seq;
    int layer = seq2seq_layer_number(f->trace, f->sheet);
    bool state = f->quantity->part == PART_FIRST_STATE, two = config->directions == 2;
    enum layer_part part = state ? PART_STATE : PART_MEMORY;
    struct sheet end =
        seq2seq_layer_sheet(f->trace, two ? CHAIN_BACKWARD : CHAIN_FORWARD, layer, part);
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    if (config->init == INIT_LAST) {
        seq2seq_layer_ends(f, layer, part);
    } else if (state) {
        formula_print(f, "tanh(W ");
        if (config->init == INIT_TANH_LAST)
            seq2seq_layer_ends(f, layer, part);
        else
            formula_symbol_at(f, end, two ? "1" : "last");
        formula_print(f, " + b)");
    } else {
        formula_print(f, "0");
    }
}

static void add_neighbor(struct formula *f, enum layer_part part)
{
    enum chain chain = f->quantity->chain;
    formula_symbol_at(
        f, seq2seq_layer_sheet(f->trace, chain, seq2seq_layer_number(f->trace, f->sheet), part),
        chain == CHAIN_BACKWARD ? "{r+1}" : "{r-1}");
}

static void state_formula(struct formula *f)
{
    struct sheet memory = seq2seq_layer_sheet(
        f->trace, f->quantity->chain, seq2seq_layer_number(f->trace, f->sheet), PART_MEMORY);
    if (f->trace->config.seq2seq.cell == CELL_GRU) {
        formula_print(f, "(1 − z) ⊙ n + z ⊙ ");
        add_neighbor(f, PART_STATE);
    } else {
        formula_print(f, "o ⊙ tanh(");
        formula_symbol_at(f, memory, "{r}");
        formula_print(f, ")");
    }
}

/* tanh or σ of what the cell sums up. */
static void sum_formula(struct formula *f)
{
    enum layer_part part = f->quantity->part;
    bool gru = f->trace->config.seq2seq.cell == CELL_GRU;
    formula_print(f, part == PART_STATE || part == PART_CANDIDATE ? "tanh(W " : "σ(W ");
    add_input(f, f->quantity->chain, seq2seq_layer_number(f->trace, f->sheet));
    formula_print(f, part == PART_CANDIDATE && gru ? " + b + r ⊙ (V " : " + b + V ");
    add_neighbor(f, PART_STATE);
    formula_print(f, part == PART_CANDIDATE && gru ? " + c))" : " + c)");
}

static void part_formula(struct formula *f)
{
    enum layer_part part = f->quantity->part;
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    if (part == PART_STATE && f->trace->config.seq2seq.cell != CELL_RNN) {
        state_formula(f);
    } else if (part == PART_MEMORY) {
        formula_print(f, "f ⊙ ");
        add_neighbor(f, PART_MEMORY);
        formula_print(f, " + i ⊙ g");
    } else {
        sum_formula(f);
    }
}

bool seq2seq_layer_padding(const struct trace *trace, int sentence, const struct quantity *q,
                           int row)
{
    return (q->part == PART_STATE || q->part == PART_MEMORY) &&
           row >= trace_source_length(trace, sentence);
}

static void encoder_formula(struct formula *f)
{
    if (!seq2seq_layer_padding(f->trace, f->sentence, f->quantity, f->row)) {
        part_formula(f);
        return;
    }
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, ": position {r} is padding, where every state is 0");
}

/* A layer above the first of two directions reads states that know the whole sentence already. */
static void encoder_reading(struct formula *f)
{
    bool backward = f->quantity->chain == CHAIN_BACKWARD;
    if (seq2seq_layer_number(f->trace, f->sheet) == 0 || f->trace->config.seq2seq.directions == 1)
        str_add(f->out,
                backward ? "Read from the last word to the first: row j knows words j to the end."
                         : "Read from the first word to the last: row j knows words 1 to j.");
    else
        str_add(f->out, backward ? "Read from the last word to the first, of states below that "
                                   "were read both ways: every row knows all words."
                                 : "Read from the first word to the last, of states below that "
                                   "were read both ways: every row knows all words.");
}

static void decoder_reading(struct formula *f)
{
    str_add(f->out, f->sheet.slice.layer
                        ? "One row per step: the layer above reads it."
                        : "One row per step: the decoder state after the word before was fed.");
}

/* ---- the rows ---- */

static const char reads_reset[] =
    "0: forget this unit of the old state when proposing a new one; 1: use it.";
static const char reads_update[] = "1: keep this unit of the old state; 0: take the candidate.";
static const char reads_input[] = "1: let this unit's candidate into the memory; 0: keep it out.";
static const char reads_forget[] = "1: keep this unit of the memory; 0: forget it.";
static const char reads_candidate[] = "What the cell proposes from its input and the state before.";
static const char reads_output[] = "1: show this unit of the memory in the state; 0: hide it.";
static const char reads_memory[] =
    "What the cell remembers, before the output gate shows some of it.";

#define OF_ENCODER                                                                                 \
    .stage = STAGE_ENCODE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .concept = CONCEPT_STATE,    \
    .slices = SLICED_BY_LAYER, .numbers = encoder_numbers, .symbol = part_symbol,                  \
    .formula = encoder_formula, .rule = seq2seq_layer_rules_encoder
#define FORWARD  .chain = CHAIN_FORWARD, OF_ENCODER
#define BACKWARD .chain = CHAIN_BACKWARD, OF_ENCODER
#define OF_DECODER                                                                                 \
    .chain = CHAIN_DECODER, .columns = AXIS_UNIT, .concept = CONCEPT_QUERY,                        \
    .slices = SLICED_BY_LAYER, .numbers = decoder_numbers, .symbol = part_symbol
#define DECODER                                                                                    \
    .stage = STAGE_DECODE, .rows = AXIS_TARGET, .formula = part_formula,                           \
    .rule = seq2seq_layer_rules_decoder, OF_DECODER
#define FIRST                                                                                      \
    .stage = STAGE_ENCODE, .rows = AXIS_ONE, .formula = first_formula,                             \
    .rule = seq2seq_layer_rules_first, OF_DECODER

/* clang-format off */
const struct quantity seq2seq_layers_encoder[] = {
    {Q_FORWARD, "forward", "forward states", .reading = encoder_reading, .kind = KIND_SIGNED,
     .part = PART_STATE, FORWARD},
    {Q_FORWARD_RESET, "forward_reset", "forward reset gate", .reads = reads_reset,
     .kind = KIND_GATE, .part = PART_RESET, FORWARD},
    {Q_FORWARD_UPDATE, "forward_update", "forward update gate", .reads = reads_update,
     .kind = KIND_GATE, .part = PART_UPDATE, FORWARD},
    {Q_FORWARD_INPUT_GATE, "forward_input_gate", "forward input gate", .reads = reads_input,
     .kind = KIND_GATE, .part = PART_INPUT_GATE, FORWARD},
    {Q_FORWARD_FORGET, "forward_forget", "forward forget gate", .reads = reads_forget,
     .kind = KIND_GATE, .part = PART_FORGET, FORWARD},
    {Q_FORWARD_CANDIDATE, "forward_candidate", "forward candidate state",
     .reads = reads_candidate, .kind = KIND_SIGNED, .part = PART_CANDIDATE, FORWARD},
    {Q_FORWARD_OUTPUT_GATE, "forward_output_gate", "forward output gate", .reads = reads_output,
     .kind = KIND_GATE, .part = PART_OUTPUT_GATE, FORWARD},
    {Q_FORWARD_MEMORY, "forward_memory", "forward memory cells", .reads = reads_memory,
     .kind = KIND_SIGNED, .part = PART_MEMORY, FORWARD},
    {Q_BACKWARD, "backward", "backward states", .reading = encoder_reading, .kind = KIND_SIGNED,
     .part = PART_STATE, BACKWARD},
    {Q_BACKWARD_RESET, "backward_reset", "backward reset gate", .reads = reads_reset,
     .kind = KIND_GATE, .part = PART_RESET, BACKWARD},
    {Q_BACKWARD_UPDATE, "backward_update", "backward update gate", .reads = reads_update,
     .kind = KIND_GATE, .part = PART_UPDATE, BACKWARD},
    {Q_BACKWARD_INPUT_GATE, "backward_input_gate", "backward input gate", .reads = reads_input,
     .kind = KIND_GATE, .part = PART_INPUT_GATE, BACKWARD},
    {Q_BACKWARD_FORGET, "backward_forget", "backward forget gate", .reads = reads_forget,
     .kind = KIND_GATE, .part = PART_FORGET, BACKWARD},
    {Q_BACKWARD_CANDIDATE, "backward_candidate", "backward candidate state",
     .reads = reads_candidate, .kind = KIND_SIGNED, .part = PART_CANDIDATE, BACKWARD},
    {Q_BACKWARD_OUTPUT_GATE, "backward_output_gate", "backward output gate",
     .reads = reads_output, .kind = KIND_GATE, .part = PART_OUTPUT_GATE, BACKWARD},
    {Q_BACKWARD_MEMORY, "backward_memory", "backward memory cells", .reads = reads_memory,
     .kind = KIND_SIGNED, .part = PART_MEMORY, BACKWARD},
    {.name = NULL},
};

const struct quantity seq2seq_layers_decoder[] = {
    {Q_STATE, "state", "decoder states", .reading = decoder_reading, .kind = KIND_SIGNED,
     .part = PART_STATE, DECODER},
    {Q_RESET, "reset", "reset gate", .reads = reads_reset, .kind = KIND_GATE, .part = PART_RESET,
     DECODER},
    {Q_UPDATE, "update", "update gate", .reads = reads_update, .kind = KIND_GATE,
     .part = PART_UPDATE, DECODER},
    {Q_INPUT_GATE, "input_gate", "input gate", .reads = reads_input, .kind = KIND_GATE,
     .part = PART_INPUT_GATE, DECODER},
    {Q_FORGET, "forget", "forget gate", .reads = reads_forget, .kind = KIND_GATE,
     .part = PART_FORGET, DECODER},
    {Q_CANDIDATE, "candidate", "candidate state", .reads = reads_candidate, .kind = KIND_SIGNED,
     .part = PART_CANDIDATE, DECODER},
    {Q_OUTPUT_GATE, "output_gate", "output gate", .reads = reads_output, .kind = KIND_GATE,
     .part = PART_OUTPUT_GATE, DECODER},
    {Q_MEMORY, "memory", "memory cells", .reads = reads_memory, .kind = KIND_SIGNED,
     .part = PART_MEMORY, DECODER},
    {Q_FIRST_STATE, "first_state", "first decoder state",
     .reads = "What the decoder starts from, before it has written a word.", .kind = KIND_SIGNED,
     .part = PART_FIRST_STATE, FIRST},
    {Q_FIRST_MEMORY, "first_memory", "first memory cells",
     .reads = "What the decoder remembers before it has written a word.", .kind = KIND_SIGNED,
     .part = PART_FIRST_MEMORY, FIRST},
    {.name = NULL},
};
/* clang-format on */
