#include "measure/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "corpus/corpus.h"
#include "decode/translate.h"
#include "measure/forced.h"
#include "measure/items.h"
#include "text/chrf.h"

static const int bucket_ends[BUCKETS] = {5, 10, 15, 20, 30, 40, 60, EXAMPLE_MAX};

/* What measuring works with. */
struct measuring {
    struct items items;
    struct sentence_quality *sentences; /* [items] */
};

static bool same_tokens(const char *const *a, size_t n, const struct strs *b)
{
    bool same = n == b->count;
    for (size_t i = 0; same && i < n; i++)
        same = strcmp(a[i], b->list[i]) == 0;
    return same;
}

static void join_tokens(struct str *out, const char *const *tokens, size_t n)
{
    str_clear(out);
    str_add(out, ""); /* no tokens are an empty text */
    for (size_t i = 0; i < n; i++)
        str_add(out, tokens[i]);
}

static void add_scores(struct sentence_quality *sentence, const struct item *item,
                       const char *const *hypothesis, size_t n)
{
    const char *const **references = mem_new(item->count, sizeof *references);
    const char **texts = mem_new(item->count, sizeof *texts);
    size_t *sizes = mem_new(item->count, sizeof *sizes);
    struct strs joined = {0};
    struct str text = {0};
    for (size_t r = 0; r < item->count; r++) {
        references[r] = (const char *const *)item->references[r].list;
        sizes[r] = item->references[r].count;
        join_tokens(&text, references[r], sizes[r]);
        strs_add(&joined, text.text);
        sentence->exact = sentence->exact || same_tokens(hypothesis, n, &item->references[r]);
    }
    for (size_t r = 0; r < item->count; r++)
        texts[r] = joined.list[r];
    for (size_t i = 0; i < n; i++)
        sentence->unknown = sentence->unknown || strcmp(hypothesis[i], "<unk>") == 0;
    join_tokens(&text, hypothesis, n);
    bleu_add(&sentence->bleu, hypothesis, n, references, sizes, item->count);
    chrf_add(&sentence->chrf, text.text, texts, item->count);
    strs_free(&joined);
    str_free(&text);
    free(references);
    free(texts);
    free(sizes);
}

static void measure_translations(struct measuring *m, const struct model *model,
                                 const struct weights *weights, struct pool *pool,
                                 const struct evaluation_options *o)
{
    const struct items *items = &m->items;
    struct translation *list = mem_new((size_t)items->count, sizeof *list);
    int **ids = mem_new((size_t)items->count, sizeof *ids);
    for (long i = 0; i < items->count; i++)
        list[i].source = ids[i] = tokenizer_ids(&model->source, &items->list[i].source,
                                                EXAMPLE_MAX - 1, true, &list[i].source_length);
    translate_all(&model->config, weights, pool, &o->decoding, list, items->count);
    for (long i = 0; i < items->count; i++) {
        const struct hypothesis *best = list[i].best;
        const char **tokens = mem_new((size_t)best->length, sizeof *tokens);
        struct strs words = {0};
        unknown_replace(best, model, &list[i], o->replace ? &items->list[i].source : NULL,
                        o->dictionary, tokens);
        tokenizer_merge(&model->target, &words, tokens, (size_t)best->length);
        if (o->plain && items->list[i].varied)
            vary_measure(o->form, &words);
        add_scores(&m->sentences[i], &items->list[i], (const char *const *)words.list, words.count);
        strs_free(&words);
        free(tokens);
        free(ids[i]);
    }
    translation_free(list, items->count);
    free(list);
    free(ids);
}

static int score_file(struct measuring *m, const char *path, struct err *err)
{
    const struct items *items = &m->items;
    struct str text = {0};
    struct strs tokens = {0};
    if (file_read(&text, path, (size_t)1 << 30, err))
        return -1;
    long line = 0;
    char empty[] = "", *next = text.text ? text.text : empty;
    for (; *next && line < items->count; line++) {
        char *end = next + strcspn(next, "\n");
        bool last = *end == '\0';
        *end = '\0';
        strs_clear(&tokens);
        tokens_split(&tokens, UNIT_TOKEN, next);
        add_scores(&m->sentences[line], &items->list[line], (const char *const *)tokens.list,
                   tokens.count);
        next = last ? end : end + 1;
    }
    int result = 0;
    if (line < items->count || *next)
        result = err_set(err, "%s: %s %ld lines, but there are %ld distinct sources", path,
                         *next ? "more than" : "only", line, items->count);
    strs_free(&tokens);
    str_free(&text);
    return result;
}

