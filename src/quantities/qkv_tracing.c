#include "quantities/qkv_tracing.h"

#include <assert.h>
#include <stdlib.h>

#include "layer/attention.h"
#include "model/qkv.h"
#include "quantities/masking.h"
#include "quantities/scoring.h"
#include "quantities/seq2seq_say.h"
#include "quantities/weighing.h"
#include "trace/rank.h"

/* What of attention on a table of queries, keys and values can be looked at: attention, and nothing
 * before or after it. Keys stand where words are read, queries where they are written. */

_Static_assert((int)QKV_SENTENCES <= (int)TRACE_SENTENCES && (int)QKV_ROWS <= (int)TRACE_TOKENS,
               "a table is a batch");

/* The run of a trace of a table. */
static const struct qkv_run *run_of(const struct trace *trace)
{
    assert(trace->tracing == &qkv_tracing);
    return trace->computed;
}

/* ---- what the table has ---- */

static struct mat query_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, run_of(trace)->queries, 0);
}

static struct mat given_keys_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct attention_run *a = trace->attention;
    (void)sheet;
    if (a->keys.x == a->source.x)
        return (struct mat){0};
    return trace_rows(trace, sentence, a->source, a->length);
}

static struct mat values_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct attention_run *a = trace->attention;
    (void)sheet;
    return trace_rows(trace, sentence, a->values, a->length);
}

/* Whether the control sets the cell, or any number of this matrix for the sentence. */
static bool is_set(const struct formula *f, enum given which)
{
    const struct control *control = &f->trace->control;
    for (int i = 0; i < control->cells_count; i++) {
        const struct cell_change *cell = &control->cells[i];
        if (cell->which == which && cell->sentence == f->sentence &&
            (f->row < 0 || f->row == cell->row) && (f->column < 0 || f->column == cell->column))
            return true;
    }
    return false;
}

/* As the table has it, unless it was set. */
static void given_formula(struct formula *f, enum given which)
{
    bool set = is_set(f, which);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (set)
        formula_note(f, "set");
    if (set && formula_of_cell(f))
        formula_print(f, ": put there by hand in place of what the table has");
    else if (set)
        formula_print(f, ": as the table has it, but for the numbers put there by hand");
    else
        formula_print(f, ": as the table has it");
}

static void given_rule(struct subject *s)
{
    summand_put(s, origin_none);
}

static void query_formula(struct formula *f)
{
    given_formula(f, GIVEN_QUERY);
}

static void given_keys_formula(struct formula *f)
{
    given_formula(f, GIVEN_KEY);
}

static void values_formula(struct formula *f)
{
    given_formula(f, GIVEN_VALUE);
}

/* ---- what is made of it ---- */

static struct symbol keys_symbol(const struct trace *trace, struct sheet sheet)
{
    (void)sheet;
    return scoring_keys_symbol(trace, "k");
}

/* The keys in force are made of those of the table, or are those. */
static void keys_formula(struct formula *f)
{
    if (trace_has(f->trace, Q_GIVEN_KEYS))
        scoring_keys_formula(f, "k");
    else
        given_formula(f, GIVEN_KEY);
}

static void keys_rule(struct subject *s)
{
    if (!scoring_keys_rule(s, Q_GIVEN_KEYS))
        given_rule(s);
}

static void weights_reading(struct formula *f)
{
    str_add(f->out, "A row is a query; its weights say which keys it looks at. ");
    weighing_say_sums(f);
}

static struct mat context_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->context, 0);
}

static void context_formula(struct formula *f)
{
    const struct control *control = &f->trace->control;
    enum by_hand by = weighing_by_hand(f, control->contexts, control->contexts_count);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (by == BY_HAND_EVERYWHERE) {
        formula_print(f, ": put there by hand, whatever the weights are");
        return;
    }
    formula_print(f, by == BY_HAND_SOMEWHERE ? ": put there by hand at some steps, else " : " = ");
    formula_add(f, "Σj α({r},j) v(j)");
}

static void context_rule(struct subject *s)
{
    const struct control *control = &s->trace->control;
    if (control_row(control->contexts, control->contexts_count, s->sentence, 0, s->row))
        summand_put(s, origin_none);
    else
        weighing_sum_rule(s, Q_VALUES);
}

