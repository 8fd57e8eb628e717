#include "classified/classifier_rows.h"
#include "classified/classifier_words.h"
#include "classify/classifier_answer.h"
#include "classify/classifier_hops.h"
#include "classify/classifier_pairs.h"
#include "trace/formula.h"

/* Labels and their probabilities; and why: what every pair, hop or word brings to the lead of the
 * winning label over the next one (classified/classifier_traced.h). */

static const struct classifier_traced *traced(const struct trace *trace)
{
    return classifier_traced(trace);
}

static const struct classifier_run *run_of(const struct trace *trace)
{
    return &classifier_traced(trace)->run;
}

static struct mat one_row(struct mat all, int sentence)
{
    return mat_rows(all, sentence, 1);
}

/* ---- d, l, P ---- */

static struct mat dense_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return one_row(run_of(trace)->dense, sentence);
}

static void dense_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ReLU(V s + b)");
}

static void dense_rule(struct subject *s)
{
    const struct classifier_weights *w = &s->weights->classifier;
    summands_room(s, w->dense.cols + 1);
    summands_products(s, mat_row(w->dense, s->column), 1, sheet_of(Q_SENTENCE), 0, origin_none);
    summand_weight(s, &w->dense_bias.x[s->column], "bias b");
    s->out->outer = "ReLU";
}

static struct mat logits_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return one_row(run_of(trace)->logits, sentence);
}

static void logits_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = W d + c");
}

static void logits_rule(struct subject *s)
{
    const struct classifier_weights *w = &s->weights->classifier;
    summands_room(s, w->output.cols + 1);
    summands_products(s, mat_row(w->output, s->column), 1, sheet_of(Q_DENSE), 0, origin_none);
    summand_weight(s, &w->output_bias.x[s->column], "bias c");
}

static struct mat probabilities_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return one_row(run_of(trace)->probabilities, sentence);
}

static void probabilities_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = exp l(y) / Σk exp l(k)");
}

static void probabilities_rule(struct subject *s)
{
    summands_softmax(s, sheet_of(Q_CLASS_LOGITS), false);
}

/* ---- m ---- */

static const char *label_name(const struct trace *trace, int label)
{
    return label < 0 ? "nothing" : classifier_label(trace->model, label);
}

/* "1 over 0" */
static void add_labels(struct formula *f)
{
    const struct classifier_traced *t = traced(f->trace);
    formula_print(f, "%s over %s", label_name(f->trace, t->winner[f->sentence]),
                  label_name(f->trace, t->next[f->sentence]));
}

static struct mat direction_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return one_row(traced(trace)->direction, sentence);
}

static void direction_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = Σ (W(a) − W(b)) V over the units of d that are not 0, for ");
    add_labels(f);
}

/* W(a,d) − W(b,d) */
static double difference(const struct subject *s, int d)
{
    const struct classifier_traced *t = traced(s->trace);
    struct mat w = s->weights->classifier.output;
    int next = t->next[s->sentence];
    return (double)mat_row(w, t->winner[s->sentence])[d] -
           (next < 0 ? 0 : (double)mat_row(w, next)[d]);
}

static void direction_rule(struct subject *s)
{
    struct mat dense = one_row(run_of(s->trace)->dense, s->sentence);
    summands_room(s, dense.cols + 1);
    for (int d = 0; d < dense.cols; d++)
        if (dense.x[d] > 0)
            summand_add(s, SUMMAND_GIVEN,
                        difference(s, d) *
                            (double)mat_row(s->weights->classifier.dense, d)[s->column],
                        0, origin_at(Q_DENSE, 0, d), origin_none)
                ->detail =
                arena_format(s->arena, "%.4f × %.4f", difference(s, d),
                             (double)mat_row(s->weights->classifier.dense, d)[s->column]);
    if (!s->out->count)
        summand_given(s, 0, "every unit of d is 0");
}

/* ---- the lead ---- */

static struct mat margin_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return one_row(traced(trace)->margin, sentence);
}

static void margin_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = l(a) − l(b) = the sum of all contributions + m₀, of ");
    add_labels(f);
}

