#include "classified/classifier_words.h"

#include "classified/classifier_rows.h"
#include "trace/formula.h"

static const struct classifier_run *run_of(const struct trace *trace)
{
    return &classifier_traced(trace)->run;
}

struct mat classifier_words_of(const struct trace *trace, int sentence, struct mat all)
{
    return trace_rows(trace, sentence, all, run_of(trace)->length);
}

struct mat classifier_words_columns(const struct trace *trace, int sentence, struct mat all,
                                    int first, int count)
{
    struct mat rows = classifier_words_of(trace, sentence, all);
    return rows.x ? mat_cols(rows, first, count) : rows;
}

bool classifier_words_padding(const struct trace *trace, int sentence, int j)
{
    return j >= run_of(trace)->lengths[sentence];
}

int classifier_words_layer(struct sheet sheet, int count)
{
    return sheet.slice.layer ? sheet.slice.layer - 1 : count - 1;
}

struct sheet classifier_words_sheet(const struct trace *trace, enum quantity_id id, int layer)
{
    return (struct sheet){id, trace_slice(trace, (struct slice){.layer = layer + 1})};
}

struct sheet classifier_words_states(const struct trace *trace)
{
    switch (trace->config.classifier.kind) {
    case CLASSIFY_MEAN:
        return sheet_of(Q_EMBEDDED);
    case CLASSIFY_CNN:
        return sheet_of(Q_CONVOLUTION);
    case CLASSIFY_MULTIHEAD:
        return sheet_of(Q_SECOND_NORM);
    case CLASSIFY_RNN:
    case CLASSIFY_STRUCTURED:
        return sheet_of(Q_STATES);
    case CLASSIFY_RELATION:
    case CLASSIFY_RELATION_PLAIN:
    case CLASSIFIER_KIND_COUNT:
        break;
    }
    return sheet_of(Q_FEATURES);
}

/* ---- x(j) ---- */

static struct mat embedded_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_words_of(trace, sentence, run_of(trace)->embedded);
}

static void embedded_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    if (f->row < 0)
        formula_add(f, " = row of the embedding table for word {r}");
    else
        formula_print(f, " = row of the embedding table for \"%s\"",
                      trace_source_word(f->trace, f->sentence, f->row));
}

static void given_rule(struct subject *s)
{
    summand_put(s, origin_none);
}

/* ---- positions ---- */

static struct mat positions_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sentence, (void)sheet;
    return run_of(trace)->positions;
}

static void positions_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = sin, then cos, of (place − 1) / 10000^(2k/%d), for unit 2k + 1 and 2k + 2",
                  f->trace->config.classifier.embed);
}

static struct mat placed_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return classifier_words_of(trace, sentence, run_of(trace)->placed);
}

static void placed_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = x({r}) + p({r})");
}

static void placed_rule(struct subject *s)
{
    summands_room(s, 2);
    summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_EMBEDDED, s->row, s->column), origin_none);
    summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_POSITIONS, s->row, s->column), origin_none);
}

/* ---- convolutions ---- */

static struct mat convolution_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    int layer = classifier_words_layer(sheet, CLASSIFIER_CONVOLUTIONS);
    return classifier_words_of(trace, sentence, run_of(trace)->convolution[layer].out);
}

static struct symbol convolution_symbol(const struct trace *trace, struct sheet sheet)
{
    (void)trace;
    struct symbol first = {"y¹", "{r}"}, second = {"y", "{r}"};
    return classifier_words_layer(sheet, CLASSIFIER_CONVOLUTIONS) ? second : first;
}

static void convolution_formula(struct formula *f)
{
    int layer = classifier_words_layer(f->sheet, CLASSIFIER_CONVOLUTIONS);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (f->row >= 0 && classifier_words_padding(f->trace, f->sentence, f->row))
        formula_print(f, ": padding, which is 0");
    else
        formula_add(f, layer ? " = ReLU(W [y¹({r-1}); y¹({r}); y¹({r+1})] + b)"
                             : " = ReLU(W [x({r-1}); x({r}); x({r+1})] + b)");
}

static void convolution_rule(struct subject *s)
{
    int layer = classifier_words_layer(s->sheet, CLASSIFIER_CONVOLUTIONS);
    const struct convolution_weights *w = &s->weights->classifier.convolution[layer];
    const real *row = mat_row(w->weight, s->column);
    int in = w->weight.cols / CONVOLUTION_WIDTH;
    struct sheet below =
        layer ? classifier_words_sheet(s->trace, Q_CONVOLUTION, layer - 1) : sheet_of(Q_EMBEDDED);
    if (classifier_words_padding(s->trace, s->sentence, s->row)) {
        summand_put(s, origin_none);
        return;
    }
    summands_room(s, w->weight.cols + 1);
    for (int k = 0; k < CONVOLUTION_WIDTH; k++) {
        int j = s->row + k - CONVOLUTION_WIDTH / 2;
        for (int i = 0; j >= 0 && !classifier_words_padding(s->trace, s->sentence, j) && i < in;
             i++)
            summand_add(s, SUMMAND_PRODUCT, (double)row[i * CONVOLUTION_WIDTH + k], 0,
                        origin_in(below, j, i), origin_none);
    }
    summand_weight(s, &w->bias.x[s->column], "bias b");
    s->out->outer = "ReLU";
}

/* clang-format off */
const struct quantity classifier_words_rows[] = {
    {Q_EMBEDDED, "embedded", "embeddings",
     .reads = "One row per word, looked up in a table: the same word has the same row everywhere.",
     .stage = STAGE_EMBED, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_EMBEDDING, .base = {"x", "{r}"}, .numbers = embedded_numbers,
     .formula = embedded_formula, .rule = given_rule},
    {Q_POSITIONS, "positions", "positions",
     .reads = "One row per place: waves of sine and cosine, by which a place can be told.",
     .stage = STAGE_EMBED, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"p", "{r}"}, .numbers = positions_numbers,
     .formula = positions_formula, .rule = given_rule},
    {Q_PLACED, "placed", "embeddings with positions",
     .reads = "One row per word: its embedding and its place, added.",
     .stage = STAGE_EMBED, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_EMBEDDING, .base = {"z⁰", "{r}"}, .numbers = placed_numbers,
     .formula = placed_formula, .rule = placed_rule},
    {Q_CONVOLUTION, "convolution", "convolution",
     .reads = "One row per word: what its filters find in the word and its two neighbors.",
     .stage = STAGE_EMBED, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .slices = SLICED_BY_LAYER, .symbol = convolution_symbol,
     .numbers = convolution_numbers, .formula = convolution_formula, .rule = convolution_rule},
    {.name = NULL},
};
/* clang-format on */
