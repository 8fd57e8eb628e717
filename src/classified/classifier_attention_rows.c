#include "classified/classifier_rows.h"

#include <math.h>
#include <stddef.h>

#include "classified/classifier_layer_rows.h"
#include "classified/classifier_weighing.h"
#include "classified/classifier_words.h"
#include "classify/classifier_pairs.h"

/* Words × words: scores, masked scores and weights of pairs, and of each head of each layer. */

static const struct classifier_run *run_of(const struct trace *trace)
{
    return &classifier_traced(trace)->run;
}

static bool is_multihead(const struct trace *trace)
{
    return trace->config.classifier.kind == CLASSIFY_MULTIHEAD;
}

/* A matrix of pairs, which has one slice, or of the head of a slice. */
static struct mat sliced(const struct trace *trace, int sentence, struct sheet sheet,
                         struct mat pairs, size_t offset)
{
    const struct classifier_run *run = run_of(trace);
    if (!is_multihead(trace))
        return pairs.x ? classifier_pairs_matrix(run, pairs, sentence) : pairs;
    const struct heads_run *heads = &run->layer[classifier_layer_number(trace, sheet)].heads;
    const struct mat *all = (const struct mat *)(const void *)((const char *)heads + offset);
    return heads_of(heads, *all, sentence, classifier_head_number(sheet));
}

#define SLICED(member, pairs)                                                                      \
    sliced(trace, sentence, sheet, pairs, offsetof(struct heads_run, member))

/* ---- e(i,j) ---- */

static struct mat scores_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return SLICED(scores, run_of(trace)->pairs.scores);
}

static double scale_of(const struct trace *trace)
{
    const struct classifier_config *c = &trace->config.classifier;
    return trace->control.scale == SCALE_OFF ? 1 : 1 / sqrt(c->embed / c->heads);
}

static void scores_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    if (!is_multihead(f->trace)) {
        formula_add(f, " = tanh(u·[x({c}); x({r})] + c)");
        return;
    }
    formula_add(f, " = q({r})·k({c})");
    if (scale_of(f->trace) != 1)
        formula_print(f, " / √%d",
                      f->trace->config.classifier.embed / f->trace->config.classifier.heads);
    if (f->trace->control.scale == SCALE_OFF)
        formula_note(f, "scaling off");
}

static void scores_rule(struct subject *s)
{
    const struct classifier_config *c = &s->config->classifier;
    const struct classifier_weights *w = &s->weights->classifier;
    if (!is_multihead(s->trace)) {
        summands_room(s, 2 * c->embed + 1);
        summands_products(s, w->pair_attention.x, 1, sheet_of(Q_EMBEDDED), s->column, origin_none);
        summands_products(s, w->pair_attention.x + c->embed, 1, sheet_of(Q_EMBEDDED), s->row,
                          origin_none);
        summand_weight(s, &w->pair_attention_bias.x[0], "bias c");
        s->out->outer = "tanh";
        return;
    }
    int size = c->embed / c->heads;
    summands_room(s, size);
    for (int d = 0; d < size; d++)
        summand_add(s, SUMMAND_PRODUCT, scale_of(s->trace), 0,
                    origin_in((struct sheet){Q_KEYS, s->sheet.slice}, s->column, d),
                    origin_in((struct sheet){Q_QUERY, s->sheet.slice}, s->row, d));
}

/* ---- masked, α ---- */

static struct mat masked_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return SLICED(masked, run_of(trace)->pairs.masked);
}

static struct mat weights_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return SLICED(weights, run_of(trace)->pairs.softmax);
}

static struct mat aligned_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return SLICED(aligned, run_of(trace)->pairs.aligned);
}

static void weights_reading(struct formula *f)
{
    const struct classifier_config *c = &f->trace->config.classifier;
    if (is_multihead(f->trace))
        str_add(f->out, "A row is a word that asks; its weights say which words it looks at.");
    else if (c->pair_weight == PAIR_SIGMOID)
        str_add(f->out, "A row is a second word, its weights are over first words. The softmax of "
                        "numbers from 0.27 to 0.73 is nearly flat, and this model multiplies by "
                        "those numbers: the softmax is a picture of them.");
    else
        str_add(f->out, "A row is a second word, its weights are over first words. The softmax of "
                        "numbers from 0.27 to 0.73 is nearly flat; the model multiplies by it.");
}

/* ---- queries, keys, values, contexts ---- */

/* The projections of x(i) of a slice: 0 queries, 1 keys, 2 values. */
static struct mat projected(const struct trace *trace, int sentence, struct sheet sheet, int which)
{
    const struct classifier_config *c = &trace->config.classifier;
    int size = c->embed / c->heads;
    if (!is_multihead(trace))
        return (struct mat){0};
    const struct heads_run *heads =
        &run_of(trace)->layer[classifier_layer_number(trace, sheet)].heads;
    return classifier_words_columns(trace, sentence, heads->projected,
                                    which * c->embed + classifier_head_number(sheet) * size, size);
}

static struct mat query_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return projected(trace, sentence, sheet, 0);
}

static struct mat keys_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return projected(trace, sentence, sheet, 1);
}

static struct mat values_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    return projected(trace, sentence, sheet, 2);
}

