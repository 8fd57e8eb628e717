#include "quantities/seq2seq_readout.h"

#include "quantities/seq2seq_tracing.h"
#include "trace/formula.h"
#include "trace/summand.h"

/* What is fed to the decoder, and from its state to the word (model/seq2seq_decoder.h). */

/* ---- what is fed ---- */

static struct mat fed_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->run.decoder.embedded, 0);
}

static void fed_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = row of the target embedding table");
    if (f->row >= 0)
        formula_print(f, " for \"%s\"", trace_fed_word(f->trace, f->sentence, f->row));
}

static void fed_rule(struct subject *s)
{
    int word = s->trace->sentences[s->sentence].fed[s->row];
    struct mat table = s->weights->seq2seq.target_embedding;
    summand_put(s, origin_none);
    s->out->terms->weight = mat_row(table, word) + s->column;
}

static struct mat fed_readout_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->fed_readout, 0);
}

static void fed_readout_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, f->row == 0 ? " = 0: no readout came before the first step"
                                 : ", the readout of the step before; m(0) = 0");
}

static void fed_readout_rule(struct subject *s)
{
    if (s->row > 0)
        summand_copy(s, origin_at(Q_READOUT, s->row - 1, s->column));
    else
        summand_put(s, origin_none);
}

static struct mat combined_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->run.decoder.combined, 0);
}

static void combined_formula(struct formula *f)
{
    formula_add(f, "x({r}) = ReLU(C [Emb(y({r-1})); c({r})] + b)");
}

static void combined_rule(struct subject *s)
{
    const struct seq2seq_weights *w = &s->weights->seq2seq;
    const real *weights = mat_row(w->combine, s->column);
    summands_room(s, w->combine.cols + 1);
    summands_products(s, weights, 1, sheet_of(Q_FED), s->row, origin_none);
    summands_products(s, weights + s->config->seq2seq.embed, 1, sheet_of(Q_CONTEXT), s->row,
                      origin_none);
    summand_weight(s, &w->combine_bias.x[s->column], "bias b");
    s->out->outer = "ReLU";
}

/* ---- the readout ---- */

static struct mat pre_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->run.decoder.pre, 0);
}

static void pre_formula(struct formula *f)
{
    const struct seq2seq_config *config = &f->trace->config.seq2seq;
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = U s({r})");
    if (config->readout == READOUT_MAXOUT)
        formula_add(f, " + V Emb(y({r-1}))");
    if (seq2seq_has_context(config))
        formula_add(f, " + C c({r})");
    formula_add(f, " + b");
}

static void pre_reading(struct formula *f)
{
    const struct seq2seq_config *config = &f->trace->config.seq2seq;
    bool maxout = config->readout == READOUT_MAXOUT;
    str_add(f->out, seq2seq_has_context(config) ? "One row per step: state and context added up"
                    : maxout                    ? "One row per step: state and fed word added up"
                                                : "One row per step: what is read from the state");
    str_add(f->out, maxout ? "; maxout keeps the larger of units 2i−1 and 2i." : ".");
}

static void pre_rule(struct subject *s)
{
    const struct seq2seq_weights *w = &s->weights->seq2seq;
    const real *of_state = mat_row(w->readout_state, s->column);
    summands_room(s, s->config->seq2seq.decoder_hidden + s->config->seq2seq.embed +
                         seq2seq_state(&s->config->seq2seq) + 1);
    summands_products(s, of_state, 1, sheet_of(Q_STATE), s->row, origin_none);
    if (w->readout_embedding.x)
        summands_products(s, mat_row(w->readout_embedding, s->column), 1, sheet_of(Q_FED), s->row,
                          origin_none);
    if (w->readout_context.x)
        summands_products(s, mat_row(w->readout_context, s->column), 1, sheet_of(Q_CONTEXT), s->row,
                          origin_none);
    summand_weight(s, &w->readout_bias.x[s->column], "bias b");
}

static struct mat readout_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->run.decoder.readout, 0);
}

static void readout_formula(struct formula *f)
{
    switch (f->trace->config.seq2seq.readout) {
    case READOUT_MAXOUT:
        formula_add(f, "m({r},{c}) = max(u({r},{2c-1}), u({r},{2c}))");
        return;
    case READOUT_ATTENTIONAL:
        formula_add(f, "m({r}) = tanh(u({r}))");
        return;
    case READOUT_LINEAR:
        formula_add(f, "m({r}) = u({r})");
        return;
    case READOUT_COUNT:
        return;
    }
}

static void readout_rule(struct subject *s)
{
    summands_room(s, 2);
    switch (s->config->seq2seq.readout) {
    case READOUT_MAXOUT:
        s->out->how = COMBINE_MAX;
        for (int i = 0; i < 2; i++)
            summand_add(s, SUMMAND_PRODUCT, 1, 0, origin_at(Q_PRE, s->row, 2 * s->column + i),
                        origin_none);
        return;
    case READOUT_ATTENTIONAL:
        summand_add(s, SUMMAND_TANH, 1, 0, origin_at(Q_PRE, s->row, s->column), origin_none);
        return;
    case READOUT_LINEAR:
        summand_copy(s, origin_at(Q_PRE, s->row, s->column));
        return;
    case READOUT_COUNT:
        return;
    }
}

