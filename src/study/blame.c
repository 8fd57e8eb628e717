#include "study/blame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decode/beam.h"
#include "decode/decode.h"
#include "math/vec.h"
#include "model/seq2seq.h"
#include "study/blame_say.h"
#include "text/pharaoh.h"

static const int widths[BLAME_FOUND] = {1, 4, 16};

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_RIGHT] = "nothing",          [VERDICT_SEARCH] = "search",
        [VERDICT_ATTENTION] = "attention",    [VERDICT_OUTPUT] = "output layer",
        [VERDICT_CUT] = "the limit of words",
    };
    return names[verdict];
}

/* ---- what was asked ---- */

static int check_length(const char *what, size_t count, struct err *err)
{
    if (count == 0)
        return err_set(err, "the %s is empty: there is nothing to compare", what);
    if (count > BLAME_TOKENS)
        return err_set(err, "the %s has %zu tokens, %d are the limit here", what, count,
                       BLAME_TOKENS);
    return 0;
}

/* What links say of words, they say of all pieces of these words. Needs links that were checked. */
static void link_tokens(struct links *links, const struct model *model, const struct strs *source,
                        const struct strs *target)
{
    struct links out = {0};
    int from[BLAME_TOKENS], to[BLAME_TOKENS];
    tokenizer_group(&model->source, (const char *const *)source->list, source->count, from);
    tokenizer_group(&model->target, (const char *const *)target->list, target->count, to);
    for (size_t i = 0; i < links->count; i++)
        for (int j = 0; (size_t)j < source->count; j++)
            for (int t = 0; (size_t)t < target->count; t++) {
                struct link link = links->list[i];
                if (from[j] != link.source || to[t] != link.target)
                    continue;
                out.list = mem_grow(out.list, &out.capacity, out.count + 1, sizeof *out.list);
                out.list[out.count++] = (struct link){j, t, link.sure};
            }
    free(links->list);
    *links = out;
}

/* How many words tokens make; 0 to BLAME_TOKENS tokens. */
static size_t words_of(const struct tokenizer *tokenizer, const struct strs *tokens)
{
    int word[BLAME_TOKENS];
    return (size_t)tokenizer_group(tokenizer, (const char *const *)tokens->list, tokens->count,
                                   word);
}

static int check_links(const struct links *links, size_t source, size_t target, struct err *err)
{
    for (size_t i = 0; i < links->count; i++) {
        const struct link *link = &links->list[i];
        if ((size_t)link->source >= source || (size_t)link->target >= target)
            return err_set(
                err,
                "the link %d-%d leads out of the sentences: they have %zu and %zu words, "
                "numbers 0 to %zu and 0 to %zu",
                link->source, link->target, source, target, source - 1, target - 1);
    }
    return 0;
}

/* ---- scores ---- */

static void measure_score(struct blame_run *run, const struct model *model)
{
    struct beam_options options = beam_defaults(1);
    struct strs words = {0};
    struct str text = {0};
    const char **tokens = mem_new((size_t)run->length, sizeof *tokens);
    size_t count = 0;
    run->score = beam_score(&options, run->log_probability, run->length, NULL, 0);
    for (; count < (size_t)run->length && run->words[count] != ID_EOS; count++)
        tokens[count] = vocab_token(model->target.vocab, run->words[count]);
    tokenizer_merge(&model->target, &words, tokens, count);
    for (size_t i = 0; i < words.count; i++)
        str_format(&text, "%s%s", i ? " " : "", words.list[i]);
    run->text = str_take(&text);
    strs_free(&words);
    free(tokens);
}

