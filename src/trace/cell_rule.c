#include "trace/cell_rule.h"

int cell_rule_gate(enum cell_kind cell, enum layer_part part)
{
    static const enum layer_part gates[CELL_COUNT][4] = {
        [CELL_RNN] = {PART_NONE}, /* the only sum is the state's own: no gate */
        [CELL_GRU] = {PART_RESET, PART_UPDATE, PART_CANDIDATE},
        [CELL_LSTM] = {PART_INPUT_GATE, PART_FORGET, PART_CANDIDATE, PART_OUTPUT_GATE},
    };
    for (int g = 0; g < cell_gates(cell); g++)
        if (gates[cell][g] == part)
            return g;
    return -1;
}

/* W x + b + V h + c, or with r: W x + b + r ⊙ (V h + c). */
static void sum(struct subject *s, const struct cell_rule *rule, int gate, struct origin r)
{
    const struct cell_weights *cell = rule->weights;
    int unit = gate * cell->hidden.cols + s->column;
    struct origin old = rule->before(s, PART_STATE);
    summands_room(s, cell->input.cols + cell->hidden.cols + 2);
    rule->input(s, mat_row(cell->input, unit));
    if (old.quantity != Q_NONE)
        summands_products(s, mat_row(cell->hidden, unit), 1,
                          (struct sheet){old.quantity, old.slice}, old.row, r);
    summand_weight(s, &cell->input_bias.x[unit], "bias b");
    if (r.quantity == Q_NONE)
        summand_weight(s, &cell->hidden_bias.x[unit], "bias c");
    else
        summand_gated(s, &cell->hidden_bias.x[unit], r, "r × bias c");
}

/* f ⊙ C(before) + i ⊙ n */
static void memory(struct subject *s, const struct cell_rule *rule)
{
    struct origin old = rule->before(s, PART_MEMORY);
    summands_room(s, 2);
    if (old.quantity != Q_NONE)
        summand_add(s, SUMMAND_PRODUCT, 1, 0, old, rule->same(s, PART_FORGET));
    summand_add(s, SUMMAND_PRODUCT, 1, 0, rule->same(s, PART_CANDIDATE),
                rule->same(s, PART_INPUT_GATE));
}

static void state(struct subject *s, const struct cell_rule *rule)
{
    struct origin old = rule->before(s, PART_STATE);
    switch (rule->cell) {
    case CELL_RNN:
        sum(s, rule, 0, origin_none);
        s->out->outer = "tanh";
        return;
    case CELL_GRU:
        summands_room(s, 2);
        summand_add(s, SUMMAND_REST, 1, 0, rule->same(s, PART_CANDIDATE),
                    rule->same(s, PART_UPDATE));
        if (old.quantity != Q_NONE)
            summand_add(s, SUMMAND_PRODUCT, 1, 0, old, rule->same(s, PART_UPDATE));
        return;
    case CELL_LSTM:
        summands_room(s, 1);
        summand_add(s, SUMMAND_SHOWN, 1, 0, rule->same(s, PART_MEMORY),
                    rule->same(s, PART_OUTPUT_GATE));
        return;
    case CELL_COUNT:
        return;
    }
}

void cell_rule_apply(struct subject *s, const struct cell_rule *rule)
{
    enum layer_part part = s->quantity->part;
    bool candidate = part == PART_CANDIDATE, reset = candidate && rule->cell == CELL_GRU;
    if (part == PART_STATE) {
        state(s, rule);
    } else if (part == PART_MEMORY) {
        memory(s, rule);
    } else {
        sum(s, rule, cell_rule_gate(rule->cell, part),
            reset ? rule->same(s, PART_RESET) : origin_none);
        s->out->outer = candidate ? "tanh" : "σ";
    }
}
