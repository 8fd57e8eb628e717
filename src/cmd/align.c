#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "cli/common.h"
#include "corpus/seq2seq_batch.h"
#include "decode/summary.h"
#include "decode/word_weights.h"
#include "shell/data.h"

/* heed align: reads given translations through the model (teacher forcing) and says, for every
 * word of the target, which word of the source it was looking at. */

enum { CHUNK = 2048, BATCH = 32 };

struct aligner {
    const struct model *model;
    struct pool *pool;
    bool tokens; /* link tokens, not words */
    struct example pairs[CHUNK];
    const struct example *sorted[CHUNK];
    int *ids[CHUNK][2];     /* of the source and the target of a pair */
    int *links[CHUNK];      /* [link_counts] source position, −1: the source has no words */
    int link_counts[CHUNK]; /* target words */
    int count;
};

/* The attention of one pair of a batch, between words or tokens: [target × source + 1]. */
static struct mat looks_of(const struct aligner *a, struct arena *arena,
                           const struct seq2seq_run *run, const struct example *e, int b)
{
    size_t length = (size_t)e->source_length;
    real *copy = arena_take(arena, (size_t)e->target_length * length, sizeof *copy);
    struct mat looks = mat_of(copy, e->target_length, e->source_length);
    for (int t = 0; t < e->target_length; t++)
        memcpy(mat_row(looks, t), mat_row(steps_at(run->attention.weights, t), b),
               length * sizeof *copy);
    return a->tokens ? looks
                     : word_weights(arena, looks, &a->model->source, e->source, &a->model->target,
                                    e->target);
}

/* The heaviest source word of every target word; <eos> is none. */
static void take_links(struct aligner *a, struct arena *arena, const struct seq2seq_run *run,
                       const struct batch *batch)
{
    for (int b = 0; b < batch->size; b++) {
        long number = batch->sentences[b];
        struct mat looks = looks_of(a, arena, run, &a->pairs[number], b);
        a->link_counts[number] = looks.rows;
        for (int t = 0; t < looks.rows; t++)
            a->links[number][t] = summary_link(mat_row(looks, t), looks.cols);
    }
}

static void align_share(void *data, int worker, int workers)
{
    struct aligner *a = data;
    struct arena arena = {0};
    struct seq2seq_setup setup = {.config = &a->model->config,
                                  .weights = &a->model->weights,
                                  .arena = &arena,
                                  .keep = KEEP_BACKWARD};
    for (int first = worker * BATCH; first < a->count; first += workers * BATCH) {
        int left = a->count - first;
        struct batch batch;
        struct seq2seq_run run;
        arena_reset(&arena);
        batch_make(&batch, &arena, a->sorted + first, left < BATCH ? left : BATCH, 0, 1);
        seq2seq_forced(&run, &setup, &batch);
        take_links(a, &arena, &run, &batch);
    }
    arena_free(&arena);
}

static void print_links(const struct aligner *a, int i)
{
    const char *between = "";
    for (int t = 0; t < a->link_counts[i]; t++)
        if (a->links[i][t] >= 0) {
            printf("%s%d-%d", between, a->links[i][t], t);
            between = " ";
        }
    putchar('\n');
}

/* Aligns and prints the pairs read so far, and forgets them. */
static void flush_pairs(struct aligner *a)
{
    qsort(a->sorted, (size_t)a->count, sizeof *a->sorted, example_order);
    pool_run(a->pool, align_share, a);
    for (int i = 0; i < a->count; i++) {
        print_links(a, i);
        free(a->links[i]);
        free(a->ids[i][0]);
        free(a->ids[i][1]);
    }
    a->count = 0;
    fflush(stdout);
}

static void add_pair(struct aligner *a, const char *path, const struct pair *pair)
{
    const struct model *m = a->model;
    struct sentence_ids source = sentence_ids(&m->source, pair->first, EXAMPLE_MAX, true);
    struct sentence_ids target = sentence_ids(&m->target, pair->second, EXAMPLE_MAX, false);
    if (source.cut || target.cut)
        fprintf(stderr, "heed: %s:%ld: only the first %d tokens of each side are aligned\n", path,
                pair->line, EXAMPLE_MAX);
    a->pairs[a->count] = (struct example){.source = source.ids,
                                          .target = target.ids,
                                          .source_length = source.count,
                                          .target_length = target.count,
                                          .number = a->count};
    a->ids[a->count][0] = source.ids;
    a->ids[a->count][1] = target.ids;
    a->sorted[a->count] = &a->pairs[a->count];
    a->links[a->count] = mem_new((size_t)target.count, sizeof **a->links);
    a->count++;
}

static int align_pairs(struct aligner *a, const char *path, struct err *err)
{
    struct pair pair;
    int got = 1;
    struct pairs *pairs = pairs_open(path, err);
    if (!pairs)
        return -1;
    while (!ferror(stdout) && (got = pairs_next(pairs, &pair, err)) > 0) {
        add_pair(a, path, &pair);
        if (a->count == CHUNK)
            flush_pairs(a);
    }
    flush_pairs(a);
    if (got == 0)
        got = pairs_check(pairs, err);
    cli_warn_bad_lines(pairs, path);
    pairs_close(pairs);
    return got < 0 ? -1 : 0;
}

static int align_file(const char *name, const char *path, bool tokens, int threads)
{
    struct err err;
    struct model *model = data_open_model(name, &err);
    if (!model)
        return command_failed(&err);
    int result = EXIT_DONE;
    if (!config_writes_words(&model->config)) {
        err_set(&err, "%s gives labels and writes no words that could be aligned", model->name);
        result = command_failed(&err);
    } else if (!config_attends(&model->config)) {
        err_set(&err,
                "%s has no attention (score none: one fixed context), so nothing aligns its "
                "words; choose another model with -m",
                model->name);
        result = command_failed(&err);
    } else {
        struct aligner *a = mem_new(1, sizeof *a);
        a->model = model;
        a->tokens = tokens;
        a->pool = pool_new(threads);
        result = align_pairs(a, path, &err) ? command_failed(&err) : EXIT_DONE;
        pool_free(a->pool);
        free(a);
    }
    model_free(model);
    return result;
}

int cmd_align(const struct command *command, int argc, char **argv)
{
    const char *model = NULL;
    bool tokens = false;
    int threads = pool_cores();
    struct strs words = {0};
    const struct option options[] = {
        MODEL_OPTION(&model),
        {"tokens", 0, OPTION_FLAG, &tokens, NULL,
         "link the tokens of the model, which may be pieces of words; else a word looks at another "
         "with the mean over its pieces of the sums over the other's"},
        {"threads", 0, OPTION_INT, &threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count != 1)
        result = command_misused(command, "one file of pairs is needed (- is the standard input)");
    if (result == EXIT_DONE)
        result = cli_check_threads(command, threads);
    if (result == EXIT_DONE)
        result = align_file(model, words.list[0], tokens, threads);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
