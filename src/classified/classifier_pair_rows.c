#include "classified/classifier_rows.h"
#include "classified/classifier_traced.h"
#include "classified/classifier_weighing.h"
#include "classify/classifier_pairs.h"

/* Features of pairs, and what they are multiplied with. */

static const struct classifier_run *run_of(const struct trace *trace)
{
    return &classifier_traced(trace)->run;
}

/* The rows of a sentence's pairs. */
static struct mat pairs_of(const struct trace *trace, int sentence, struct mat all)
{
    const struct classifier_run *run = run_of(trace);
    int n = run->computed[sentence];
    return all.x ? mat_rows(all, run->pairs.first[sentence], n * n) : all;
}

/* ---- the two layers ---- */

static struct mat hidden_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return pairs_of(trace, sentence, run_of(trace)->pairs.hidden);
}

static void hidden_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = ReLU(W1 [x({j}); x({i})] + b1)");
}

static void hidden_rule(struct subject *s)
{
    const struct classifier_weights *w = &s->weights->classifier;
    int n = run_of(s->trace)->computed[s->sentence], embed = s->config->classifier.embed;
    const real *row = mat_row(w->pair_first, s->column);
    summands_room(s, 2 * embed + 1);
    summands_products(s, row, 1, sheet_of(Q_EMBEDDED), s->row % n, origin_none);
    summands_products(s, row + embed, 1, sheet_of(Q_EMBEDDED), s->row / n, origin_none);
    summand_weight(s, &w->pair_first_bias.x[s->column], "bias b1");
    s->out->outer = "ReLU";
}

static struct mat features_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return pairs_of(trace, sentence, run_of(trace)->pairs.features);
}

static void features_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = ReLU(W2 f¹({i},{j}) + b2)");
}

static void features_rule(struct subject *s)
{
    const struct classifier_weights *w = &s->weights->classifier;
    summands_room(s, w->pair_second.cols + 1);
    summands_products(s, mat_row(w->pair_second, s->column), 1, sheet_of(Q_PAIR_HIDDEN), s->row,
                      origin_none);
    summand_weight(s, &w->pair_second_bias.x[s->column], "bias b2");
    s->out->outer = "ReLU";
}

/* ---- g(i,j) ---- */

static struct mat squashed_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct classifier_run *run = run_of(trace);
    (void)sheet;
    return run->pairs.squashed.x ? classifier_pairs_matrix(run, run->pairs.squashed, sentence)
                                 : (struct mat){0};
}

static void squashed_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = σ(e({r},{c}))");
}

static void squashed_rule(struct subject *s)
{
    summands_room(s, 1);
    summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_SCORES, s->row, s->column), origin_none);
    s->out->outer = "σ";
}

/* ---- w(i,j) ---- */

static struct mat weights_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct classifier_run *run = run_of(trace);
    (void)sheet;
    return run->pairs.weights.x ? classifier_pairs_matrix(run, run->pairs.weights, sentence)
                                : (struct mat){0};
}

static void weights_formula(struct formula *f)
{
    const struct classifier_config *c = &f->trace->config.classifier;
    formula_symbol(f, f->sheet, f->row, f->column);
    if (c->kind == CLASSIFY_RELATION_PLAIN)
        formula_print(f, " = 1: every pair counts the same");
    else if (c->pair_weight == PAIR_SOFTMAX || f->trace->control.select)
        formula_add(f, " = α({r},{c}), the softmax");
    else
        formula_add(f, f->trace->control.weights_count
                           ? " = g({r},{c}), the sigmoid; rows put there by hand are α"
                           : " = g({r},{c}), the sigmoid; the softmax is for the picture");
    if (c->kind == CLASSIFY_RELATION)
        classifier_weighing_note_rows(f);
    if (f->trace->control.select && c->kind == CLASSIFY_RELATION)
        formula_note(f, "select %s", select_names[f->trace->control.select]);
    if (f->trace->control.use_temperature && c->pair_weight == PAIR_SOFTMAX)
        formula_note(f, "temperature %g", (double)f->trace->control.temperature);
    classifier_weighing_note(f);
}

static void weights_rule(struct subject *s)
{
    const struct classifier_config *c = &s->config->classifier;
    bool plain = c->kind == CLASSIFY_RELATION_PLAIN;
    bool by_hand = !plain && classifier_weighing_by_hand(s->trace, s->sentence, s->sheet, s->row);
    bool out = classifier_pairs_excluded(run_of(s->trace), s->sentence, s->row, s->column);
    bool soft = by_hand || c->pair_weight == PAIR_SOFTMAX;
    struct origin from = origin_at(soft ? Q_WEIGHTS : Q_SQUASHED, s->row, s->column);
    if (plain)
        summand_put(s, origin_none);
    else if (out && !by_hand)
        summand_put(s, from);
    else
        summand_copy(s, from);
}

/* clang-format off */
const struct quantity classifier_pair_rows[] = {
    {Q_FEATURES, "features", "features of pairs",
     .reads = "One row per ordered pair, first word → second word: what two layers find in it.",
     .stage = STAGE_PAIR, .rows = AXIS_PAIR, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"f", "{i},{j}"}, .numbers = features_numbers,
     .formula = features_formula, .rule = features_rule},
    {Q_PAIR_HIDDEN, "pair_hidden", "first layer of pairs",
     .reads = "One row per ordered pair: what the second layer of features reads.",
     .stage = STAGE_PAIR, .rows = AXIS_PAIR, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"f¹", "{i},{j}"}, .numbers = hidden_numbers,
     .formula = hidden_formula, .rule = hidden_rule},
    {Q_SQUASHED, "squashed", "squashed scores",
     .reads = "A row is a second word, a column the first word of the pair. A score from −1 to 1 "
              "becomes a number from 0.27 to 0.73.",
     .stage = STAGE_SQUASH, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_GATE,
     .concept = CONCEPT_SCORE, .base = {"g", "{r},{c}"}, .numbers = squashed_numbers,
     .formula = squashed_formula, .rule = squashed_rule},
    {Q_PAIR_WEIGHTS, "pair_weights", "weights of pairs",
     .reads = "A row is a second word, a column the first word of the pair: what the features of "
              "the pair are multiplied with.",
     .stage = STAGE_POOL, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_GATE,
     .concept = CONCEPT_WEIGHT, .base = {"w", "{r},{c}"}, .numbers = weights_numbers,
     .formula = weights_formula, .rule = weights_rule},
    {.name = NULL},
};
/* clang-format on */
