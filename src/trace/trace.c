#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/vec.h"
#include "model/decoder.h"
#include "model/seq2seq.h"
#include "text/token.h"
#include "text/token_join.h"
#include "text/utf8.h"
#include "trace/trace_qkv.h"

static void read_sentence(struct trace *trace, int number, const char *text)
{
    const struct model *model = trace->model;
    struct trace_sentence *s = &trace->sentences[number];
    struct str clean = {0};
    utf8_clean(&clean, text, strlen(text));
    s->text = str_take(&clean);
    tokens_split(&s->tokens, model->config.source.unit, s->text);
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
    own->cells = keep(trace, control->cells, control->cells_count, sizeof *control->cells);
    own->weights = keep_rows(trace, control->weights, control->weights_count);
    own->contexts = keep_rows(trace, control->contexts, control->contexts_count);
    own->forced = keep(trace, control->forced, control->forced_count, sizeof(int));
}

/* The configuration that describes what the run did: another score or window may have been in
 * force than the model's own. */
void trace_note_config(struct trace *trace)
{
    const struct attention_run *a = &trace->run.attention;
    bool scaled = a->scale != 1;
    trace->config = trace->model->config;
    struct attention_config *ran = config_attention_change(&trace->config);
    ran->score = a->score;
    ran->window = score_attends(a->score) ? a->window : WINDOW_GLOBAL;
    if (a->score == SCORE_DOT || a->score == SCORE_SCALED_DOT)
        ran->score = scaled ? SCORE_SCALED_DOT : SCORE_DOT;
}

/* What `control` may be over in this trace. */
struct run_setup trace_setup(struct trace *trace, const struct control *control)
{
    if (control)
        copy_control(trace, control);
    return (struct run_setup){.config = &trace->model->config,
                              .weights = &trace->model->weights,
                              .control = control ? &trace->control : NULL,
                              .arena = &trace->arena,
                              .keep = KEEP_ALL};
}

static struct trace *trace_read(const struct model *model, const char *const *texts, int count)
{
    struct trace *trace = mem_new(1, sizeof *trace);
    trace->model = model;
    trace->config = model->config;
    trace->count = count < TRACE_SENTENCES ? count : TRACE_SENTENCES;
    for (int i = 0; i < trace->count; i++)
        read_sentence(trace, i, texts[i]);
    return trace;
}

/* Positions of the longest sentence, <eos> included. */
static int longest(const struct trace *trace)
{
    int length = 0;
    for (int b = 0; b < trace->count; b++)
        if (trace_source_length(trace, b) > length)
            length = trace_source_length(trace, b);
    return length;
}

/* Lays the sentences out as a batch and encodes them. */
static void start(struct trace *trace, const struct control *control, int steps)
{
    size_t size = (size_t)trace->count;
    int length = longest(trace), *lengths = arena_take(&trace->arena, size, sizeof *lengths);
    for (int b = 0; b < trace->count; b++)
        lengths[b] = trace_source_length(trace, b);
    int *tokens = arena_zero(&trace->arena, (size_t)length * size, sizeof *tokens);
    for (int b = 0; b < trace->count; b++)
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * trace->count + b] = trace->sentences[b].ids[j];
    struct run_setup setup = trace_setup(trace, control);
    run_start(&trace->run, &setup, trace->count, length, tokens, lengths, steps);
    trace_note_config(trace);
}

/* m(t−1) of every step: what input_feeding feeds. */
static void collect_fed_readouts(struct trace *trace)
{
    struct steps readout = trace->run.decoder.readout;
    if (trace->config.seq2seq.feed != FEED_INPUT_FEEDING)
        return;
    trace->fed_readout = run_steps(&trace->run, readout.cols, readout.kept);
    mat_zero(steps_at(trace->fed_readout, 0));
    for (int t = 1; t < trace->decoded.steps; t++)
        mat_copy(steps_at(trace->fed_readout, t), steps_at(readout, t - 1));
}

struct trace *trace_new(const struct model *model, const char *const *texts, int count,
                        const struct control *control)
{
    if (!config_reads_words(&model->config))
        return trace_qkv(model, control);
    struct trace *trace = trace_read(model, texts, count);
    int limit = decode_limit(longest(trace)), forced = control ? control->forced_count : 0;
    start(trace, control, forced > limit ? forced : limit);
    decode_greedy(&trace->run, &trace->decoded);
    collect_fed_readouts(trace);
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
    collect_fed_readouts(trace);
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

int trace_source_count(const struct trace *trace)
{
    return trace->run.encoder.length;
}

int trace_source_length(const struct trace *trace, int sentence)
{
    if (!config_reads_words(&trace->config))
        return trace->run.encoder.lengths[sentence];
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
    if (t < 0 || !score_attends(run->attention.score))
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
    tokens_join(out, trace->model->config.target.unit, french, words, (size_t)count);
    free(words);
    return s->steps > count;
}

int trace_top_words(const struct trace *trace, int sentence, int t, int *words, int count)
{
    struct mat p = trace_get(trace, sentence, Q_PROBABILITIES);
    if (!p.x)
        return 0;
    return vec_top(words, count, mat_row(p, t), p.cols);
}