/* clang-format off */
static const struct quantity attention_on_a_table[] = {
    {Q_SCORES, "scores", "scores",
     .reads = "A row is a query, a column a key: higher means a better match.",
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"e", "{r},{c}"}, .numbers = scoring_scores,
     .formula = scoring_scores_formula, .rule = scoring_scores_rule},
    {Q_QUERY, "query", "queries",
     .reads = "One row per query: what is compared with every key.",
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .base = {"q", "{r}"}, .numbers = query_numbers,
     .formula = query_formula, .rule = given_rule},
    {Q_QUERY_PROJECTED, "query_projected", "projected queries",
     .reads = "One row per query: its part of the sum inside tanh.",
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .symbol = scoring_projected_symbol, .numbers = scoring_projected,
     .formula = scoring_projected_formula, .rule = scoring_projected_rule},
    {Q_KEYS, "keys", "keys", .reads = "One row per key: what a query is compared with.",
     .stage = STAGE_SCORE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .symbol = keys_symbol, .numbers = scoring_keys,
     .formula = keys_formula, .rule = keys_rule},
    {Q_GIVEN_KEYS, "given_keys", "keys as given", .reads = "One row per key, as the table has it.",
     .stage = STAGE_SCORE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"k", "{r}"}, .numbers = given_keys_numbers,
     .formula = given_keys_formula, .rule = given_rule},
    {Q_MASKED, "masked", "masked scores", .reading = masking_masked_reading,
     .stage = STAGE_MASK, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"ẽ", "{r},{c}"}, .numbers = masking_masked,
     .formula = masking_masked_formula, .rule = masking_masked_rule},
    {Q_CENTER, "center", "window centers",
     .reads = "One number per step: the source position, from 1, that the local window is around.",
     .stage = STAGE_MASK, .rows = AXIS_TARGET, .columns = AXIS_ONE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"p", "{r}"}, .numbers = masking_center,
     .formula = masking_center_formula, .rule = masking_center_rule},
    {Q_WEIGHTS, "weights", "attention weights", .reading = weights_reading,
     .stage = STAGE_SOFTMAX, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"α", "{r},{c}"}, .numbers = weighing_weights,
     .formula = weighing_weights_formula, .rule = weighing_weights_rule},
    {Q_ALIGNED, "aligned", "weights before they are changed", .reading = weighing_aligned_reading,
     .stage = STAGE_SOFTMAX, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"a", "{r},{c}"}, .numbers = weighing_aligned,
     .formula = weighing_aligned_formula, .rule = weighing_aligned_rule},
    {Q_CONTEXT, "context", "context vectors",
     .reads = "One row per query: the values, each times its weight, added up.",
     .stage = STAGE_CONTEXT, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"c", "{r}"}, .numbers = context_numbers,
     .formula = context_formula, .rule = context_rule},
    {Q_VALUES, "values", "values",
     .reads = "One row per key: what it contributes to the context, times its weight.",
     .stage = STAGE_CONTEXT, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"v", "{r}"}, .numbers = values_numbers,
     .formula = values_formula, .rule = given_rule},
    {.name = NULL},
};
/* clang-format on */

/* ---- running ---- */

static void name_sentence(struct trace *trace, int b)
{
    const struct qkv *table = qkv_of(trace->model);
    struct trace_sentence *s = &trace->sentences[b];
    int valid = trace->attention->lengths[b], queries = table->counts[b];
    s->ids = mem_new((size_t)table->length + 1, sizeof *s->ids);
    for (int j = 0; j < table->length; j++) {
        s->ids[j] = VOCAB_SPECIAL + j;
        strs_add(&s->tokens, vocab_token(trace->model->source.vocab, VOCAB_SPECIAL + j));
    }
    const struct qkv_config *config = &trace->model->config.qkv;
    bool random = config->random && config->attention.score == SCORE_ADDITIVE;
    s->text = mem_format("sentence %d of %d, queries: %d, keys: %d, of which valid: the first %d%s",
                         b + 1, table->sentences, queries, table->keys_of[b], valid,
                         random ? "; W, U, v are random, seed 1: the table has none" : "");
    s->steps = queries;
    s->words = arena_take(&trace->arena, (size_t)queries, sizeof *s->words);
    s->fed = s->words; /* a query is asked by itself */
    for (int t = 0; t < queries; t++)
        s->words[t] = VOCAB_SPECIAL + t;
}

