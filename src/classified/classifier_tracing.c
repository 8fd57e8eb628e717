#include "classified/classifier_tracing.h"

#include <stdlib.h>
#include <string.h>

#include "classified/classifier_rows.h"
#include "classified/classifier_say.h"
#include "classified/classifier_traced.h"
#include "classified/classifier_weighing.h"
#include "classified/classifier_words.h"
#include "classify/classifier.h"
#include "classify/classifier_answer.h"
#include "text/utf8.h"

/* What of a classifier's runs can be looked at. */

/* Sentences with more words than this have pairs without names. */
enum { NAMED = 48 };

/* ---- running ---- */

/* Words of a sentence; of one without words <eos> is read. */
static int length_of(const struct trace *trace, int sentence)
{
    int count = (int)trace->sentences[sentence].tokens.count;
    return count ? count : 1;
}

static struct classifier_batch lay_out(struct trace *trace)
{
    size_t size = (size_t)trace->count;
    int length, *lengths = arena_take(&trace->arena, size, sizeof *lengths);
    for (int b = 0; b < trace->count; b++)
        lengths[b] = length_of(trace, b);
    const int *tokens = trace_lay_out(trace, lengths, &length);
    return (struct classifier_batch){
        .size = trace->count, .length = length, .tokens = tokens, .lengths = lengths};
}

static const char *word_of(const struct trace *trace, int sentence, int j)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    const struct strs *tokens = &s->tokens;
    if ((size_t)j < tokens->count)
        return s->ids[j] == ID_UNK ? tokens->list[j]
                                   : vocab_label(trace->model->source.vocab, s->ids[j]);
    return vocab_token(trace->model->source.vocab, j == 0 ? ID_EOS : ID_PAD);
}

/* "like → I" of every pair, first word → second word. */
static void name_pairs(struct trace *trace, struct classifier_traced *traced)
{
    int n = traced->run.length;
    if (n > NAMED || !classifier_has_pairs(traced->run.config))
        return;
    size_t pairs = (size_t)(trace->count * n * n);
    traced->pair_labels = arena_take(&trace->arena, pairs, sizeof *traced->pair_labels);
    for (int b = 0; b < trace->count; b++)
        for (int k = 0; k < n * n; k++)
            traced->pair_labels[b * n * n + k] = arena_format(
                &trace->arena, "%s→%s", word_of(trace, b, k % n), word_of(trace, b, k / n));
}

static void run(struct trace *trace, const char *const *texts, int count, int steps)
{
    struct classifier_traced *traced = arena_zero(&trace->arena, 1, sizeof *traced);
    struct classifier_setup setup = {.config = &trace->model->config,
                                     .weights = &trace->model->weights,
                                     .control = trace->changed ? &trace->control : NULL,
                                     .arena = &trace->arena,
                                     .keep = KEEP_ALL};
    (void)steps; /* it writes nothing */
    trace->count = count;
    trace->config = trace->model->config;
    for (int i = 0; i < count; i++)
        trace_read(trace, i, texts[i]);
    struct classifier_batch batch = lay_out(trace);
    classifier_forward(&traced->run, &setup, &batch);
    classifier_traced_explain(traced);
    name_pairs(trace, traced);
    trace->computed = traced;
}

/* ---- asking ---- */

static struct slice slices(const struct trace *trace)
{
    const struct classifier_config *c = &trace->config.classifier;
    switch (c->kind) {
    case CLASSIFY_MULTIHEAD:
        return (struct slice){c->layers, c->heads, 1};
    case CLASSIFY_STRUCTURED:
        return (struct slice){1, 1, c->hops};
    case CLASSIFY_CNN:
        return (struct slice){CLASSIFIER_CONVOLUTIONS, 1, 1};
    case CLASSIFY_MEAN:
    case CLASSIFY_RNN:
    case CLASSIFY_RELATION_PLAIN:
    case CLASSIFY_RELATION:
    case CLASSIFIER_KIND_COUNT:
        break;
    }
    return (struct slice){1, 1, 1};
}

static int count_of(const struct trace *trace, int sentence, enum axis axis)
{
    if (axis == AXIS_CLASS)
        return classifier_labels(trace->model);
    if (axis == AXIS_TARGET)
        return 0;
    return sentence < 0 ? classifier_traced(trace)->run.length : length_of(trace, sentence);
}

static const char *label(const struct trace *trace, int sentence, enum axis axis, int i)
{
    const struct classifier_traced *traced = classifier_traced(trace);
    int n = traced->run.length;
    if (axis == AXIS_SOURCE || axis == AXIS_ASKING)
        return word_of(trace, sentence, i);
    if (axis == AXIS_CLASS)
        return classifier_label(trace->model, i);
    if (axis == AXIS_PAIR && traced->pair_labels)
        return traced->pair_labels[sentence * n * n + i];
    return NULL;
}

static bool masked(const struct trace *trace, int sentence, int row, int column)
{
    const struct classifier_run *r = &classifier_traced(trace)->run;
    if (row < 0)
        return r->mask[sentence * r->length + column];
    return classifier_weighing_excluded(trace, sentence, sheet_of(Q_WEIGHTS), row, column);
}

static const enum stage stages[] = {STAGE_EMBED,  STAGE_ENCODE,  STAGE_PAIR,    STAGE_SCORE,
                                    STAGE_SQUASH, STAGE_MASK,    STAGE_SOFTMAX, STAGE_CONTEXT,
                                    STAGE_POOL,   STAGE_CLASSIFY};
static const struct quantity *const quantities[] = {
    classifier_words_rows,     classifier_recurrent_rows, classifier_pair_rows,
    classifier_attention_rows, classifier_hop_rows,       classifier_layer_rows,
    classifier_sentence_rows,  classifier_decision_rows,  NULL};

const struct tracing classifier_tracing = {
    .stages = stages,
    .stage_count = sizeof stages / sizeof *stages,
    .skips = true,
    .quantities = quantities,
    .axes = {[AXIS_ONE] = "number",
             [AXIS_SOURCE] = "words",
             [AXIS_ASKING] = "words",
             [AXIS_UNIT] = "units",
             [AXIS_HOP] = "hops",
             [AXIS_CLASS] = "labels",
             [AXIS_PAIR] = "pairs"},
    .run = run,
    .slices = slices,
    .count = count_of,
    .label = label,
    .masked = masked,
    .say = classifier_say,
    .missing = classifier_say_missing,
};
