#include "classified/classifier_rows.h"
#include "classified/classifier_weighing.h"
#include "classified/classifier_words.h"
#include "classify/classifier_hops.h"

/* Hops of structured self-attention: several weighted sums of the same states. */

static const struct classifier_run *run_of(const struct trace *trace)
{
    return &classifier_traced(trace)->run;
}

static struct mat hidden_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_words_of(trace, sentence, run_of(trace)->hops.hidden);
}

static void hidden_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = tanh(W1 h({r}))");
}

static void hidden_rule(struct subject *s)
{
    struct mat weight = s->weights->classifier.hop_first;
    summands_room(s, weight.cols);
    summands_products(s, mat_row(weight, s->column), 1, sheet_of(Q_STATES), s->row, origin_none);
    s->out->outer = "tanh";
}

static struct mat scores_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_hops_of(run_of(trace), run_of(trace)->hops.scores, sentence);
}

static void scores_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = w2({r})·tanh(W1 h({c}))");
}

static void scores_rule(struct subject *s)
{
    struct mat weight = s->weights->classifier.hop_second;
    summands_room(s, weight.cols);
    summands_products(s, mat_row(weight, s->row), 1, sheet_of(Q_HOP_HIDDEN), s->column,
                      origin_none);
}

static struct mat masked_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_hops_of(run_of(trace), run_of(trace)->hops.masked, sentence);
}

static struct mat weights_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_hops_of(run_of(trace), run_of(trace)->hops.weights, sentence);
}

static struct mat aligned_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_hops_of(run_of(trace), run_of(trace)->hops.aligned, sentence);
}

/* ---- M(r) ---- */

static struct mat sums_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct classifier_run *run = run_of(trace);
    int hops = run->config->hops;
    (void)sheet;
    return run->hops.weights.x
               ? mat_of(mat_row(run->sentence, sentence), hops, run->sentence.cols / hops)
               : (struct mat){0};
}

static void sums_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = Σj A({r},j) h(j)");
}

static void sums_rule(struct subject *s)
{
    int count = trace_source_count(s->trace);
    summands_room(s, count);
    for (int j = 0; j < count; j++)
        summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_HOP_WEIGHTS, s->row, j),
                    origin_at(Q_STATES, j, s->column));
}

/* clang-format off */
const struct quantity classifier_hop_rows[] = {
    {Q_HOP_SCORES, "hop_scores", "scores of hops",
     .reads = "A row is a hop, a column a word: higher means that the hop wants more of the word.",
     .stage = STAGE_SCORE, .rows = AXIS_HOP, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"e", "{r},{c}"}, .numbers = scores_numbers,
     .formula = scores_formula, .rule = scores_rule},
    {Q_HOP_HIDDEN, "hop_hidden", "tanh layer of hops",
     .reads = "One row per word: what the scores of all hops are made of.",
     .stage = STAGE_SCORE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .base = {"u", "{r}"}, .numbers = hidden_numbers,
     .formula = hidden_formula, .rule = hidden_rule},
    {Q_HOP_MASKED, "hop_masked", "masked scores of hops",
     .reads = "The scores again; × marks positions that the softmax must not see.",
     .stage = STAGE_MASK, .rows = AXIS_HOP, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"ẽ", "{r},{c}"}, .numbers = masked_numbers,
     .formula = classifier_weighing_masked_formula, .rule = classifier_weighing_masked_rule},
    {Q_HOP_WEIGHTS, "hop_weights", "weights of hops",
     .reads = "A row is a hop; its weights say how much of each word goes into its sum.",
     .stage = STAGE_SOFTMAX, .rows = AXIS_HOP, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"A", "{r},{c}"}, .numbers = weights_numbers,
     .formula = classifier_weighing_weights_formula, .rule = classifier_weighing_weights_rule},
    {Q_HOP_ALIGNED, "hop_aligned", "weights of hops before they are changed",
     .reads = "The softmax itself. What comes after it makes the weights of this.",
     .stage = STAGE_SOFTMAX, .rows = AXIS_HOP, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"a", "{r},{c}"}, .numbers = aligned_numbers,
     .formula = classifier_weighing_aligned_formula, .rule = classifier_weighing_aligned_rule},
    {Q_HOP_SUMS, "hop_sums", "sums of hops",
     .reads = "One row per hop: the states, each times its weight, added up. All rows in one are "
              "the vector of the sentence.",
     .stage = STAGE_POOL, .rows = AXIS_HOP, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"M", "{r}"}, .numbers = sums_numbers,
     .formula = sums_formula, .rule = sums_rule},
    {.name = NULL},
};
/* clang-format on */
