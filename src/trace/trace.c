#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/vec.h"
#include "model/decoder.h"
#include "model/seq2seq.h"
#include "text/token.h"
#include "text/utf8.h"

static void read_sentence(struct trace *trace, int number, const char *text)
{
    const struct model *model = trace->model;
    struct trace_sentence *s = &trace->sentences[number];
    struct str clean = {0};
    utf8_clean(&clean, text, strlen(text));
    s->text = str_take(&clean);
    tokens_split(&s->tokens, model->config.source_unit, s->text);
    while (s->tokens.count > TRACE_TOKENS) {
        free(s->tokens.list[--s->tokens.count]);
        s->cut++;
    }
    s->ids = mem_new(s->tokens.count + 1, sizeof *s->ids);
    for (size_t i = 0; i < s->tokens.count; i++)
        s->ids[i] = vocab_id(model->source_vocab, s->tokens.list[i]);
    s->ids[s->tokens.count] = ID_EOS;
}

static void *keep(struct trace *trace, const void *from, int count, size_t size)
{
    size_t bytes = (size_t)count * size;
    return bytes ? memcpy(arena_take(&trace->arena, bytes, 1), from, bytes) : NULL;
}

static const struct row_change *keep_rows(struct trace *trace, const struct row_change *rows,
                                          int count)
{
    struct row_change *kept = keep(trace, rows, count, sizeof *rows);
    for (int i = 0; i < count; i++)
        kept[i].values = keep(trace, rows[i].values, rows[i].count, sizeof(real));
    return kept;
}

/* The arrays of a control belong to whoever made it; a trace keeps copies. */
static void copy_control(struct trace *trace, const struct control *control)
{
    struct control *own = &trace->control;
    *own = *control;
    own->hidden = keep(trace, control->hidden, control->hidden_count, 1);
    own->lengths = keep(trace, control->lengths, control->lengths_count, sizeof(int));
    own->weights = keep_rows(trace, control->weights, control->weights_count);
    own->contexts = keep_rows(trace, control->contexts, control->contexts_count);
    own->forced = keep(trace, control->forced, control->forced_count, sizeof(int));
}

static struct trace *trace_read(const struct model *model, const char *const *texts, int count)
{
    struct trace *trace = mem_new(1, sizeof *trace);
    trace->model = model;
    trace->count = count < TRACE_SENTENCES ? count : TRACE_SENTENCES;
    for (int i = 0; i < trace->count; i++)
        read_sentence(trace, i, texts[i]);
    return trace;
}

/* Lays the sentences out as a batch and encodes them. */
static void start(struct trace *trace, const struct control *control, int steps)
{
    size_t size = (size_t)trace->count;
    int length = 0, *lengths = arena_take(&trace->arena, size, sizeof *lengths);
    for (int b = 0; b < trace->count; b++) {
        lengths[b] = (int)trace->sentences[b].tokens.count + 1;
        length = lengths[b] > length ? lengths[b] : length;
    }
    int *tokens = arena_zero(&trace->arena, (size_t)length * size, sizeof *tokens);
    for (int b = 0; b < trace->count; b++)
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * trace->count + b] = trace->sentences[b].ids[j];
    struct run_setup setup = {.config = &trace->model->config,
                              .weights = &trace->model->weights,
                              .control = control ? &trace->control : NULL,
                              .arena = &trace->arena,
                              .keep = KEEP_ALL};
    if (control)
        copy_control(trace, control);
    run_start(&trace->run, &setup, trace->count, length, tokens, lengths,
              steps ? steps : decode_limit(length));
}

struct trace *trace_new(const struct model *model, const char *const *texts, int count,
                        const struct control *control)
{
    struct trace *trace = trace_read(model, texts, count);
    start(trace, control, 0);
    decode_greedy(&trace->run, &trace->decoded);
    for (int b = 0; b < trace->count; b++)
        trace->sentences[b].steps = trace->decoded.lengths[b] + (trace->decoded.ended[b] ? 1 : 0);
    return trace;
}

struct trace *trace_forced(const struct model *model, const char *text, const int *target,
                           int target_count)
{
    struct trace *trace = trace_read(model, &text, 1);
    struct control forced = {.forced = target, .forced_count = target_count};
    start(trace, &forced, target_count);
    decode_greedy(&trace->run, &trace->decoded);
    trace->sentences[0].steps = trace->decoded.steps;
    return trace;
}

void trace_free(struct trace *trace)
{
    if (!trace)
        return;
    for (int b = 0; b < trace->count; b++) {
        strs_free(&trace->sentences[b].tokens);
        free(trace->sentences[b].text);
        free(trace->sentences[b].ids);
    }
    arena_free(&trace->arena);
    free(trace);
}

size_t trace_size(const struct trace *trace)
{
    return sizeof *trace + arena_size(&trace->arena);
}

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