static void projected_formula(struct formula *f, const char *weight)
{
    struct sheet in = classifier_layer_input(f->trace, f->sheet);
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = %s ", weight);
    formula_symbol(f, in, f->row, -1);
    formula_print(f, " + b");
}

static void query_formula(struct formula *f)
{
    projected_formula(f, "Q");
}

static void keys_formula(struct formula *f)
{
    projected_formula(f, "K");
}

static void values_formula(struct formula *f)
{
    projected_formula(f, "V");
}

static void projected_rule(struct subject *s)
{
    const struct classifier_config *c = &s->config->classifier;
    const struct heads_weights *w =
        &s->weights->classifier.layer[classifier_layer_number(s->trace, s->sheet)].heads;
    enum quantity_id id = s->sheet.quantity;
    int part = id == Q_QUERY ? 0 : id == Q_KEYS ? 1 : 2, size = c->embed / c->heads;
    int row = part * c->embed + classifier_head_number(s->sheet) * size + s->column;
    summands_room(s, c->embed + 1);
    summands_products(s, mat_row(w->in, row), 1, classifier_layer_input(s->trace, s->sheet), s->row,
                      origin_none);
    summand_weight(s, &w->in_bias.x[row], "bias b");
}

static struct mat context_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct classifier_config *c = &trace->config.classifier;
    int size = c->embed / c->heads;
    if (!is_multihead(trace))
        return (struct mat){0};
    const struct heads_run *heads =
        &run_of(trace)->layer[classifier_layer_number(trace, sheet)].heads;
    return classifier_words_columns(trace, sentence, heads->context,
                                    classifier_head_number(sheet) * size, size);
}

static void context_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = Σj α({r},j) v(j)");
}

static void context_rule(struct subject *s)
{
    int count = trace_source_count(s->trace);
    summands_room(s, count);
    for (int j = 0; j < count; j++)
        summand_add(s, SUMMAND_PRODUCT, 1, 0,
                    origin_in((struct sheet){Q_WEIGHTS, s->sheet.slice}, s->row, j),
                    origin_in((struct sheet){Q_VALUES, s->sheet.slice}, j, s->column));
}

#define HEAD_SLICES ((enum slicing)(SLICED_BY_LAYER | SLICED_BY_HEAD))

/* clang-format off */
const struct quantity classifier_attention_rows[] = {
    {Q_SCORES, "scores", "scores",
     .reads = "Words against words: higher means that the column counts more for the row.",
     .stage = STAGE_SCORE, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .slices = HEAD_SLICES, .base = {"e", "{r},{c}"},
     .numbers = scores_numbers, .formula = scores_formula, .rule = scores_rule},
    {Q_QUERY, "query", "queries",
     .reads = "One row per word: what it compares with the keys of all words.",
     .stage = STAGE_SCORE, .rows = AXIS_ASKING, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .slices = HEAD_SLICES, .base = {"q", "{r}"},
     .numbers = query_numbers, .formula = query_formula, .rule = projected_rule},
    {Q_KEYS, "keys", "keys",
     .reads = "One row per word: what it is found by.",
     .stage = STAGE_SCORE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .slices = HEAD_SLICES, .base = {"k", "{r}"},
     .numbers = keys_numbers, .formula = keys_formula, .rule = projected_rule},
    {Q_MASKED, "masked", "masked scores",
     .reads = "What the softmax sees; × marks positions that it must not see.",
     .stage = STAGE_MASK, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .slices = HEAD_SLICES, .base = {"ẽ", "{r},{c}"},
     .numbers = masked_numbers, .formula = classifier_weighing_masked_formula,
     .rule = classifier_weighing_masked_rule},
    {Q_WEIGHTS, "weights", "attention weights", .reading = weights_reading,
     .stage = STAGE_SOFTMAX, .rows = AXIS_ASKING, .columns = AXIS_SOURCE,
     .kind = KIND_PROBABILITY, .concept = CONCEPT_WEIGHT, .slices = HEAD_SLICES,
     .base = {"α", "{r},{c}"}, .numbers = weights_numbers,
     .formula = classifier_weighing_weights_formula, .rule = classifier_weighing_weights_rule},
    {Q_ALIGNED, "aligned", "weights before they are changed",
     .reads = "The softmax itself. What comes after it makes the weights of this.",
     .stage = STAGE_SOFTMAX, .rows = AXIS_ASKING, .columns = AXIS_SOURCE,
     .kind = KIND_PROBABILITY, .concept = CONCEPT_WEIGHT, .slices = HEAD_SLICES,
     .base = {"a", "{r},{c}"}, .numbers = aligned_numbers,
     .formula = classifier_weighing_aligned_formula, .rule = classifier_weighing_aligned_rule},
    {Q_CONTEXT, "context", "context vectors",
     .reads = "One row per word that asks: the values, each times its weight, added up.",
     .stage = STAGE_CONTEXT, .rows = AXIS_ASKING, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .slices = HEAD_SLICES, .base = {"c", "{r}"},
     .numbers = context_numbers, .formula = context_formula, .rule = context_rule},
    {Q_VALUES, "values", "values",
     .reads = "One row per word: what it contributes to a context, times its weight.",
     .stage = STAGE_CONTEXT, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .slices = HEAD_SLICES, .base = {"v", "{r}"},
     .numbers = values_numbers, .formula = values_formula, .rule = projected_rule},
    {.name = NULL},
};
/* clang-format on */
