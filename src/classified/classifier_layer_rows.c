#include "classified/classifier_layer_rows.h"

#include <stdio.h>

#include "classified/classifier_rows.h"
#include "classified/classifier_words.h"
#include "trace/formula.h"

/* What a layer of multihead computes after its heads (Vaswani et al. 2017, section 3.1): the heads
 * in one, sum and norm, two linear maps, sum and norm. */

int classifier_layer_number(const struct trace *trace, struct sheet sheet)
{
    return classifier_words_layer(sheet, trace->config.classifier.layers);
}

int classifier_head_number(struct sheet sheet)
{
    return sheet.slice.head ? sheet.slice.head - 1 : 0;
}

static struct sheet in_layer(const struct trace *trace, enum quantity_id id, struct sheet sheet)
{
    return classifier_words_sheet(trace, id, classifier_layer_number(trace, sheet));
}

struct sheet classifier_layer_input(const struct trace *trace, struct sheet sheet)
{
    int layer = classifier_layer_number(trace, sheet);
    return layer ? classifier_words_sheet(trace, Q_SECOND_NORM, layer - 1) : sheet_of(Q_PLACED);
}

static const struct layer_run *layer_of(const struct trace *trace, struct sheet sheet)
{
    return &classifier_traced(trace)->run.layer[classifier_layer_number(trace, sheet)];
}

static const struct classifier_layer *weights_of(const struct subject *s)
{
    return &s->weights->classifier.layer[classifier_layer_number(s->trace, s->sheet)];
}

static struct mat numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct layer_run *layer = layer_of(trace, sheet);
    switch ((int)sheet.quantity) {
    case Q_HEADS:
        return classifier_words_of(trace, sentence, layer->heads.out);
    case Q_FIRST_SUM:
        return classifier_words_of(trace, sentence, layer->first.in);
    case Q_FIRST_MEAN:
        return classifier_words_of(trace, sentence, layer->first.mean);
    case Q_FIRST_RATIO:
        return classifier_words_of(trace, sentence, layer->first.ratio);
    case Q_FIRST_NORM:
        return classifier_words_of(trace, sentence, layer->first.out);
    case Q_INNER:
        return classifier_words_of(trace, sentence, layer->inner);
    case Q_OUTER:
        return classifier_words_of(trace, sentence, layer->outer);
    case Q_SECOND_SUM:
        return classifier_words_of(trace, sentence, layer->second.in);
    case Q_SECOND_MEAN:
        return classifier_words_of(trace, sentence, layer->second.mean);
    case Q_SECOND_RATIO:
        return classifier_words_of(trace, sentence, layer->second.ratio);
    case Q_SECOND_NORM:
        return classifier_words_of(trace, sentence, layer->second.out);
    }
    return (struct mat){0};
}

/* Symbols of a layer below the last have its number: "z¹". */
static struct symbol symbol_of(const struct trace *trace, struct sheet sheet)
{
    static const char *const numbers_up[LAYERS_MAX + 1] = {"", "¹", "²", "³", "⁴"};
    static const struct {
        enum quantity_id id;
        const char *base;
    } bases[] = {{Q_HEADS, "o"},         {Q_FIRST_SUM, "a"},  {Q_FIRST_MEAN, "μ"},
                 {Q_FIRST_RATIO, "ρ"},   {Q_FIRST_NORM, "y"}, {Q_INNER, "r"},
                 {Q_OUTER, "t"},         {Q_SECOND_SUM, "b"}, {Q_SECOND_MEAN, "μ′"},
                 {Q_SECOND_RATIO, "ρ′"}, {Q_SECOND_NORM, "z"}};
    struct symbol out = {.index = "{r}"};
    (void)trace;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        if (bases[i].id == sheet.quantity)
            snprintf(out.base, sizeof out.base, "%s%s", bases[i].base,
                     numbers_up[sheet.slice.layer]);
    return out;
}

/* The symbol of a quantity of the same layer, at this row. */
static void add(struct formula *f, const char *before, enum quantity_id id, const char *behind)
{
    formula_print(f, "%s", before);
    formula_symbol(f, in_layer(f->trace, id, f->sheet), f->row, -1);
    formula_print(f, "%s", behind);
}

/* ---- the heads in one ---- */

static void heads_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = O [c of head 1; head 2; …]({r}) + b");
}

