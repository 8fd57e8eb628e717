#include "classified/classifier_rows.h"
#include "classified/classifier_weighing.h"
#include "classified/classifier_words.h"
#include "classify/classifier_pairs.h"

/* The vector of the sentence, and the weights of pairs that each kind stands for. */

static const struct classifier_run *run_of(const struct trace *trace)
{
    return &classifier_traced(trace)->run;
}

static enum classifier_kind kind_of(const struct trace *trace)
{
    return trace->config.classifier.kind;
}

/* ---- s ---- */

static struct mat sentence_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return mat_rows(run_of(trace)->sentence, sentence, 1);
}

static void sentence_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    switch (kind_of(f->trace)) {
    case CLASSIFY_MEAN:
        formula_print(f, " = 1/T Σj x(j)");
        break;
    case CLASSIFY_CNN:
        formula_print(f, " = 1/T Σj y(j)");
        break;
    case CLASSIFY_MULTIHEAD:
        formula_print(f, " = 1/T Σj z(j)");
        break;
    case CLASSIFY_RNN:
        formula_print(f, run_of(f->trace)->recurrent.config.directions == 2
                             ? " = [→h(T); ←h(1)], the last states"
                             : " = →h(T), the last state");
        return;
    case CLASSIFY_STRUCTURED:
        formula_print(f, " = [M(1); M(2); …], the hops in one");
        return;
    case CLASSIFY_RELATION:
    case CLASSIFY_RELATION_PLAIN:
        formula_print(f, " = 1/T² Σij w(i,j) f(i,j)");
        break;
    case CLASSIFIER_KIND_COUNT:
        break;
    }
    classifier_weighing_note(f);
}

static void mean_rule(struct subject *s)
{
    const struct classifier_run *run = run_of(s->trace);
    struct sheet states = classifier_words_states(s->trace);
    double share = classifier_traced_word_share(run, s->sentence);
    summands_room(s, run->length + 1);
    for (int j = 0; j < run->length; j++)
        if (!run->mask[s->sentence * run->length + j])
            summand_add(s, SUMMAND_PRODUCT, share, 0, origin_in(states, j, s->column), origin_none);
    if (!s->out->count)
        summand_given(s, 0, "no word takes part");
}

static void pairs_rule(struct subject *s)
{
    const struct classifier_run *run = run_of(s->trace);
    int n = run->computed[s->sentence];
    double share = classifier_traced_pair_share(run, s->sentence);
    summands_room(s, n * n);
    for (int k = 0; k < n * n; k++)
        summand_add(s, SUMMAND_PRODUCT, share, 0, origin_at(Q_FEATURES, k, s->column),
                    origin_at(Q_PAIR_WEIGHTS, k / n, k % n));
}

static void sentence_rule(struct subject *s)
{
    const struct classifier_run *run = run_of(s->trace);
    int size = run->states.cols;
    switch (kind_of(s->trace)) {
    case CLASSIFY_RNN:
        size = run->recurrent.config.hidden;
        if (s->column < size)
            summand_copy(s, origin_at(Q_FORWARD, run->lengths[s->sentence] - 1, s->column));
        else
            summand_copy(s, origin_at(Q_BACKWARD, 0, s->column - size));
        return;
    case CLASSIFY_STRUCTURED:
        summand_copy(s, origin_at(Q_HOP_SUMS, s->column / size, s->column % size));
        return;
    case CLASSIFY_RELATION:
    case CLASSIFY_RELATION_PLAIN:
        pairs_rule(s);
        return;
    case CLASSIFY_MEAN:
    case CLASSIFY_CNN:
    case CLASSIFY_MULTIHEAD:
    case CLASSIFIER_KIND_COUNT:
        mean_rule(s);
        return;
    }
}

/* ---- the general formula over pairs ---- */

/* The matrix that the kind's own weights are; Q_NONE: it has none, and they are given. */
static enum quantity_id weights_id(const struct trace *trace)
{
    return kind_of(trace) == CLASSIFY_RELATION     ? Q_PAIR_WEIGHTS
           : kind_of(trace) == CLASSIFY_STRUCTURED ? Q_HOP_WEIGHTS
           : kind_of(trace) == CLASSIFY_MULTIHEAD  ? Q_WEIGHTS
                                                   : Q_NONE;
}

