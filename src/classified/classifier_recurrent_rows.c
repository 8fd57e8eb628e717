#include "classified/classifier_rows.h"
#include "classified/classifier_words.h"
#include "trace/cell_rule.h"
#include "trace/formula.h"

/* States, memories and gates of the recurrent layer (layer/cell.h), forward and backward: a row
 * says by its `chain` and `part` which it is about. */

static const struct recurrent_run *recurrent(const struct trace *trace)
{
    return &classifier_traced(trace)->run.recurrent;
}

static struct mat part_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct recurrent_run *run = recurrent(trace);
    const struct recurrent_layer *layer = &run->layer[0];
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    int d = q->chain == CHAIN_BACKWARD, size = run->config.hidden,
        gate = cell_rule_gate(run->config.cell, q->part);
    if (!layer->states.x || d >= run->config.directions)
        return (struct mat){0};
    if (q->part == PART_STATE)
        return classifier_words_columns(trace, sentence, layer->states, d * size, size);
    if (q->part == PART_MEMORY)
        return classifier_words_columns(trace, sentence, layer->memory, d * size, size);
    return gate < 0 ? (struct mat){0}
                    : classifier_words_columns(trace, sentence, layer->gates[d], gate * size, size);
}

static enum quantity_id part_id(enum chain chain, enum layer_part part)
{
    const struct quantity *q = classifier_recurrent_rows;
    while (q->name && (q->chain != chain || q->part != part))
        q++;
    return q->name ? q->id : Q_NONE;
}

/* ---- symbols and formulas ---- */

static struct symbol part_symbol(const struct trace *trace, struct sheet sheet)
{
    static const char *const forward[] = {
        [PART_STATE] = "→h",       [PART_RESET] = "→r",  [PART_UPDATE] = "→z",
        [PART_INPUT_GATE] = "→i",  [PART_FORGET] = "→f", [PART_CANDIDATE] = "→n",
        [PART_OUTPUT_GATE] = "→o", [PART_MEMORY] = "→C"};
    static const char *const backward[] = {
        [PART_STATE] = "←h",       [PART_RESET] = "←r",  [PART_UPDATE] = "←z",
        [PART_INPUT_GATE] = "←i",  [PART_FORGET] = "←f", [PART_CANDIDATE] = "←n",
        [PART_OUTPUT_GATE] = "←o", [PART_MEMORY] = "←C"};
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    struct symbol out = {.index = "{r}"};
    const char *base = q->chain == CHAIN_BACKWARD ? backward[q->part] : forward[q->part];
    for (size_t i = 0; i + 1 < sizeof out.base && base[i]; i++)
        out.base[i] = base[i];
    return out;
}

/* The symbol of a part at the position that was read before. */
static void add_before(struct formula *f, enum layer_part part)
{
    enum chain chain = f->quantity->chain;
    formula_symbol_at(f, sheet_of(part_id(chain, part)),
                      chain == CHAIN_BACKWARD ? "{r+1}" : "{r-1}");
}

/* tanh or σ of what the cell sums up. */
static void sum_formula(struct formula *f)
{
    bool candidate = f->quantity->part == PART_CANDIDATE;
    bool reset = candidate && recurrent(f->trace)->config.cell == CELL_GRU;
    formula_add(f, candidate || f->quantity->part == PART_STATE ? "tanh(W x({r})" : "σ(W x({r})");
    formula_print(f, reset ? " + b + r ⊙ (V " : " + b + V ");
    add_before(f, PART_STATE);
    formula_print(f, reset ? " + c))" : " + c)");
}

static bool is_padding(const struct formula *f)
{
    bool zero = f->quantity->part == PART_STATE || f->quantity->part == PART_MEMORY;
    return f->row >= 0 && zero && classifier_words_padding(f->trace, f->sentence, f->row);
}

static void part_formula(struct formula *f)
{
    enum layer_part part = f->quantity->part;
    enum cell_kind cell = recurrent(f->trace)->config.cell;
    formula_symbol(f, f->sheet, f->row, f->column);
    if (is_padding(f)) {
        formula_add(f, ": position {r} is padding, where every state is 0");
        return;
    }
    formula_print(f, " = ");
    if (part == PART_STATE && cell == CELL_GRU) {
        formula_print(f, "(1 − z) ⊙ n + z ⊙ ");
        add_before(f, PART_STATE);
    } else if (part == PART_STATE && cell == CELL_LSTM) {
        formula_add(f, "o ⊙ tanh(C({r}))");
    } else if (part == PART_MEMORY) {
        formula_print(f, "f ⊙ ");
        add_before(f, PART_MEMORY);
        formula_print(f, " + i ⊙ n");
    } else {
        sum_formula(f);
    }
}

/* ---- rules ---- */

static struct origin same(const struct subject *s, enum layer_part part)
{
    return origin_at(part_id(s->quantity->chain, part), s->row, s->column);
}

/* What was computed one position earlier; Q_NONE: zeros. */
static struct origin before(const struct subject *s, enum layer_part part)
{
    int row = s->row + (s->quantity->chain == CHAIN_BACKWARD ? 1 : -1);
    if (row < 0 || row >= recurrent(s->trace)->length)
        return origin_none;
    return origin_at(part_id(s->quantity->chain, part), row, s->column);
}

