#include "quantities/seq2seq_source.h"

#include "quantities/seq2seq_layers.h"
#include "quantities/seq2seq_tracing.h"
#include "text/vocab.h"
#include "trace/formula.h"
#include "trace/summand.h"

/* What the encoder reads, and what it hands on. */

static struct mat states_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_rows(trace, sentence, seq2seq_traced_of(trace)->run.encoder.states,
                      trace_source_count(trace));
}

static void states_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    seq2seq_layer_states(f, f->trace->config.seq2seq.layers - 1);
}

static void states_rule(struct subject *s)
{
    int size = s->config->seq2seq.encoder_hidden;
    summand_copy(s, origin_at(s->column < size ? Q_FORWARD : Q_BACKWARD, s->row, s->column % size));
}

static struct mat embedding_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_rows(trace, sentence, seq2seq_traced_of(trace)->run.encoder.embedded,
                      trace_source_count(trace));
}

static void embedding_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    if (f->row < 0)
        formula_add(f, " = row of the embedding table for word {r}");
    else
        formula_print(f, " = row of the source embedding table for \"%s\"",
                      trace_source_word(f->trace, f->sentence, f->row));
}

static void embedding_rule(struct subject *s)
{
    bool padding = s->row >= trace_source_length(s->trace, s->sentence);
    int word = padding ? ID_PAD : s->trace->sentences[s->sentence].ids[s->row];
    struct mat table = s->weights->seq2seq.source_embedding;
    summand_put(s, origin_none);
    s->out->terms->weight = mat_row(table, word) + s->column;
}

const struct quantity seq2seq_source[] = {
    {Q_STATES, "states", "encoder states",
     .reads = "One row per source word: what the encoder knows at that word.",
     .stage = STAGE_ENCODE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_STATE, .base = {"h", "{r}"}, .numbers = states_numbers,
     .formula = states_formula, .rule = states_rule},
    {Q_SOURCE_EMBEDDING, "embedding", "source embeddings",
     .reads = "One row per source word, looked up in a table: the same word has the same row "
              "everywhere.",
     .stage = STAGE_ENCODE, .rows = AXIS_SOURCE, .columns = AXIS_UNIT, .kind = KIND_SIGNED,
     .concept = CONCEPT_EMBEDDING, .base = {"x", "{r}"}, .numbers = embedding_numbers,
     .formula = embedding_formula, .rule = embedding_rule},
    {.name = NULL},
};