/* The matrix whose cells add up to the lead; Q_NONE: the state as a whole. */
static enum quantity_id contribution_id(const struct trace *trace)
{
    const struct classifier_traced *t = traced(trace);
    return t->pair_brings.x   ? Q_PAIR_CONTRIBUTION
           : t->hop_brings.x  ? Q_HOP_CONTRIBUTION
           : t->word_brings.x ? Q_WORD_CONTRIBUTION
                              : Q_NONE;
}

static void margin_rule(struct subject *s)
{
    enum quantity_id id = contribution_id(s->trace);
    struct mat all = trace_get(s->trace, s->sentence, id == Q_NONE ? Q_SENTENCE : id);
    summands_room(s, all.rows * all.cols + 1);
    for (int i = 0; i < all.rows; i++)
        for (int j = 0; j < all.cols; j++)
            if (id == Q_NONE)
                summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_SENTENCE, 0, j),
                            origin_at(Q_DIRECTION, 0, j));
            else
                summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(id, i, j), origin_none);
    summand_given(s, (double)traced(s->trace)->rest[s->sentence], "m₀, the biases");
}

/* ---- what pairs bring ---- */

static struct mat pairs_or(const struct trace *trace, int sentence, struct mat all)
{
    return all.x ? classifier_pairs_matrix(run_of(trace), all, sentence) : all;
}

static struct mat pair_says_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return pairs_or(trace, sentence, traced(trace)->pair_says);
}

static void pair_says_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = m·f({r},{c})");
}

static void pair_says_rule(struct subject *s)
{
    int n = run_of(s->trace)->computed[s->sentence], row = s->row * n + s->column,
        size = traced(s->trace)->direction.cols;
    summands_room(s, size);
    for (int k = 0; k < size; k++)
        summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_FEATURES, row, k),
                    origin_at(Q_DIRECTION, 0, k));
}

static struct mat pair_brings_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return pairs_or(trace, sentence, traced(trace)->pair_brings);
}

static void pair_brings_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = w({r},{c}) × m·f({r},{c}) / T², to the lead of ");
    add_labels(f);
}

static void pair_brings_rule(struct subject *s)
{
    summands_room(s, 1);
    summand_add(s, SUMMAND_PRODUCT, classifier_traced_pair_share(run_of(s->trace), s->sentence), 0,
                origin_at(Q_PAIR_SAYS, s->row, s->column),
                origin_at(Q_PAIR_WEIGHTS, s->row, s->column));
}

/* ---- what hops bring ---- */

static struct mat hop_says_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_hops_of(run_of(trace), traced(trace)->hop_says, sentence);
}

static void hop_says_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = g of hop {r}·h({c})");
}

static void hop_says_rule(struct subject *s)
{
    int size = run_of(s->trace)->states.cols;
    summands_room(s, size);
    for (int k = 0; k < size; k++)
        summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_STATES, s->column, k),
                    origin_at(Q_DIRECTION, 0, s->row * size + k));
}

static struct mat hop_brings_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_hops_of(run_of(trace), traced(trace)->hop_brings, sentence);
}

static void hop_brings_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = A({r},{c}) × g of hop {r}·h({c}), to the lead of ");
    add_labels(f);
}

static void hop_brings_rule(struct subject *s)
{
    summands_room(s, 1);
    summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_HOP_SAYS, s->row, s->column),
                origin_at(Q_HOP_WEIGHTS, s->row, s->column));
}

/* ---- what words bring ---- */

static struct mat word_brings_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_words_of(trace, sentence, traced(trace)->word_brings);
}

static void word_brings_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = g·");
    formula_symbol(f, classifier_words_states(f->trace), f->row, -1);
    formula_print(f, " / T, to the lead of ");
    add_labels(f);
}

static void word_brings_rule(struct subject *s)
{
    const struct classifier_run *run = run_of(s->trace);
    struct sheet states = classifier_words_states(s->trace);
    int size = traced(s->trace)->direction.cols;
    if (run->mask[s->sentence * run->length + s->row]) {
        summand_put(s, origin_none);
        return;
    }
    summands_room(s, size);
    for (int k = 0; k < size; k++)
        summand_add(s, SUMMAND_PRODUCT, classifier_traced_word_share(run, s->sentence), 0,
                    origin_in(states, s->row, k), origin_at(Q_DIRECTION, 0, k));
}

