#include "quantities/seq2seq_attention.h"

#include "model/seq2seq_decoder.h"
#include "quantities/masking.h"
#include "quantities/scoring.h"
#include "quantities/seq2seq_layers.h"
#include "quantities/seq2seq_tracing.h"
#include "quantities/weighing.h"

/* From the state that asks to the context. */

/* ---- the query ---- */

static struct mat query_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct seq2seq_run *run = &seq2seq_traced_of(trace)->run;
    (void)sheet;
    if (!score_attends(run->attention.score))
        return (struct mat){0};
    if (run->decoder.queries.x)
        return trace_steps(trace, sentence, run->decoder.queries, 0);
    return trace_steps(trace, sentence, run->decoder.states, decoder_query_entry(run, 0));
}

static bool current(const struct trace *trace)
{
    return trace->config.seq2seq.query == QUERY_CURRENT;
}

/* The word that was fed asks besides s(t−1). */
static bool word_asks(const struct trace *trace)
{
    return trace->config.seq2seq.query == QUERY_WORD;
}

static struct symbol query_symbol(const struct trace *trace, struct sheet sheet)
{
    (void)sheet;
    if (word_asks(trace))
        return (struct symbol){"[y; s]", "{r-1}"};
    return (struct symbol){"s", current(trace) ? "{r}" : "{r-1}"};
}

static struct symbol position_symbol(const struct trace *trace, struct sheet sheet)
{
    (void)sheet;
    if (word_asks(trace))
        return (struct symbol){"W′ [y; s]", "{r-1}"};
    return (struct symbol){"W′ s", current(trace) ? "{r}" : "{r-1}"};
}

static void query_formula(struct formula *f)
{
    formula_add(f, "query of step {r} = ");
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, current(f->trace)     ? ", its own state"
                     : word_asks(f->trace) ? ", the embedding of the fed word and the state before"
                                           : ", the state before it");
}

static void query_rule(struct subject *s)
{
    int entry = decoder_query_entry(&seq2seq_traced_of(s->trace)->run, s->row);
    int unit = s->column - (word_asks(s->trace) ? s->config->seq2seq.embed : 0);
    if (unit < 0) {
        summand_copy(s, origin_at(Q_FED, s->row, s->column));
        return;
    }
    summand_copy(s,
                 entry ? origin_at(Q_STATE, entry - 1, unit) : origin_at(Q_FIRST_STATE, 0, unit));
}

/* ---- keys ---- */

static struct symbol keys_symbol(const struct trace *trace, struct sheet sheet)
{
    (void)sheet;
    return scoring_keys_symbol(trace, "h");
}

static void keys_formula(struct formula *f)
{
    if (!scoring_keys_formula(f, "h"))
        formula_print(f, ": the state is its own key");
}

static void keys_rule(struct subject *s)
{
    if (!scoring_keys_rule(s, Q_STATES))
        summand_copy(s, origin_at(Q_STATES, s->row, s->column));
}

/* ---- weights ---- */

static void weights_reading(struct formula *f)
{
    str_add(f->out, "A row is the word being written; its weights say where it looks. ");
    weighing_say_sums(f);
}

/* ---- the context ---- */

static struct mat context_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->context, 0);
}

static bool fixed(const struct trace *trace)
{
    return !score_attends(trace->attention->score);
}

/* The last state: what was read last, in both directions. */
static void add_last_state(struct formula *f)
{
    if (f->trace->config.seq2seq.directions == 2)
        seq2seq_layer_ends(f, f->trace->config.seq2seq.layers - 1, PART_STATE);
    else
        formula_print(f, "h(last)");
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
    if (fixed(f->trace)) {
        add_last_state(f);
        formula_print(f, ", the same at every step");
    } else {
        formula_add(f, "Σj α({r},j) h(j)");
        if (!config_attends(&f->trace->model->config))
            scoring_note(f); /* the model has a fixed context */
    }
}

/* Σ_j α(t,j) h(j), unit by unit; the last state where there is no attention. */
static void context_rule(struct subject *s)
{
    const struct control *control = &s->trace->control;
    int unit = s->column, last = trace_source_length(s->trace, s->sentence) - 1;
    if (control_row(control->contexts, control->contexts_count, s->sentence, 0, s->row))
        summand_put(s, origin_none);
    else if (fixed(s->trace))
        summand_copy(
            s, origin_at(Q_STATES, unit < s->config->seq2seq.encoder_hidden ? last : 0, unit));
    else
        weighing_sum_rule(s, Q_STATES);
}

