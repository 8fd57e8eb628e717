#include "corpus/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "corpus/join.h"
#include "corpus/varied.h"
#include "math/rng.h"

enum { STREAM_ORDER = 1, STREAM_JOIN = 2, STREAM_BATCHES = 3 };

/* One line of the file: where its ids lie in pool->ids. */
struct line {
    size_t source, target;
    int source_length, target_length;
};

struct corpus {
    struct corpus_options options;
    char *name; /* of the source, for messages */
    struct pairs *pairs;
    struct varied_pairs *varied; /* reads them */
    int epoch, pool;             /* which shuffle this is */
    long lines_total, lines_read, skipped, made;
    bool ended;
    int *ids;
    size_t id_count, id_capacity;
    struct line *lines;
    long line_count;
    size_t line_capacity;
    int *joined; /* the ids of the examples, laid end to end */
    size_t joined_capacity;
    struct example *examples;
    const struct example **sorted;
    long example_count, *order, batch_count, next_batch;
};

size_t corpus_ids(int **ids, size_t *capacity, size_t count, const struct tokenizer *tokenizer,
                  const char *line)
{
    struct strs tokens = {0};
    tokenizer_split(tokenizer, &tokens, line);
    *ids = mem_grow(*ids, capacity, count + tokens.count, sizeof **ids);
    for (size_t i = 0; i < tokens.count; i++)
        (*ids)[count++] = vocab_id(tokenizer->vocab, tokens.list[i]);
    strs_free(&tokens);
    return count;
}

struct corpus *corpus_open(const struct corpus_options *options, struct err *err)
{
    struct pairs *pairs = pairs_open_source(&options->source, err);
    if (!pairs)
        return NULL;
    struct corpus *corpus = mem_new(1, sizeof *corpus);
    corpus->options = *options;
    if (!options->pool)
        corpus->options.pool = POOL_PAIRS;
    corpus->name = mem_text(pair_source_name(&options->source));
    corpus->pairs = pairs;
    corpus->varied = varied_new(
        pairs,
        &(struct varied_options){.share = options->vary,
                                 .case_counts = unit_keeps_case(options->source_tokenizer->unit),
                                 .seed = options->seed});
    corpus->lines_total = options->lines;
    return corpus;
}

void corpus_close(struct corpus *corpus)
{
    if (!corpus)
        return;
    varied_free(corpus->varied);
    pairs_close(corpus->pairs);
    free(corpus->name);
    free(corpus->ids);
    free(corpus->lines);
    free(corpus->joined);
    free(corpus->examples);
    free(corpus->sorted);
    free(corpus->order);
    free(corpus);
}

int corpus_start(struct corpus *corpus, int epoch, struct err *err)
{
    if (corpus->lines_read > corpus->lines_total)
        corpus->lines_total = corpus->lines_read;
    corpus->epoch = epoch;
    corpus->pool = 0;
    corpus->ended = false;
    corpus->lines_read = corpus->skipped = corpus->made = 0;
    corpus->batch_count = corpus->next_batch = 0;
    varied_start(corpus->varied, epoch);
    return pairs_rewind(corpus->pairs, err);
}

/* Reads lines into an empty pool until it is full or the file ends. */
static int fill_pool(struct corpus *c, struct err *err)
{
    const struct corpus_options *o = &c->options;
    c->id_count = 0;
    c->line_count = 0;
    while (c->line_count < o->pool && c->id_count < POOL_TOKENS) {
        struct pair pair;
        int got = varied_next(c->varied, &pair, err);
        if (got < 0)
            return -1;
        if (got == 0) {
            c->ended = true;
            return pairs_check(c->pairs, err);
        }
        size_t start = c->id_count;
        size_t middle =
            corpus_ids(&c->ids, &c->id_capacity, start, o->source_tokenizer, pair.first);
        size_t end = corpus_ids(&c->ids, &c->id_capacity, middle, o->target_tokenizer, pair.second);
        c->lines_read++;
        if (middle - start >= EXAMPLE_MAX || end - middle >= EXAMPLE_MAX) {
            c->skipped++;
            continue;
        }
        c->id_count = end;
        c->lines =
            mem_grow(c->lines, &c->line_capacity, (size_t)c->line_count + 1, sizeof *c->lines);
        c->lines[c->line_count++] = (struct line){
            .source = start,
            .target = middle,
            .source_length = (int)(middle - start),
            .target_length = (int)(end - middle),
        };
    }
    return 0;
}

static struct rng shuffler(const struct corpus *c, uint64_t purpose)
{
    uint64_t pool = (uint64_t)c->epoch << 24 | (uint64_t)c->pool;
    return (struct rng){.seed = c->options.seed, .stream = pool << 4 | purpose};
}