/* ---- the word ---- */

static struct mat logits_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->run.decoder.logits, 0);
}

static void logits_formula(struct formula *f)
{
    formula_add(f, "l({r}) = W m({r}) + b");
}

static void logits_rule(struct subject *s)
{
    summands_room(s, s->config->seq2seq.readout_hidden + 1);
    summands_products(s, mat_row(s->weights->seq2seq.output, s->column), 1, sheet_of(Q_READOUT),
                      s->row, origin_none);
    summand_weight(s, &s->weights->seq2seq.output_bias.x[s->column], "bias b");
}

static struct mat probabilities_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, seq2seq_traced_of(trace)->run.decoder.probabilities, 0);
}

static void probabilities_formula(struct formula *f)
{
    formula_add(f, "P(y({r})) = exp l({r}) / Σ exp l({r}), with l({r}) = W m({r}) + b");
}

/* The step whose word is not the likeliest one; −1: there is none. */
static int unlikely_step(const struct formula *f)
{
    for (int t = 0; t < f->trace->sentences[f->sentence].steps; t++) {
        int best, word = f->trace->sentences[f->sentence].words[t];
        if (trace_top_words(f->trace, f->sentence, t, &best, 1) && best != word &&
            !trace_skipped_unknown(f->trace, f->sentence, t))
            return t;
    }
    return -1;
}

/* The step at which <unk> was the likeliest word and nobody allowed it; −1: there is none. */
static int skipping_step(const struct formula *f)
{
    for (int t = 0; t < f->trace->sentences[f->sentence].steps; t++)
        if (trace_skipped_unknown(f->trace, f->sentence, t))
            return t;
    return -1;
}

static void probabilities_reading(struct formula *f)
{
    int step = unlikely_step(f), skipping = skipping_step(f);
    str_add(f->out, "One row per step: how likely every word of the vocabulary is; ");
    if (step < 0 && skipping >= 0)
        str_format(f->out, "the largest is written, but not at step %d: <unk> is not allowed.",
                   skipping + 1);
    else if (step < 0)
        str_add(f->out, "the largest is written.");
    else
        str_format(f->out, "the largest is written, but not at step %d, whose word was given.",
                   step + 1);
}

static void probabilities_rule(struct subject *s)
{
    summands_softmax(s, sheet_of(Q_LOGITS), false);
}

/* clang-format off */
const struct quantity seq2seq_readout[] = {
    {Q_FED, "fed", "embedding of the fed word",
     .reads = "One row per step: the word before, embedded again and fed back.",
     .stage = STAGE_DECODE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_EMBEDDING, .base = {"Emb", "y({r-1})"}, .numbers = fed_numbers,
     .formula = fed_formula, .rule = fed_rule},
    {Q_FED_READOUT, "fed_readout", "fed readout",
     .reads = "One row per step: the readout of the step before, which enters the cell.",
     .stage = STAGE_DECODE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_WORD, .base = {"m", "{r-1}"}, .numbers = fed_readout_numbers,
     .formula = fed_readout_formula, .rule = fed_readout_rule},
    {Q_COMBINED, "combined", "word and context combined",
     .reads = "One row per step: made of the fed word and the context, it enters the cell.",
     .stage = STAGE_DECODE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_CONTEXT, .base = {"x", "{r}"}, .numbers = combined_numbers,
     .formula = combined_formula, .rule = combined_rule},
    {Q_PRE, "pre", "sums of the readout", .reading = pre_reading,
     .stage = STAGE_DECODE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_WORD, .base = {"u", "{r}"}, .numbers = pre_numbers,
     .formula = pre_formula, .rule = pre_rule},
    {Q_READOUT, "readout", "readout",
     .reads = "One row per step: what the output layer turns into words.",
     .stage = STAGE_DECODE, .rows = AXIS_TARGET, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_WORD, .base = {"m", "{r}"}, .numbers = readout_numbers,
     .formula = readout_formula, .rule = readout_rule},
    {Q_PROBABILITIES, "probabilities", "word probabilities", .reading = probabilities_reading,
     .stage = STAGE_WORD, .rows = AXIS_TARGET, .columns = AXIS_VOCAB, .kind = KIND_PROBABILITY,
     .concept = CONCEPT_WORD, .base = {"P", "y({r})"}, .numbers = probabilities_numbers,
     .formula = probabilities_formula, .rule = probabilities_rule},
    {Q_LOGITS, "logits", "logits", .reads = "One row per step: the word scores before the softmax.",
     .stage = STAGE_WORD, .rows = AXIS_TARGET, .columns = AXIS_VOCAB, .kind = KIND_SCORE,
     .concept = CONCEPT_WORD, .base = {"l", "{r}"}, .numbers = logits_numbers,
     .formula = logits_formula, .rule = logits_rule},
    {.name = NULL},
};
/* clang-format on */