/* Whether there is a line for every line of the pair file, and no link beyond a sentence. */
static int check_alignments(const struct alignments *alignments, const struct items *items,
                            const struct evaluation_options *o, struct err *err)
{
    long lines = (long)alignments->count;
    if (lines < items->last_line || lines > items->last_line + items->bad_lines)
        return err_set(err,
                       "%s has %ld lines, but %s has %ld; every pair needs a line, links or not",
                       o->alignments, lines, pair_source_name(&o->source), items->last_line);
    for (long i = 0; i < items->count; i++) {
        const struct item *item = &items->list[i];
        const struct links *links = &alignments->lines[item->line - 1];
        size_t source = item->source.count, target = item->references[0].count;
        for (size_t k = 0; k < links->count; k++)
            if ((size_t)links->list[k].source >= source || (size_t)links->list[k].target >= target)
                return err_set(err,
                               "%s:%ld: a link %d-%d, but this pair has %zu and %zu words as the "
                               "model cuts it, counted from 0",
                               o->alignments, item->line, links->list[k].source,
                               links->list[k].target, source, target);
    }
    return 0;
}

static int measure_forced(struct evaluation *out, struct measuring *m, const struct model *model,
                          const struct weights *weights, struct pool *pool,
                          const struct evaluation_options *o, struct err *err)
{
    struct alignments alignments = {0};
    struct forced forced = {.model = model,
                            .weights = weights,
                            .with = o->decoding.with,
                            .with_count = o->decoding.with_count,
                            .items = &m->items,
                            .alignments = o->alignments ? &alignments : NULL,
                            .sentences = m->sentences};
    if (o->alignments && (alignments_read(&alignments, o->alignments, err) ||
                          check_alignments(&alignments, &m->items, o, err))) {
        alignments_free(&alignments);
        return -1;
    }
    if (o->attention)
        out->summary_rows = mem_new((size_t)m->items.count * SUMMARY_STATISTICS, sizeof(float));
    forced.summary_rows = out->summary_rows;
    forced_run(&forced, pool);
    out->tokens = forced.tokens;
    out->loss = forced.loss / (double)(forced.tokens ? forced.tokens : 1);
    alignments_free(&alignments);
    return 0;
}

static void fill_buckets(struct evaluation *out, const struct items *items)
{
    for (int i = 0; i < BUCKETS; i++)
        out->buckets[i] = (struct bucket){.from = i ? bucket_ends[i - 1] + 1 : 1,
                                          .to = bucket_ends[i],
                                          .chosen = mem_new((size_t)items->count, sizeof(long))};
    for (long i = 0; i < items->count; i++) {
        size_t length = items->list[i].source.count;
        struct bucket *bucket = out->buckets;
        while (bucket < out->buckets + BUCKETS - 1 && length > (size_t)bucket->to)
            bucket++;
        bucket->chosen[bucket->sentences++] = i;
        bucket->length += ((double)length - bucket->length) / (double)bucket->sentences;
    }
}

static void fill_quality(struct evaluation *out, const struct measuring *m)
{
    long count = m->items.count;
    out->pairs = m->items.pairs;
    out->bad_lines = m->items.bad_lines;
    out->sentences = count;
    out->quality_rows = mem_new((size_t)count * QUALITY_STATISTICS, sizeof *out->quality_rows);
    for (long i = 0; i < count; i++) {
        quality_row(out->quality_rows + i * QUALITY_STATISTICS, &m->sentences[i]);
        bleu_join(&out->bleu, &m->sentences[i].bleu);
    }
    bootstrap_measure_rows(out->quality, &quality_measures,
                           &(struct bootstrap_rows){out->quality_rows, NULL, count});
    fill_buckets(out, &m->items);
}

int evaluate(struct evaluation *out, const struct model *model, const struct weights *weights,
             struct pool *pool, const struct evaluation_options *options, struct err *err)
{
    struct measuring m = {0};
    *out = (struct evaluation){0};
    struct items_options from = {.source = options->source,
                                 .source_unit = model->config.source.unit,
                                 .target_unit = model->config.target.unit,
                                 .form = options->form,
                                 .plain = options->plain,
                                 .join = options->join,
                                 .seed = options->seed};
    if (items_read(&m.items, &from, err))
        return -1;
    m.sentences = mem_new((size_t)m.items.count, sizeof *m.sentences);
    int result = options->hypotheses ? score_file(&m, options->hypotheses, err)
                                     : measure_forced(out, &m, model, weights, pool, options, err);
    if (result == 0 && !options->hypotheses)
        measure_translations(&m, model, weights, pool, options);
    if (result == 0)
        fill_quality(out, &m);
    else
        evaluation_free(out);
    free(m.sentences);
    items_free(&m.items);
    return result;
}

void evaluation_free(struct evaluation *evaluation)
{
    for (int i = 0; i < BUCKETS; i++)
        free(evaluation->buckets[i].chosen);
    free(evaluation->quality_rows);
    free(evaluation->summary_rows);
    *evaluation = (struct evaluation){0};
}