static void heads_rule(struct subject *s)
{
    const struct classifier_config *c = &s->config->classifier;
    const struct heads_weights *w = &weights_of(s)->heads;
    int size = c->embed / c->heads, layer = classifier_layer_number(s->trace, s->sheet);
    summands_room(s, c->embed + 1);
    for (int head = 0; head < c->heads; head++) {
        struct slice slice = {.layer = layer + 1, .head = head + 1};
        summands_products(s, mat_row(w->out, s->column) + head * size, 1,
                          (struct sheet){Q_CONTEXT, trace_slice(s->trace, slice)}, s->row,
                          origin_none);
    }
    summand_weight(s, &w->out_bias.x[s->column], "bias b");
}

/* ---- sums ---- */

static bool is_first(enum quantity_id id)
{
    return id >= Q_FIRST_SUM && id <= Q_FIRST_NORM;
}

static void sum_formula(struct formula *f)
{
    bool first = is_first(f->sheet.quantity);
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    if (first)
        formula_symbol(f, classifier_layer_input(f->trace, f->sheet), f->row, -1);
    else
        add(f, "", Q_FIRST_NORM, "");
    add(f, " + ", first ? Q_HEADS : Q_OUTER, "");
}

static void sum_rule(struct subject *s)
{
    bool first = is_first(s->sheet.quantity);
    struct sheet in = first ? classifier_layer_input(s->trace, s->sheet)
                            : in_layer(s->trace, Q_FIRST_NORM, s->sheet);
    struct sheet more = in_layer(s->trace, first ? Q_HEADS : Q_OUTER, s->sheet);
    summands_room(s, 2);
    summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_in(in, s->row, s->column), origin_none);
    summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_in(more, s->row, s->column), origin_none);
}

/* ---- layer norm ---- */

/* The parts of the same norm: the sum that it reads, mean, ratio. */
static struct sheet norm_part(const struct trace *trace, struct sheet sheet, enum quantity_id first)
{
    enum quantity_id id = is_first(sheet.quantity) ? first : first - Q_FIRST_SUM + Q_SECOND_SUM;
    return in_layer(trace, id, sheet);
}

static void mean_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = mean of ");
    formula_symbol(f, norm_part(f->trace, f->sheet, Q_FIRST_SUM), f->row, -1);
}

static void mean_rule(struct subject *s)
{
    struct sheet sum = norm_part(s->trace, s->sheet, Q_FIRST_SUM);
    int size = s->config->classifier.embed;
    summands_room(s, size);
    for (int k = 0; k < size; k++)
        summand_add(s, SUMMAND_PRODUCT, 1.0 / size, 0, origin_in(sum, s->row, k), origin_none);
}

static void ratio_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = 1 / √(mean of (");
    formula_symbol(f, norm_part(f->trace, f->sheet, Q_FIRST_SUM), f->row, -1);
    formula_print(f, " − ");
    formula_symbol(f, norm_part(f->trace, f->sheet, Q_FIRST_MEAN), f->row, -1);
    formula_print(f, ")² + ε)");
}

static void ratio_rule(struct subject *s)
{
    struct sheet sum = norm_part(s->trace, s->sheet, Q_FIRST_SUM);
    struct origin mean = origin_in(norm_part(s->trace, s->sheet, Q_FIRST_MEAN), s->row, 0);
    int size = s->config->classifier.embed;
    summands_room(s, size + 1);
    for (int k = 0; k < size; k++)
        summand_add(s, SUMMAND_SQUARE, 1.0 / size, 0, origin_in(sum, s->row, k), mean);
    summand_given(s, (double)NORM_EPSILON, "ε");
    s->out->outer = "1/√";
}

static void norm_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = γ ⊙ (");
    formula_symbol(f, norm_part(f->trace, f->sheet, Q_FIRST_SUM), f->row, -1);
    formula_print(f, " − ");
    formula_symbol(f, norm_part(f->trace, f->sheet, Q_FIRST_MEAN), f->row, -1);
    formula_print(f, ") ");
    formula_symbol(f, norm_part(f->trace, f->sheet, Q_FIRST_RATIO), f->row, -1);
    formula_print(f, " + β");
}

static void norm_rule(struct subject *s)
{
    const struct norm_weights *w =
        is_first(s->sheet.quantity) ? &weights_of(s)->first : &weights_of(s)->second;
    struct origin ratio = origin_in(norm_part(s->trace, s->sheet, Q_FIRST_RATIO), s->row, 0);
    double scale = (double)w->scale.x[s->column];
    summands_room(s, 3);
    summand_add(s, SUMMAND_PRODUCT, scale, 0,
                origin_in(norm_part(s->trace, s->sheet, Q_FIRST_SUM), s->row, s->column), ratio);
    summand_add(s, SUMMAND_PRODUCT, -scale, 0,
                origin_in(norm_part(s->trace, s->sheet, Q_FIRST_MEAN), s->row, 0), ratio);
    summand_weight(s, &w->shift.x[s->column], "shift β");
}

/* ---- two linear maps ---- */

static void inner_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    add(f, " = ReLU(U ", Q_FIRST_NORM, " + b)");
}