static void scores_reading(struct formula *f)
{
    str_add(f->out, "A row is a word being written, a column a source word: higher means ");
    str_add(f->out, score_places(f->trace->attention->score)
                        ? "more weight for that place, whatever word is there."
                        : "a better match.");
}

/* clang-format off */
const struct quantity seq2seq_attention[] = {
    {Q_SCORES, "scores", "scores",
     .reading = scores_reading,
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"e", "{r},{c}"}, .numbers = scoring_scores,
     .formula = scoring_scores_formula, .rule = scoring_scores_rule},
    {Q_QUERY, "query", "queries",
     .reads = "One row per step: the decoder state that asks where to look.",
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .symbol = query_symbol, .numbers = query_numbers,
     .formula = query_formula, .rule = query_rule},
    {Q_QUERY_PROJECTED, "query_projected", "projected queries",
     .reads = "One row per step: the query's part of the sum inside tanh.",
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .symbol = scoring_projected_symbol, .numbers = scoring_projected,
     .formula = scoring_projected_formula, .rule = scoring_projected_rule},
    {Q_KEYS, "keys", "keys",
     .reads = "One row per source word: what a query is compared with.",
     .stage = STAGE_SCORE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .symbol = keys_symbol, .numbers = scoring_keys,
     .formula = keys_formula, .rule = keys_rule},
    {Q_OTHER_SCORES, "other_scores", "scores of the other state",
     .reads = "What the scores would be if the other of s(t−1) and s(t) asked; nothing goes on "
              "from here.",
     .stage = STAGE_SCORE, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"e′", "{r},{c}"}, .numbers = scoring_other,
     .formula = scoring_scores_formula, .rule = scoring_other_rule},
    {Q_MASKED, "masked", "masked scores", .reading = masking_masked_reading,
     .stage = STAGE_MASK, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"ẽ", "{r},{c}"}, .numbers = masking_masked,
     .formula = masking_masked_formula, .rule = masking_masked_rule},
    {Q_CENTER, "center", "window centers",
     .reads = "One number per step: the source position, from 1, that the local window is around.",
     .stage = STAGE_MASK, .rows = AXIS_TARGET, .columns = AXIS_ONE, .kind = KIND_SCORE,
     .concept = CONCEPT_SCORE, .base = {"p", "{r}"}, .numbers = masking_center,
     .formula = masking_center_formula, .rule = masking_center_rule},
    {Q_POSITION, "position", "what predicts the center",
     .reads = "One row per step: the query, mapped to where the center of the window is predicted "
              "from.",
     .stage = STAGE_MASK, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_QUERY, .symbol = position_symbol, .numbers = masking_position,
     .formula = masking_position_formula, .rule = masking_position_rule},
    {Q_WEIGHTS, "weights", "attention weights", .reading = weights_reading,
     .stage = STAGE_SOFTMAX, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"α", "{r},{c}"}, .numbers = weighing_weights,
     .formula = weighing_weights_formula, .rule = weighing_weights_rule},
    {Q_ALIGNED, "aligned", "weights before they are changed", .reading = weighing_aligned_reading,
     .stage = STAGE_SOFTMAX, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"a", "{r},{c}"}, .numbers = weighing_aligned,
     .formula = weighing_aligned_formula, .rule = weighing_aligned_rule},
    {Q_OTHER_WEIGHTS, "other_weights", "weights of the other state",
     .reads = "Where the other of s(t−1) and s(t) would look; nothing goes on from here.",
     .stage = STAGE_SOFTMAX, .rows = AXIS_TARGET, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WEIGHT, .base = {"α′", "{r},{c}"}, .numbers = weighing_other,
     .formula = weighing_other_formula, .rule = weighing_other_rule},
    {Q_CONTEXT, "context", "context vectors",
     .reads = "One row per step: what the decoder is told about the source when it writes that "
              "word.",
     .stage = STAGE_CONTEXT, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"c", "{r}"}, .numbers = context_numbers,
     .formula = context_formula, .rule = context_rule},
    {.name = NULL},
};
/* clang-format on */