/* What a beam of this width finds for the sentence of a trace. */
static void search(struct blame_run *out, const struct trace *trace, int width)
{
    struct arena arena = {0};
    struct seq2seq_run run;
    struct beam beam;
    struct beam_options options = beam_defaults(width);
    const int length = trace_source_length(trace, 0);
    struct seq2seq_setup setup = {.config = &trace->model->config,
                                  .weights = &trace->model->weights,
                                  .arena = &arena,
                                  .keep = KEEP_STEP};
    seq2seq_start(&run, &setup, 1, length, trace->sentences[0].ids, &length, decode_limit(length));
    decode_beam(&run, &options, &beam);
    const struct beam_node *node = &beam.nodes[beam.best[0]];
    out->width = width;
    out->length = node->length;
    out->log_probability = node->log_probability;
    out->words = mem_new((size_t)node->length, sizeof *out->words);
    if (beam_words(&beam, beam.best[0], out->words) < node->length)
        out->words[node->length - 1] = ID_EOS;
    measure_score(out, trace->model);
    arena_free(&arena);
}

static void measure_runs(struct blame *b, const struct trace *trace)
{
    struct blame_run *reference = &b->reference;
    size_t bytes = (size_t)b->count * sizeof *reference->words;
    reference->length = b->count;
    reference->words = memcpy(mem_new(1, bytes), trace->sentences[0].words, bytes);
    reference->log_probability = trace->sentences[0].log_probability;
    reference->reference = true;
    measure_score(reference, trace->model);
    for (int i = 0; i < BLAME_FOUND; i++) {
        struct blame_run *found = &b->found[i];
        search(found, trace, widths[i]);
        found->reference = b->unknown.count == 0 && found->length == b->count &&
                           memcmp(found->words, reference->words, bytes) == 0;
    }
}

/* ---- steps ---- */

static void measure_step(struct blame *b, const struct trace *trace, int t)
{
    struct blame_step *step = &b->steps[t];
    struct mat logits = trace_get(trace, 0, Q_LOGITS), weights = trace_get(trace, 0, Q_WEIGHTS);
    int best, word = trace->sentences[0].words[t];
    decode_best(trace->control.allow_unknown, mat_row(logits, t), logits.cols, &best, 1);
    *step = (struct blame_step){.word = b->target.list[t],
                                .known = word != ID_UNK,
                                .as_is = placed_of(mat_row(logits, t), logits.cols, word),
                                .best = vocab_label(trace->model->target.vocab, best),
                                .looked = -1,
                                .place = -1,
                                .aligned = -1};
    step->best_probability = placed_of(mat_row(logits, t), logits.cols, best).probability;
    if (weights.x) {
        step->looked = vec_argmax(mat_row(weights, t), (int)b->source.count);
        step->weight = (double)mat_row(weights, t)[step->looked];
    }
    if (step->known && step->as_is.rank == 1)
        return;
    step->verdict = VERDICT_OUTPUT;
    b->failing++;
    b->first = b->first < 0 ? t : b->first;
}

/* The rows of the reference alignment: all linked positions of a word alike. */
static struct mat aligned_rows(struct blame *b, const struct links *links)
{
    int length = (int)b->source.count;
    struct mat rows = mat_of(mem_new((size_t)(b->count * length), sizeof(real)), b->count, length);
    for (size_t i = 0; i < links->count; i++) {
        const struct link *link = &links->list[i];
        int *aligned = &b->steps[link->target].aligned;
        mat_row(rows, link->target)[link->source] = 1;
        *aligned = *aligned < 0 || link->source < *aligned ? link->source : *aligned;
    }
    for (int t = 0; t < b->count; t++) {
        real *row = mat_row(rows, t), sum = vec_sum(row, length);
        vec_scale(row, sum > 0 ? 1 / sum : 0, length);
    }
    return rows;
}

/* What is best of the `count` places tried for a step, the last of them being the alignment's. */
static void judge_step(struct blame *b, struct blame_step *step, const struct placed *tried)
{
    int length = (int)b->source.count;
    for (int j = 0; j < length; j++) {
        step->places += tried[j].rank == 1;
        if (step->place < 0 || tried[j].probability > step->there.probability) {
            step->place = j;
            step->there = tried[j];
        }
    }
    step->aligned_there = tried[length];
    if (!step->known)
        return;
    if (step->aligned >= 0 ? step->aligned_there.rank == 1 : step->places > 0) {
        step->verdict = VERDICT_ATTENTION;
        b->by_attention++;
    }
}

