#include "trace/trace.h"

#include "model/attention.h"

/* Where the numbers of each quantity lie in a run. */

/* Every `count`-th row of a time-major matrix: those of one sentence. */
static struct mat sentence_rows(const struct trace *trace, int sentence, struct mat all, int rows)
{
    return (struct mat){.x = all.x ? all.x + (long)sentence * all.stride : NULL,
                        .rows = rows,
                        .cols = all.cols,
                        .stride = trace->count * all.stride};
}

static struct mat of_steps(const struct trace *trace, int sentence, struct steps s, int first)
{
    int steps = trace->sentences[sentence].steps;
    struct mat all = {.x = s.x ? s.x + (long)first * s.rows * s.cols : NULL,
                      .rows = steps,
                      .cols = s.cols,
                      .stride = s.cols};
    return sentence_rows(trace, sentence, all, steps);
}

static struct mat of_source(const struct trace *trace, int sentence, struct mat all)
{
    return sentence_rows(trace, sentence, all, trace->run.encoder.length);
}

/* Columns first to first + count − 1; of a missing matrix, nothing. */
static struct mat columns_of(struct mat all, int first, int count)
{
    return all.x ? mat_cols(all, first, count) : all;
}

static struct mat of_encoder(const struct trace *trace, int sentence, struct recurrent at)
{
    const struct encoder_layer *layer = &trace->run.encoder.layer[at.layer];
    int size = trace->config.seq2seq.encoder_hidden, gate = quantity_gate(at.part, &trace->config);
    int direction = (int)at.chain;
    struct mat all =
        columns_of(at.part == PART_MEMORY ? layer->memory : layer->states, direction * size, size);
    if (gate >= 0)
        all = columns_of(layer->gates[direction], gate * size, size);
    return of_source(trace, sentence, all);
}

static struct mat of_decoder(const struct trace *trace, int sentence, struct recurrent at)
{
    const struct decoder_layer *layer = &trace->run.decoder.layer[at.layer];
    int size = trace->config.seq2seq.decoder_hidden, gate = quantity_gate(at.part, &trace->config);
    switch (at.part) {
    case PART_STATE:
        return of_steps(trace, sentence, layer->states, 1);
    case PART_MEMORY:
        return of_steps(trace, sentence, layer->memory, 1);
    case PART_FIRST_STATE:
        return mat_rows(steps_at(layer->states, 0), sentence, 1);
    case PART_FIRST_MEMORY:
        return mat_rows(steps_at(layer->memory, 0), sentence, 1);
    default:
        return columns_of(of_steps(trace, sentence, layer->gates, 0), gate * size, size);
    }
}

/* What attention computes. Which of it there is depends on the run more than on the model: where
 * there is nothing, the array is missing. */
static struct mat of_attention(const struct trace *trace, int sentence, enum quantity_id id)
{
    const struct attention_run *a = &trace->run.attention;
    const struct decoder_run *d = &trace->run.decoder;
    struct steps states = !score_attends(a->score) ? (struct steps){0} : d->states;
    switch (id) {
    case Q_SCORES:
        return of_steps(trace, sentence, d->scores, 0);
    case Q_QUERY:
        return of_steps(trace, sentence, states, attention_query_entry(&trace->run, 0));
    case Q_QUERY_PROJECTED:
        return of_steps(trace, sentence, d->query, 0);
    case Q_KEYS:
        return !score_attends(a->score) ? (struct mat){0} : of_source(trace, sentence, a->keys);
    case Q_GIVEN_KEYS:
        return !config_reads_words(&trace->config) && a->keys.x != a->source.x
                   ? of_source(trace, sentence, a->source)
                   : (struct mat){0};
    case Q_VALUES:
        return !config_reads_words(&trace->config) ? of_source(trace, sentence, a->values)
                                                   : (struct mat){0};
    case Q_OTHER_SCORES:
        return of_steps(trace, sentence, d->other_scores, 0);
    case Q_MASKED:
        return of_steps(trace, sentence, d->masked, 0);
    case Q_CENTER:
        return of_steps(trace, sentence, d->center, 0);
    case Q_POSITION:
        return of_steps(trace, sentence, d->position, 0);
    case Q_ALIGNED:
        return of_steps(trace, sentence, d->aligned, 0);
    case Q_OTHER_WEIGHTS:
        return of_steps(trace, sentence, d->other_weights, 0);
    case Q_WEIGHTS:
        return of_steps(trace, sentence, d->weights, 0);
    default:
        return of_steps(trace, sentence, d->context, 0);
    }
}

struct mat trace_get(const struct trace *trace, int sentence, enum quantity_id id)
{
    const struct encoder_run *e = &trace->run.encoder;
    const struct decoder_run *d = &trace->run.decoder;
    struct recurrent at;
    if (id >= Q_SCORES && id <= Q_VALUES)
        return of_attention(trace, sentence, id);
    if (!quantity_exists(id, &trace->config))
        return (struct mat){0};
    if (quantity_recurrent(id, &trace->config, &at))
        return at.chain == CHAIN_DECODER ? of_decoder(trace, sentence, at)
                                         : of_encoder(trace, sentence, at);
    switch (id) {
    case Q_STATES:
        return of_source(trace, sentence, e->states);
    case Q_SOURCE_EMBEDDING:
        return of_source(trace, sentence, e->embedded);
    case Q_FED:
        return of_steps(trace, sentence, d->embedded, 0);
    case Q_FED_READOUT:
        return of_steps(trace, sentence, trace->fed_readout, 0);
    case Q_PRE:
        return of_steps(trace, sentence, d->pre, 0);
    case Q_READOUT:
        return of_steps(trace, sentence, d->readout, 0);
    case Q_PROBABILITIES:
        return of_steps(trace, sentence, d->probabilities, 0);
    default:
        return of_steps(trace, sentence, d->logits, 0);
    }
}

bool trace_has(const struct trace *trace, enum quantity_id id)
{
    return id != Q_NONE && trace_get(trace, 0, id).x;
}
