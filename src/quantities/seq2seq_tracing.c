#include "quantities/seq2seq_tracing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "model/seq2seq.h"
#include "quantities/scoring.h"
#include "quantities/seq2seq_attention.h"
#include "quantities/seq2seq_layers.h"
#include "quantities/seq2seq_readout.h"
#include "quantities/seq2seq_say.h"
#include "quantities/seq2seq_source.h"
#include "text/token.h"
#include "text/utf8.h"

/* What of an encoder-decoder's runs can be looked at. */

const struct seq2seq_traced *seq2seq_traced_of(const struct trace *trace)
{
    assert(trace->tracing == &seq2seq_tracing);
    return trace->computed;
}

/* ---- running ---- */

static int length_of(const struct trace *trace, int sentence)
{
    return (int)trace->sentences[sentence].tokens.count + 1;
}

/* Positions of the longest sentence, <eos> included. */
static int longest(const struct trace *trace)
{
    int length = 0;
    for (int b = 0; b < trace->count; b++)
        if (length_of(trace, b) > length)
            length = length_of(trace, b);
    return length;
}

/* Lays the sentences out as a batch and encodes them. */
static void encode(struct trace *trace, struct seq2seq_run *run, int steps)
{
    size_t size = (size_t)trace->count;
    int length, *lengths = arena_take(&trace->arena, size, sizeof *lengths);
    for (int b = 0; b < trace->count; b++)
        lengths[b] = length_of(trace, b);
    const int *tokens = trace_lay_out(trace, lengths, &length);
    struct seq2seq_setup setup = {.config = &trace->model->config,
                                  .weights = &trace->model->weights,
                                  .control = trace->changed ? &trace->control : NULL,
                                  .arena = &trace->arena,
                                  .keep = KEEP_ALL};
    seq2seq_start(run, &setup, trace->count, length, tokens, lengths, steps);
    trace->room = steps;
    trace->attention = &run->attention;
    scoring_note_config(trace);
}

/* m(t−1) of every step: what input_feeding feeds. */
static void collect_fed_readouts(struct seq2seq_traced *traced, int steps)
{
    struct steps readout = traced->run.decoder.readout;
    if (traced->run.config->feed != FEED_INPUT_FEEDING)
        return;
    traced->fed_readout = pass_steps(&traced->run.pass, readout.cols, readout.kept);
    mat_zero(steps_at(traced->fed_readout, 0));
    for (int t = 1; t < steps; t++)
        mat_copy(steps_at(traced->fed_readout, t), steps_at(readout, t - 1));
}

/* What was written for sentence b, taken out of the batch. */
static void take_written(struct trace *trace, const struct seq2seq_run *run,
                         const struct decoded *decoded, int b)
{
    struct trace_sentence *s = &trace->sentences[b];
    size_t room = (size_t)trace->room;
    s->words = arena_zero(&trace->arena, room, sizeof *s->words);
    s->fed = arena_zero(&trace->arena, room, sizeof *s->fed);
    s->ended = decoded->ended[b];
    s->steps = decoded->lengths[b] + s->ended;
    s->log_probability = decoded->log_probability[b];
    for (int t = 0; t < s->steps; t++) {
        s->words[t] = decoded->words[t * trace->count + b];
        s->fed[t] = run->decoder.fed[t * trace->count + b];
    }
}

static void run(struct trace *trace, const char *const *texts, int count, int steps)
{
    struct seq2seq_traced *traced = arena_zero(&trace->arena, 1, sizeof *traced);
    struct decoded decoded;
    trace->computed = traced;
    trace->count = count;
    for (int i = 0; i < count; i++)
        trace_read(trace, i, texts[i]);
    int limit = decode_limit(longest(trace)), forced = trace->control.forced_count;
    if (steps == 0)
        steps = forced > limit ? forced : limit;
    encode(trace, &traced->run, steps);
    decode_greedy(&traced->run, &decoded);
    collect_fed_readouts(traced, decoded.steps);
    for (int b = 0; b < count; b++)
        take_written(trace, &traced->run, &decoded, b);
}

/* ---- asking ---- */

static struct slice slices(const struct trace *trace)
{
    return (struct slice){trace->config.seq2seq.layers, 1, 1};
}

static int count_of(const struct trace *trace, int sentence, enum axis axis)
{
    if (axis == AXIS_TARGET)
        return trace->sentences[sentence].steps;
    if (axis == AXIS_VOCAB)
        return vocab_size(trace->model->target.vocab);
    return sentence < 0 ? seq2seq_traced_of(trace)->run.encoder.length : length_of(trace, sentence);
}

static const char *source_word(const struct trace *trace, int sentence, int j)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    const struct strs *tokens = &s->tokens;
    if ((size_t)j < tokens->count)
        return s->ids[j] == ID_UNK ? tokens->list[j]
                                   : vocab_label(trace->model->source.vocab, s->ids[j]);
    return vocab_token(trace->model->source.vocab, (size_t)j == tokens->count ? ID_EOS : ID_PAD);
}

static const char *label(const struct trace *trace, int sentence, enum axis axis, int i)
{
    const struct vocab *target = trace->model->target.vocab;
    if (axis == AXIS_SOURCE)
        return source_word(trace, sentence, i);
    if (axis == AXIS_TARGET)
        return vocab_label(target, trace->sentences[sentence].words[i]);
    return axis == AXIS_VOCAB ? vocab_label(target, i) : NULL;
}

static bool masked(const struct trace *trace, int sentence, int t, int j)
{
    const struct seq2seq_run *run = &seq2seq_traced_of(trace)->run;
    if (t < 0 || !score_attends(run->attention.score))
        return run->attention.mask[sentence * run->encoder.length + j];
    return attention_excluded(&run->pass, &run->attention, t, sentence)[j];
}

static void missing(const struct trace *trace, enum stage stage, struct str *out)
{
    const char *name = trace->model->name;
    if (stage == STAGE_CONTEXT) {
        str_format(out,
                   "%s has no context at any step: its decoder knows the source from its first "
                   "state s(0) alone.\n \ns(0) is at the encode stage. Right goes on to the decode "
                   "stage; Tab shows this sentence in a model that has a context.",
                   name);
        return;
    }
    str_format(
        out,
        "%s has no attention, so there is nothing at the %s stage: no scores, no mask, no "
        "weights.\n \n%s; Tab shows this sentence in a model that has attention.",
        name, stage_label(stage),
        trace_has(trace, Q_CONTEXT)
            ? "Its context is the last encoder state, h(last), the same at every step. Right "
              "goes on to the context stage"
            : "Its decoder is told of the source by its first state s(0) and nothing else. "
              "Right goes on");
}

static const enum stage stages[] = {STAGE_ENCODE,  STAGE_SCORE,  STAGE_MASK, STAGE_SOFTMAX,
                                    STAGE_CONTEXT, STAGE_DECODE, STAGE_WORD};
static const struct quantity *const quantities[] = {seq2seq_source,    seq2seq_layers_encoder,
                                                    seq2seq_attention, seq2seq_layers_decoder,
                                                    seq2seq_readout,   NULL};

const struct tracing seq2seq_tracing = {
    .stages = stages,
    .stage_count = sizeof stages / sizeof *stages,
    .quantities = quantities,
    .axes = {[AXIS_ONE] = "start",
             [AXIS_SOURCE] = "source",
             [AXIS_TARGET] = "target",
             [AXIS_UNIT] = "units",
             [AXIS_VOCAB] = "vocabulary"},
    .run = run,
    .slices = slices,
    .count = count_of,
    .label = label,
    .masked = masked,
    .say = seq2seq_say,
    .missing = missing,
};