static void try_places(struct blame *b, const struct trace *trace, const struct links *links)
{
    size_t places = b->source.count + 1;
    bool *wanted = mem_new((size_t)b->count, sizeof *wanted);
    struct placed *tried = mem_new((size_t)b->count * places, sizeof *tried);
    struct mat rows = aligned_rows(b, links);
    for (int t = 0; t < b->count; t++)
        wanted[t] = b->steps[t].verdict != VERDICT_RIGHT;
    places_try(trace, wanted, rows, tried);
    for (int t = 0; t < b->count; t++)
        if (wanted[t])
            judge_step(b, &b->steps[t], tried + (size_t)t * places);
    free(rows.x);
    free(tried);
    free(wanted);
}

/* ---- all of it ---- */

static enum verdict judge(const struct blame *b)
{
    if (b->found[0].reference)
        return VERDICT_RIGHT;
    if (b->first < 0)
        return VERDICT_CUT;
    if (b->unknown.count == 0 && b->reference.score > b->found[0].score)
        return VERDICT_SEARCH;
    return b->steps[b->first].verdict;
}

static void measure(struct blame *b, const struct trace *trace, const struct links *links)
{
    b->first = -1;
    b->count = trace->sentences[0].steps;
    b->attends = trace_get(trace, 0, Q_WEIGHTS).x != NULL;
    b->steps = mem_new((size_t)b->count, sizeof *b->steps);
    for (int t = 0; t < b->count; t++)
        measure_step(b, trace, t);
    if (b->attends && b->failing)
        try_places(b, trace, links);
    measure_runs(b, trace);
    b->verdict = judge(b);
    struct str sentence = {0};
    blame_say(b, &sentence);
    b->sentence = str_take(&sentence);
}

/* The tokens of both sides, <eos> at their ends, and what the vocabulary of the target lacks. */
static void read_words(struct blame *b, const struct model *model, const char *text,
                       const char *reference)
{
    tokenizer_split(&model->source, &b->source, text);
    tokenizer_split(&model->target, &b->target, reference);
    for (size_t t = 0; t < b->target.count; t++)
        if (!vocab_has(model->target.vocab, b->target.list[t]))
            strs_add(&b->unknown, b->target.list[t]);
}

struct blame *blame_new(const struct model *model, const char *text, const char *reference,
                        const char *links, struct err *err)
{
    struct blame *b = mem_new(1, sizeof *b);
    struct links read = {0};
    read_words(b, model, text, reference);
    size_t target = b->target.count;
    if (check_length("sentence", b->source.count, err) || check_length("reference", target, err) ||
        (links && (links_read(&read, links, err) ||
                   check_links(&read, words_of(&model->source, &b->source),
                               words_of(&model->target, &b->target), err)))) {
        free(read.list);
        blame_free(b);
        return NULL;
    }
    int count, *ids = vocab_ids(model->target.vocab, &b->target, target, true, &count);
    link_tokens(&read, model, &b->source, &b->target);
    strs_add(&b->source, vocab_token(model->source.vocab, ID_EOS));
    strs_add(&b->target, vocab_token(model->target.vocab, ID_EOS));
    struct trace *trace = trace_forced(model, text, ids, count);
    measure(b, trace, &read);
    trace_free(trace);
    free(ids);
    free(read.list);
    return b;
}

static void free_run(struct blame_run *run)
{
    free(run->text);
    free(run->words);
}

void blame_free(struct blame *b)
{
    if (!b)
        return;
    strs_free(&b->source);
    strs_free(&b->target);
    strs_free(&b->unknown);
    free_run(&b->reference);
    for (int i = 0; i < BLAME_FOUND; i++)
        free_run(&b->found[i]);
    free(b->steps);
    free(b->sentence);
    free(b);
}