static void inner_rule(struct subject *s)
{
    const struct classifier_layer *w = weights_of(s);
    summands_room(s, w->inner.cols + 1);
    summands_products(s, mat_row(w->inner, s->column), 1,
                      in_layer(s->trace, Q_FIRST_NORM, s->sheet), s->row, origin_none);
    summand_weight(s, &w->inner_bias.x[s->column], "bias b");
    s->out->outer = "ReLU";
}

static void outer_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    add(f, " = W ", Q_INNER, " + c");
}

static void outer_rule(struct subject *s)
{
    const struct classifier_layer *w = weights_of(s);
    summands_room(s, w->outer.cols + 1);
    summands_products(s, mat_row(w->outer, s->column), 1, in_layer(s->trace, Q_INNER, s->sheet),
                      s->row, origin_none);
    summand_weight(s, &w->outer_bias.x[s->column], "bias c");
}

#define OF_WORDS                                                                                   \
    .stage = STAGE_CONTEXT, .rows = AXIS_SOURCE, .slices = SLICED_BY_LAYER, .numbers = numbers,    \
    .symbol = symbol_of
#define VECTOR OF_WORDS, .columns = AXIS_UNIT, .kind = KIND_SIGNED, .concept = CONCEPT_STATE
#define NUMBER OF_WORDS, .columns = AXIS_ONE, .kind = KIND_SIGNED, .concept = CONCEPT_STATE

static const char reads_sum[] = "One row per word: what came in, and what was found, added.";
static const char reads_mean[] = "One number per word: the mean of its row, to be taken away.";
static const char reads_ratio[] =
    "One number per word: what makes its row spread as far as others.";

/* clang-format off */
const struct quantity classifier_layer_rows[] = {
    {Q_SECOND_NORM, "layer", "layer", VECTOR, .formula = norm_formula, .rule = norm_rule,
     .reads = "One row per word: what the layer gives to the next one, or to the mean."},
    {Q_HEADS, "heads", "heads in one", VECTOR, .formula = heads_formula, .rule = heads_rule,
     .reads = "One row per word: the contexts of all heads, mapped to one vector."},
    {Q_FIRST_SUM, "attended_sum", "sum with the heads", VECTOR, .formula = sum_formula,
     .rule = sum_rule, .reads = reads_sum},
    {Q_FIRST_MEAN, "attended_mean", "mean of that sum", NUMBER, .formula = mean_formula,
     .rule = mean_rule, .reads = reads_mean},
    {Q_FIRST_RATIO, "attended_ratio", "ratio of that norm", NUMBER, .formula = ratio_formula,
     .rule = ratio_rule, .reads = reads_ratio},
    {Q_FIRST_NORM, "attended", "norm of that sum", VECTOR, .formula = norm_formula,
     .rule = norm_rule, .reads = "One row per word: the sum, all rows equally spread."},
    {Q_INNER, "inner", "inner layer", VECTOR, .formula = inner_formula, .rule = inner_rule,
     .reads = "One row per word: its first linear map, without what is below 0."},
    {Q_OUTER, "outer", "outer layer", VECTOR, .formula = outer_formula, .rule = outer_rule,
     .reads = "One row per word: its second linear map."},
    {Q_SECOND_SUM, "layer_sum", "sum with the outer layer", VECTOR, .formula = sum_formula,
     .rule = sum_rule, .reads = reads_sum},
    {Q_SECOND_MEAN, "layer_mean", "mean of that sum", NUMBER, .formula = mean_formula,
     .rule = mean_rule, .reads = reads_mean},
    {Q_SECOND_RATIO, "layer_ratio", "ratio of that norm", NUMBER, .formula = ratio_formula,
     .rule = ratio_rule, .reads = reads_ratio},
    {.name = NULL},
};
/* clang-format on */