static struct mat given(const struct trace *trace, int sentence, int which)
{
    struct mat all = classifier_traced(trace)->implied[which];
    int length = run_of(trace)->length;
    return all.x ? mat_rows(all, sentence * length, length) : all;
}

/* A hop has one row of weights: it looks the same from every word. */
static struct mat same_rows(struct mat hops, int hop, int rows)
{
    return (struct mat){.x = mat_row(hops, hop), .rows = rows, .cols = hops.cols, .stride = 0};
}

static int hop_of(struct sheet sheet)
{
    return sheet.slice.hop ? sheet.slice.hop - 1 : 0;
}

static struct mat implied_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    enum quantity_id id = weights_id(trace);
    if (id == Q_NONE)
        return given(trace, sentence, 0);
    struct mat all = trace_matrix(trace, sentence, (struct sheet){id, sheet.slice});
    if (id == Q_HOP_WEIGHTS) {
        all = trace_matrix(trace, sentence, sheet_of(id));
        return same_rows(all, hop_of(sheet), run_of(trace)->length);
    }
    return all;
}

static struct mat backward_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return given(trace, sentence, 1);
}

static void implied_formula(struct formula *f)
{
    static const char *const given_texts[CLASSIFIER_KIND_COUNT] = {
        [CLASSIFY_MEAN] = " = 1 where i = j: words by themselves",
        [CLASSIFY_RNN] = " = 1 where j ≤ i: a word knows itself and those before it",
        [CLASSIFY_CNN] = " = 1 where |i − j| ≤ 2: two convolutions of width 3",
        [CLASSIFY_RELATION_PLAIN] = " = 1: every pair counts the same",
        [CLASSIFY_RELATION] = ", the weights of pairs",
        [CLASSIFY_STRUCTURED] = " = A(r,j), whatever word i is",
        [CLASSIFY_MULTIHEAD] = " = α(i,j)"};
    bool backward = f->sheet.quantity == Q_IMPLIED_BACKWARD;
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(
        f, "%s", backward ? " = 1 where j ≥ i: read from the end" : given_texts[kind_of(f->trace)]);
}

static void implied_rule(struct subject *s)
{
    enum quantity_id id = weights_id(s->trace);
    if (id == Q_NONE || s->sheet.quantity == Q_IMPLIED_BACKWARD)
        summand_put(s, origin_none);
    else if (id == Q_HOP_WEIGHTS)
        summand_copy(s, origin_at(id, hop_of(s->sheet), s->column));
    else
        summand_copy(s, origin_in((struct sheet){id, s->sheet.slice}, s->row, s->column));
}

#define ALL_SLICES ((enum slicing)(SLICED_BY_LAYER | SLICED_BY_HEAD | SLICED_BY_HOP))

/* clang-format off */
const struct quantity classifier_sentence_rows[] = {
    {Q_SENTENCE, "sentence", "vector of the sentence",
     .reads = "All that is left of the sentence: the labels are decided by these numbers.",
     .stage = STAGE_POOL, .rows = AXIS_ONE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"s", "·"}, .numbers = sentence_numbers,
     .formula = sentence_formula, .rule = sentence_rule},
    {Q_IMPLIED, "implied", "implied weights of pairs",
     .reads = "Which pairs of words count, as one formula over pairs has it: a model without "
              "attention has weights as well, they are only always the same.",
     .stage = STAGE_POOL, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_GATE,
     .concept = CONCEPT_WEIGHT, .slices = ALL_SLICES, .base = {"w", "{r},{c}"},
     .numbers = implied_numbers, .formula = implied_formula, .rule = implied_rule},
    {Q_IMPLIED_BACKWARD, "implied_backward", "implied weights, backward",
     .reads = "Which pairs of words count for the direction that reads from the end.",
     .stage = STAGE_POOL, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_GATE,
     .concept = CONCEPT_WEIGHT, .base = {"w′", "{r},{c}"}, .numbers = backward_numbers,
     .formula = implied_formula, .rule = implied_rule},
    {.name = NULL},
};
/* clang-format on */