static void shuffled_order(struct corpus *c, long n, uint64_t purpose)
{
    struct rng rng = shuffler(c, purpose);
    c->order = mem_resize(c->order, (size_t)n + 1, sizeof *c->order);
    for (long i = 0; i < n; i++)
        c->order[i] = i;
    rng_shuffle(&rng, c->order, n);
}

/* Concatenates `count` lines of the shuffled order into one example; as many as fit. */
static long join_lines(struct corpus *c, long first, long count, size_t *used)
{
    struct example *example = &c->examples[c->example_count];
    int *source = c->joined + *used, lengths[2] = {0};
    long taken = 0;
    for (; taken < count && first + taken < c->line_count; taken++) {
        const struct line *line = &c->lines[c->order[first + taken]];
        if (taken && (lengths[0] + line->source_length >= EXAMPLE_MAX ||
                      lengths[1] + line->target_length >= EXAMPLE_MAX))
            break;
        memcpy(source + lengths[0], c->ids + line->source,
               (size_t)line->source_length * sizeof(int));
        lengths[0] += line->source_length;
        lengths[1] += line->target_length;
    }
    source[lengths[0]++] = ID_EOS;
    int *target = source + lengths[0], *end = target;
    for (long i = 0; i < taken; i++) {
        const struct line *line = &c->lines[c->order[first + i]];
        memcpy(end, c->ids + line->target, (size_t)line->target_length * sizeof(int));
        end += line->target_length;
    }
    *used += (size_t)(end - source);
    *example = (struct example){source, target, lengths[0], lengths[1], c->made++};
    c->sorted[c->example_count++] = example;
    return taken;
}

int example_order(const void *left, const void *right)
{
    const struct example *a = *(const struct example *const *)left;
    const struct example *b = *(const struct example *const *)right;
    if (a->target_length != b->target_length)
        return a->target_length < b->target_length ? -1 : 1;
    if (a->source_length != b->source_length)
        return a->source_length < b->source_length ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static void make_examples(struct corpus *c)
{
    struct rng rng = shuffler(c, STREAM_JOIN);
    size_t lines = (size_t)c->line_count + 1, used = 0;
    shuffled_order(c, c->line_count, STREAM_ORDER);
    c->joined = mem_grow(c->joined, &c->joined_capacity, c->id_count + lines, sizeof *c->joined);
    c->examples = mem_resize(c->examples, lines, sizeof *c->examples);
    c->sorted = mem_resize(c->sorted, lines, sizeof *c->sorted);
    c->example_count = 0;
    for (long i = 0; i < c->line_count;) {
        long count = c->options.join > 1 ? join_size(&rng, c->options.join) : 1;
        i += join_lines(c, i, count, &used);
    }
    if (!c->options.mixed)
        qsort(c->sorted, (size_t)c->example_count, sizeof *c->sorted, example_order);
    c->batch_count = (c->example_count + c->options.batch - 1) / c->options.batch;
    shuffled_order(c, c->batch_count, STREAM_BATCHES);
    c->next_batch = 0;
    c->pool++;
}

int corpus_next(struct corpus *c, const struct example *const **list, int *count, struct err *err)
{
    while (c->next_batch >= c->batch_count) {
        if (c->ended)
            return 0;
        if (fill_pool(c, err))
            return -1;
        make_examples(c);
    }
    long first = c->order[c->next_batch++] * c->options.batch;
    long left = c->example_count - first;
    *list = c->sorted + first;
    *count = (int)(left < c->options.batch ? left : c->options.batch);
    return 1;
}

double corpus_progress(const struct corpus *c)
{
    if (!c->batch_count)
        return 0;
    double in_pool = (double)c->next_batch / (double)c->batch_count;
    if (c->ended && c->pool == 1)
        return in_pool;
    double done = (double)c->lines_read - (double)c->line_count * (1 - in_pool);
    double total = (double)(c->lines_total > c->lines_read ? c->lines_total : c->lines_read);
    return c->lines_total || c->ended ? done / total : 0;
}

long corpus_bad(const struct corpus *c, struct str *report)
{
    const struct bad_line *bad;
    int listed = pairs_bad_lines(c->pairs, &bad);
    for (int i = 0; i < listed; i++)
        str_format(report, "%s:%ld: skipped: %s\n", c->name, bad[i].line, bad[i].reason);
    long total = pairs_bad(c->pairs);
    if (total > listed)
        str_format(report, "%s: %ld bad lines skipped in all\n", c->name, total);
    if (c->skipped)
        str_format(report, "%s: %ld pairs of more than %d tokens skipped\n", c->name, c->skipped,
                   EXAMPLE_MAX);
    return total + c->skipped;
}