static void run_table(struct trace *trace, const char *const *texts, int count, int steps)
{
    const struct qkv *table = qkv_of(trace->model);
    (void)texts, (void)count, (void)steps; /* the table has them all */
    struct qkv_run *run = arena_take(&trace->arena, 1, sizeof *run);
    qkv_run(run, trace->model, trace->changed ? &trace->control : NULL, &trace->arena);
    trace->count = table->sentences;
    trace->room = table->steps;
    trace->computed = run;
    trace->attention = &run->attention;
    scoring_note_config(trace);
    for (int b = 0; b < trace->count; b++)
        name_sentence(trace, b);
}

/* ---- asking ---- */

static struct slice slices(const struct trace *trace)
{
    (void)trace;
    return (struct slice){1, 1, 1};
}

static int count_of(const struct trace *trace, int sentence, enum axis axis)
{
    if (axis == AXIS_TARGET)
        return trace->sentences[sentence].steps;
    return sentence < 0 ? trace->attention->length : trace->attention->lengths[sentence];
}

static const char *label(const struct trace *trace, int sentence, enum axis axis, int i)
{
    const struct strs *keys = &trace->sentences[sentence].tokens;
    if (axis == AXIS_SOURCE)
        return (size_t)i < keys->count ? keys->list[i]
                                       : vocab_token(trace->model->source.vocab, ID_PAD);
    if (axis == AXIS_TARGET)
        return vocab_token(trace->model->target.vocab, trace->sentences[sentence].words[i]);
    return NULL;
}

static bool masked(const struct trace *trace, int sentence, int t, int j)
{
    const struct qkv_run *run = run_of(trace);
    return t < 0 ? run->attention.mask[sentence * run->attention.length + j]
                 : attention_excluded(&run->pass, &run->attention, t, sentence)[j];
}

/* A number of a query, a key, a value or a context. */
static void say_number(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    struct sheet sheet = {.quantity = cell.quantity};
    const struct quantity *q = trace_quantity(trace, cell.quantity);
    double value = mat_row(trace_matrix(trace, sentence, sheet), cell.row)[cell.column];
    if (q->columns == AXIS_UNIT)
        str_format(out, "number %d of %s(%d) is %.4f", cell.column + 1,
                   formula_base(trace, sheet).base, cell.row + 1, value);
    else
        str_format(out, "%s(%d) is %.4f", formula_base(trace, sheet).base, cell.row + 1, value);
}

static void say(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    bool scores = cell.quantity == Q_SCORES || cell.quantity == Q_MASKED;
    if (trace_quantity(trace, cell.quantity)->columns != AXIS_SOURCE)
        say_number(trace, sentence, cell, out);
    else if (scores && !trace_masked(trace, sentence, cell.row, cell.column))
        str_format(out, "e(%d,%d) = %.3f: how well %s matches %s, rank %d of %d", cell.row + 1,
                   cell.column + 1,
                   (double)mat_row(trace_get(trace, sentence, Q_SCORES), cell.row)[cell.column],
                   trace_target_word(trace, sentence, cell.row),
                   trace_source_word(trace, sentence, cell.column),
                   rank_of(trace, sentence, sheet_of(Q_MASKED), cell.row, cell.column),
                   rank_places(trace, sentence, cell.row));
    else
        seq2seq_say(trace, sentence, cell, out); /* weights, and what is masked */
}

static void missing(const struct trace *trace, enum stage stage, struct str *out)
{
    (void)trace;
    str_format(out,
               "There is nothing at the %s stage: a table is attention alone, without an encoder "
               "that makes keys and values and without a decoder that asks and writes.\n \nIts "
               "stages are score, mask, softmax and context.",
               stage_label(stage));
}

static const enum stage stages[] = {STAGE_ENCODE,  STAGE_SCORE,  STAGE_MASK, STAGE_SOFTMAX,
                                    STAGE_CONTEXT, STAGE_DECODE, STAGE_WORD};
static const struct quantity *const quantities[] = {attention_on_a_table, NULL};

const struct tracing qkv_tracing = {
    .stages = stages,
    .stage_count = sizeof stages / sizeof *stages,
    .quantities = quantities,
    .axes = {[AXIS_ONE] = "start",
             [AXIS_SOURCE] = "keys",
             [AXIS_TARGET] = "queries",
             [AXIS_UNIT] = "units"},
    .run = run_table,
    .slices = slices,
    .count = count_of,
    .label = label,
    .masked = masked,
    .say = say,
    .missing = missing,
};