#define OF_DECISION .stage = STAGE_CLASSIFY

/* clang-format off */
const struct quantity classifier_decision_rows[] = {
    {Q_CLASS_PROBABILITIES, "class_probabilities", "probabilities of labels",
     .reads = "What the model believes; they sum to 1.",
     OF_DECISION, .rows = AXIS_ONE, .columns = AXIS_CLASS, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WORD, .base = {"P", "{c}"}, .numbers = probabilities_numbers,
     .formula = probabilities_formula, .rule = probabilities_rule},
    {Q_PAIR_CONTRIBUTION, "contribution", "contributions of pairs",
     .reads = "What each pair adds to the lead of the winning label over the next one; below 0 it "
              "speaks for the other. All cells and m₀ make up the lead.",
     OF_DECISION, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"b", "{r},{c}"}, .numbers = pair_brings_numbers,
     .formula = pair_brings_formula, .rule = pair_brings_rule},
    {Q_HOP_CONTRIBUTION, "hop_contribution", "contributions of words, by hop",
     .reads = "What each word adds through each hop to the lead of the winning label over the next "
              "one; below 0 it speaks for the other. All cells and m₀ make up the lead.",
     OF_DECISION, .rows = AXIS_HOP, .columns = AXIS_SOURCE, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"b", "{r},{c}"}, .numbers = hop_brings_numbers,
     .formula = hop_brings_formula, .rule = hop_brings_rule},
    {Q_WORD_CONTRIBUTION, "word_contribution", "contributions of words",
     .reads = "What the last state of each word adds to the lead of the winning label over the "
              "next one; below 0 it speaks for the other. All and m₀ make up the lead.",
     OF_DECISION, .rows = AXIS_SOURCE, .columns = AXIS_ONE, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"b", "{r}"}, .numbers = word_brings_numbers,
     .formula = word_brings_formula, .rule = word_brings_rule},
    {Q_PAIR_SAYS, "pair_says", "what pairs say",
     .reads = "How much each pair would add if its weight were 1.",
     OF_DECISION, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"m·f", "{r},{c}"}, .numbers = pair_says_numbers,
     .formula = pair_says_formula, .rule = pair_says_rule},
    {Q_HOP_SAYS, "hop_says", "what words say, by hop",
     .reads = "How much each word would add through each hop if its weight were 1.",
     OF_DECISION, .rows = AXIS_HOP, .columns = AXIS_SOURCE, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"m·h", "{r},{c}"}, .numbers = hop_says_numbers,
     .formula = hop_says_formula, .rule = hop_says_rule},
    {Q_MARGIN, "margin", "lead of the winning label",
     .reads = "The logit of the winning label less that of the next one.",
     OF_DECISION, .rows = AXIS_ONE, .columns = AXIS_ONE, .kind = KIND_SIGNED,
     .concept = CONCEPT_WORD, .base = {"l(a)−l(b)", "·"}, .numbers = margin_numbers,
     .formula = margin_formula, .rule = margin_rule},
    {Q_CLASS_LOGITS, "class_logits", "logits of labels",
     .reads = "One number per label, of which the softmax makes probabilities.",
     OF_DECISION, .rows = AXIS_ONE, .columns = AXIS_CLASS, .kind = KIND_SCORE,
     .concept = CONCEPT_WORD, .base = {"l", "{c}"}, .numbers = logits_numbers,
     .formula = logits_formula, .rule = logits_rule},
    {Q_DENSE, "dense", "dense layer",
     .reads = "What the labels are decided by: a linear map of s, without what is below 0.",
     OF_DECISION, .rows = AXIS_ONE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"d", "·"}, .numbers = dense_numbers,
     .formula = dense_formula, .rule = dense_rule},
    {Q_DIRECTION, "direction", "direction of the decision",
     .reads = "How much each number of s counts for the lead of the winning label.",
     OF_DECISION, .rows = AXIS_ONE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .base = {"m", "·"}, .numbers = direction_numbers,
     .formula = direction_formula, .rule = direction_rule},
    {.name = NULL},
};
/* clang-format on */