static void input_terms(struct subject *s, const real *weights)
{
    summands_products(s, weights, 1, sheet_of(Q_EMBEDDED), s->row, origin_none);
}

static void part_rule(struct subject *s)
{
    enum layer_part part = s->quantity->part;
    bool zero = part == PART_STATE || part == PART_MEMORY;
    int backward = s->quantity->chain == CHAIN_BACKWARD;
    const struct cell_rule rule = {.cell = recurrent(s->trace)->config.cell,
                                   .weights = &s->weights->classifier.recurrent[0][backward],
                                   .same = same,
                                   .before = before,
                                   .input = input_terms};
    if (zero && classifier_words_padding(s->trace, s->sentence, s->row))
        summand_put(s, origin_none);
    else
        cell_rule_apply(s, &rule);
}

/* ---- h(j) ---- */

static struct mat states_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_words_of(trace, sentence, recurrent(trace)->layer[0].states);
}

static void states_formula(struct formula *f)
{
    bool two = recurrent(f->trace)->config.directions == 2;
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, two ? " = [→h({r}); ←h({r})]" : " = →h({r})");
}

static void states_rule(struct subject *s)
{
    int size = recurrent(s->trace)->config.hidden;
    summand_copy(s, origin_at(s->column < size ? Q_FORWARD : Q_BACKWARD, s->row, s->column % size));
}

static void part_reading(struct formula *f)
{
    str_add(f->out, f->quantity->chain == CHAIN_BACKWARD
                        ? "Read from the last word to the first: row j knows words j to the end."
                        : "Read from the first word to the last: row j knows words 1 to j.");
}

#define PART(which)                                                                                \
    .stage = STAGE_ENCODE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .concept = CONCEPT_STATE,    \
    .part = which, .numbers = part_numbers, .symbol = part_symbol, .formula = part_formula,        \
    .rule = part_rule, .reading = part_reading

/* clang-format off */
const struct quantity classifier_recurrent_rows[] = {
    {Q_STATES, "states", "states",
     .reads = "One row per word: what the recurrent layer knows at that word.",
     .stage = STAGE_ENCODE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"h", "{r}"}, .numbers = states_numbers,
     .formula = states_formula, .rule = states_rule},
    {Q_FORWARD, "forward", "forward states", .kind = KIND_SIGNED, .chain = CHAIN_FORWARD,
     PART(PART_STATE)},
    {Q_FORWARD_RESET, "forward_reset", "forward reset gate", .kind = KIND_GATE,
     .chain = CHAIN_FORWARD, PART(PART_RESET)},
    {Q_FORWARD_UPDATE, "forward_update", "forward update gate", .kind = KIND_GATE,
     .chain = CHAIN_FORWARD, PART(PART_UPDATE)},
    {Q_FORWARD_INPUT_GATE, "forward_input_gate", "forward input gate", .kind = KIND_GATE,
     .chain = CHAIN_FORWARD, PART(PART_INPUT_GATE)},
    {Q_FORWARD_FORGET, "forward_forget", "forward forget gate", .kind = KIND_GATE,
     .chain = CHAIN_FORWARD, PART(PART_FORGET)},
    {Q_FORWARD_CANDIDATE, "forward_candidate", "forward candidate state", .kind = KIND_SIGNED,
     .chain = CHAIN_FORWARD, PART(PART_CANDIDATE)},
    {Q_FORWARD_OUTPUT_GATE, "forward_output_gate", "forward output gate", .kind = KIND_GATE,
     .chain = CHAIN_FORWARD, PART(PART_OUTPUT_GATE)},
    {Q_FORWARD_MEMORY, "forward_memory", "forward memory cells", .kind = KIND_SIGNED,
     .chain = CHAIN_FORWARD, PART(PART_MEMORY)},
    {Q_BACKWARD, "backward", "backward states", .kind = KIND_SIGNED, .chain = CHAIN_BACKWARD,
     PART(PART_STATE)},
    {Q_BACKWARD_RESET, "backward_reset", "backward reset gate", .kind = KIND_GATE,
     .chain = CHAIN_BACKWARD, PART(PART_RESET)},
    {Q_BACKWARD_UPDATE, "backward_update", "backward update gate", .kind = KIND_GATE,
     .chain = CHAIN_BACKWARD, PART(PART_UPDATE)},
    {Q_BACKWARD_INPUT_GATE, "backward_input_gate", "backward input gate", .kind = KIND_GATE,
     .chain = CHAIN_BACKWARD, PART(PART_INPUT_GATE)},
    {Q_BACKWARD_FORGET, "backward_forget", "backward forget gate", .kind = KIND_GATE,
     .chain = CHAIN_BACKWARD, PART(PART_FORGET)},
    {Q_BACKWARD_CANDIDATE, "backward_candidate", "backward candidate state", .kind = KIND_SIGNED,
     .chain = CHAIN_BACKWARD, PART(PART_CANDIDATE)},
    {Q_BACKWARD_OUTPUT_GATE, "backward_output_gate", "backward output gate", .kind = KIND_GATE,
     .chain = CHAIN_BACKWARD, PART(PART_OUTPUT_GATE)},
    {Q_BACKWARD_MEMORY, "backward_memory", "backward memory cells", .kind = KIND_SIGNED,
     .chain = CHAIN_BACKWARD, PART(PART_MEMORY)},
    {.name = NULL},
};
/* clang-format on */