struct mat trace_get(const struct trace *trace, int sentence, enum quantity_id id)
{
    const struct config *config = &trace->model->config;
    const struct encoder_run *e = &trace->run.encoder;
    const struct decoder_run *d = &trace->run.decoder;
    const struct decoder_layer *top = &d->layer[config->layers - 1];
    int encoder = config->encoder_hidden, decoder = config->decoder_hidden;
    if (!quantity_exists(id, config))
        return (struct mat){0};
    switch (id) {
    case Q_STATES:
        return of_source(trace, sentence, e->states);
    case Q_FORWARD:
        return of_source(trace, sentence, mat_cols(e->states, 0, encoder));
    case Q_BACKWARD:
        return of_source(trace, sentence, mat_cols(e->states, encoder, encoder));
    case Q_SOURCE_EMBEDDING:
        return of_source(trace, sentence, e->embedded);
    case Q_FIRST_STATE:
        return mat_rows(steps_at(d->states, 0), sentence, 1);
    case Q_SCORES:
        return of_steps(trace, sentence, d->scores, 0);
    case Q_QUERY:
        return of_steps(trace, sentence, d->states, attention_query_entry(&trace->run, 0));
    case Q_QUERY_PROJECTED:
        return of_steps(trace, sentence, d->query, 0);
    case Q_KEYS:
        return of_source(trace, sentence, trace->run.attention.keys);
    case Q_MASKED:
        return of_steps(trace, sentence, d->masked, 0);
    case Q_CENTER:
        return of_steps(trace, sentence, d->center, 0);
    case Q_ALIGNED:
        return of_steps(trace, sentence, d->aligned, 0);
    case Q_WEIGHTS:
        return of_steps(trace, sentence, d->weights, 0);
    case Q_CONTEXT:
        return of_steps(trace, sentence, d->context, 0);
    case Q_STATE:
        return of_steps(trace, sentence, d->states, 1);
    case Q_RESET:
    case Q_UPDATE:
    case Q_INPUT_GATE:
    case Q_FORGET:
    case Q_CANDIDATE:
    case Q_OUTPUT_GATE:
        return mat_cols(of_steps(trace, sentence, top->gates, 0),
                        quantity_gate(id, config) * decoder, decoder);
    case Q_MEMORY:
        return of_steps(trace, sentence, top->memory, 1);
    case Q_BELOW:
        return of_steps(trace, sentence, d->layer[config->layers - 2].states, 1);
    case Q_FED:
        return of_steps(trace, sentence, d->embedded, 0);
    case Q_PRE:
        return of_steps(trace, sentence, d->pre, 0);
    case Q_READOUT:
        return of_steps(trace, sentence, d->readout, 0);
    case Q_PROBABILITIES:
        return of_steps(trace, sentence, d->probabilities, 0);
    case Q_LOGITS:
        return of_steps(trace, sentence, d->logits, 0);
    default:
        return (struct mat){0};
    }
}

int trace_source_count(const struct trace *trace)
{
    return trace->run.encoder.length;
}

int trace_source_length(const struct trace *trace, int sentence)
{
    return (int)trace->sentences[sentence].tokens.count + 1;
}

const char *trace_source_word(const struct trace *trace, int sentence, int j)
{
    const struct strs *tokens = &trace->sentences[sentence].tokens;
    if ((size_t)j < tokens->count)
        return tokens->list[j];
    return vocab_token(trace->model->source_vocab, (size_t)j == tokens->count ? ID_EOS : ID_PAD);
}

bool trace_source_known(const struct trace *trace, int sentence, int j)
{
    return j >= trace_source_length(trace, sentence) || trace->sentences[sentence].ids[j] != ID_UNK;
}

const char *trace_target_word(const struct trace *trace, int sentence, int t)
{
    return vocab_token(trace->model->target_vocab,
                       trace->decoded.words[t * trace->count + sentence]);
}

const char *trace_fed_word(const struct trace *trace, int sentence, int t)
{
    return vocab_token(trace->model->target_vocab,
                       trace->run.decoder.fed[t * trace->count + sentence]);
}

bool trace_masked(const struct trace *trace, int sentence, int t, int j)
{
    const struct run *run = &trace->run;
    if (t < 0 || run->attention.score == SCORE_NONE)
        return run->attention.masked[sentence * run->encoder.length + j];
    return attention_excluded(run, t, sentence)[j];
}

const char *trace_label(const struct trace *trace, int sentence, enum axis axis, int i,
                        char *buffer, size_t size)
{
    switch (axis) {
    case AXIS_SOURCE:
        return trace_source_word(trace, sentence, i);
    case AXIS_TARGET:
        return trace_target_word(trace, sentence, i);
    case AXIS_VOCAB:
        return vocab_token(trace->model->target_vocab, i);
    default:
        snprintf(buffer, size, "%d", i + 1);
        return buffer;
    }
}

bool trace_translation(const struct trace *trace, int sentence, struct str *out)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    int count = trace->decoded.lengths[sentence];
    const char **words = mem_new((size_t)(count > 0 ? count : 1), sizeof *words);
    for (int t = 0; t < count; t++)
        words[t] = trace_target_word(trace, sentence, t);
    bool french = vocab_has(trace->model->target_vocab, "qu'");
    tokens_join(out, trace->model->config.target_unit, french, words, (size_t)count);
    free(words);
    return s->steps > count;
}

int trace_top_words(const struct trace *trace, int sentence, int t, int *words, int count)
{
    struct mat p = trace_get(trace, sentence, Q_PROBABILITIES);
    return vec_top(words, count, mat_row(p, t), p.cols);
}
