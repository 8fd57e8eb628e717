/* A pair file as batches: every pair once an epoch, joined whole, in an order that comes again. */
#include "tiny.h"

#include "corpus/seq2seq_batch.h"
#include "corpus/tokens.h"

enum { LINES = 103 };

static struct folder folder;
static char *path;
static struct tokenizer sides[SIDES];
static long good_lines;

/* Line i is "s<i> x x ..." and "t<i> y ...", so that it is known wherever it turns up. */
static int tail_of(int line, int side)
{
    return side ? line % 3 : line % 5;
}

static void write_lines(int bad)
{
    struct str text = {0};
    for (int i = 0; i < LINES; i++) {
        str_format(&text, "s%d", i);
        for (int k = 0; k < tail_of(i, 0); k++)
            str_add(&text, " x");
        str_format(&text, "\tt%d", i);
        for (int k = 0; k < tail_of(i, 1); k++)
            str_add(&text, " y");
        str_add(&text, "\tignored\n");
    }
    for (int i = 0; i < bad; i++)
        str_add(&text, "a line without a tab\n");
    file_fill(path, text.text);
    str_free(&text);
}

/* Tokens of at least this count, at most so many; good_lines is set. */
static int learn(struct tokenizer out[SIDES], const char *from, long min_count, size_t limit,
                 struct err *err)
{
    struct token_options options = {.source = {.path = from},
                                    .units = {UNIT_TOKEN, UNIT_TOKEN},
                                    .min_count = min_count,
                                    .vocab_limit = limit};
    return tokens_learn(out, &options, &good_lines, err);
}

static int prepare(void **state)
{
    (void)state;
    struct err err;
    folder = folder_make();
    path = folder_file(&folder, "pairs.tsv");
    write_lines(0);
    return learn(sides, path, 1, 0, &err);
}

static int clean_up(void **state)
{
    (void)state;
    tokenizer_free(&sides[SIDE_SOURCE]);
    tokenizer_free(&sides[SIDE_TARGET]);
    free(path);
    folder_remove(&folder);
    return 0;
}

static struct corpus *open_corpus(int join, int batch, long pool, uint64_t seed)
{
    struct err err;
    struct corpus_options options = {.source = {.path = path},
                                     .source_tokenizer = &sides[SIDE_SOURCE],
                                     .target_tokenizer = &sides[SIDE_TARGET],
                                     .join = join,
                                     .batch = batch,
                                     .seed = seed,
                                     .pool = pool};
    struct corpus *corpus = corpus_open(&options, &err);
    if (!corpus)
        fail_msg("%s", err.text);
    return corpus;
}

/* What came out of an epoch. */
struct epoch {
    int order[LINES], lines, examples, batches, joined; /* joined: examples of several lines */
    int largest;
};

/* Reads the line that starts here; returns its number and moves on. */
static int read_line(const struct vocab *vocab, int side, const int **at, const int *end)
{
    const char *first = vocab_token(vocab, *(*at)++);
    assert_int_equal(first[0], side ? 't' : 's');
    int line = atoi(first + 1);
    for (int k = 0; k < tail_of(line, side); k++) {
        assert_true(*at < end);
        assert_string_equal(vocab_token(vocab, *(*at)++), side ? "y" : "x");
    }
    return line;
}

static void read_example(struct epoch *out, const struct example *e)
{
    const int *source = e->source, *end = source + e->source_length - 1;
    const int *target = e->target, *target_end = target + e->target_length;
    int lines = 0;
    assert_int_equal(*end, ID_EOS);
    for (; source < end; lines++) {
        int line = read_line(sides[SIDE_SOURCE].vocab, 0, &source, end);
        assert_true(target < target_end && out->lines < LINES);
        assert_int_equal(read_line(sides[SIDE_TARGET].vocab, 1, &target, target_end), line);
        out->order[out->lines++] = line;
    }
    assert_true(target == target_end && lines > 0);
    out->examples++;
    out->joined += lines > 1;
    if (lines > out->largest)
        out->largest = lines;
}

static struct epoch run_epoch(struct corpus *corpus, int number, int batch)
{
    struct epoch out = {0};
    struct err err;
    const struct example *const *list;
    int count, got;
    double progress = 0;
    bool seen[LINES] = {0};
    assert_int_equal(corpus_start(corpus, number, &err), 0);
    while ((got = corpus_next(corpus, &list, &count, &err)) > 0) {
        assert_true(count > 0 && count <= batch);
        for (int i = 0; i < count; i++) {
            assert_true(list[i]->number >= 0 && list[i]->number < LINES);
            assert_false(seen[list[i]->number]);
            seen[list[i]->number] = true;
            read_example(&out, list[i]);
        }
        out.batches++;
        assert_true(corpus_progress(corpus) >= progress);
        progress = corpus_progress(corpus);
    }
    assert_int_equal(got, 0);
    assert_int_equal(corpus_next(corpus, &list, &count, &err), 0); /* the end stays the end */
    assert_close(progress, 1, 1e-9, "progress at the end");
    return out;
}

static void check_once(const struct epoch *epoch)
{
    int seen[LINES] = {0};
    assert_int_equal(epoch->lines, LINES);
    for (int i = 0; i < LINES; i++)
        seen[epoch->order[i]]++;
    for (int i = 0; i < LINES; i++)
        assert_int_equal(seen[i], 1);
}

static void every_pair_comes_once_an_epoch(void **state)
{
    (void)state;
    static const int batches[] = {1, 7, LINES, 1000};
    for (int i = 0; i < 4; i++)
        for (int join = 1; join <= 4; join += 3) {
            struct corpus *corpus = open_corpus(join, batches[i], 0, 1);
            for (int number = 1; number <= 3; number++) {
                struct epoch epoch = run_epoch(corpus, number, batches[i]);
                check_once(&epoch);
                assert_int_equal(epoch.batches, (epoch.examples + batches[i] - 1) / batches[i]);
                assert_int_equal(epoch.joined > 0, join > 1);
                assert_int_equal(epoch.largest, join);
            }
            corpus_close(corpus);
        }
}

static bool same_order(const struct epoch *a, const struct epoch *b)
{
    return memcmp(a->order, b->order, sizeof a->order) == 0;
}

static void the_order_depends_on_epoch_and_seed_alone(void **state)
{
    (void)state;
    struct corpus *corpus = open_corpus(3, 8, 0, 1), *other = open_corpus(3, 8, 0, 1);
    struct corpus *seed = open_corpus(3, 8, 0, 2);
    struct epoch first = run_epoch(corpus, 1, 8), second = run_epoch(corpus, 2, 8);
    struct epoch again = run_epoch(corpus, 1, 8), there = run_epoch(other, 2, 8);
    struct epoch seeded = run_epoch(seed, 1, 8);
    assert_false(same_order(&first, &second));
    assert_true(same_order(&first, &again));
    assert_true(same_order(&second, &there)); /* without epoch 1 before it */
    assert_false(same_order(&first, &seeded));
    corpus_close(corpus);
    corpus_close(other);
    corpus_close(seed);
}

static void a_file_larger_than_the_pool_is_streamed(void **state)
{
    (void)state;
    enum { POOL = 10 };
    struct corpus *corpus = open_corpus(1, 4, POOL, 1);
    for (int number = 1; number <= 2; number++) {
        struct epoch epoch = run_epoch(corpus, number, 4);
        check_once(&epoch);
        for (int i = 0; i < LINES; i++) /* pool after pool, shuffled within */
            assert_int_equal(epoch.order[i] / POOL, i / POOL);
        assert_int_not_equal(epoch.order[0] * 100 + epoch.order[1], 1);
    }
    corpus_close(corpus);
    corpus = open_corpus(4, 4, POOL, 1);
    struct epoch joined = run_epoch(corpus, 1, 4);
    check_once(&joined);
    corpus_close(corpus);
}

static void long_pairs_are_skipped_and_counted(void **state)
{
    (void)state;
    struct err err;
    struct str text = {0}, report = {0};
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    for (int i = 0; i < EXAMPLE_MAX; i++)
        fputs("x ", file);
    fputs("\ty\n", file);
    fclose(file);
    struct corpus *corpus = open_corpus(1, 8, 0, 1);
    struct epoch epoch = run_epoch(corpus, 1, 8);
    check_once(&epoch);
    assert_int_equal(corpus_bad(corpus, &report), 1);
    assert_non_null(strstr(report.text, path));
    assert_non_null(strstr(report.text, "400"));
    assert_int_equal(corpus_start(corpus, 2, &err), 0);
    assert_int_equal(corpus_bad(corpus, &report), 0);
    corpus_close(corpus);
    str_free(&text);
    str_free(&report);
    write_lines(0);
}

static void joining_never_makes_what_is_too_long(void **state)
{
    (void)state;
    struct err err;
    struct str text = {0};
    for (int i = 0; i < 12; i++) {
        for (int k = 0; k < 180; k++)
            str_add(&text, "x ");
        str_add(&text, "\ty\n");
    }
    file_fill(path, text.text);
    struct corpus *corpus = open_corpus(12, 100, 0, 1);
    const struct example *const *list;
    int count, tokens = 0;
    assert_int_equal(corpus_start(corpus, 1, &err), 0);
    assert_int_equal(corpus_next(corpus, &list, &count, &err), 1);
    for (int i = 0; i < count; i++) {
        assert_true(list[i]->source_length <= EXAMPLE_MAX);
        tokens += list[i]->source_length - 1;
    }
    assert_int_equal(tokens, 12 * 180);
    corpus_close(corpus);
    str_free(&text);
    write_lines(0);
}

static void bad_lines_are_counted_and_too_many_refused(void **state)
{
    (void)state;
    struct err err;
    struct str report = {0};
    const struct example *const *list;
    int count, got;
    write_lines(1);
    struct corpus *corpus = open_corpus(1, 8, 0, 1);
    struct epoch epoch = run_epoch(corpus, 1, 8);
    check_once(&epoch);
    assert_int_equal(corpus_bad(corpus, &report), 1);
    assert_non_null(strstr(report.text, ":104: skipped"));
    corpus_close(corpus);
    str_free(&report);
    write_lines(20);
    corpus = open_corpus(1, 8, 0, 1);
    assert_int_equal(corpus_start(corpus, 1, &err), 0);
    while ((got = corpus_next(corpus, &list, &count, &err)) > 0)
        ;
    assert_int_equal(got, -1);
    assert_non_null(strstr(err.text, path));
    corpus_close(corpus);
    struct tokenizer none[SIDES];
    assert_int_equal(learn(none, path, 1, 0, &err), -1);
    assert_int_equal(learn(none, "/nowhere", 1, 0, &err), -1);
    assert_non_null(strstr(err.text, "/nowhere"));
    write_lines(0);
}

/* Already in the first epoch, of which a schedule may depend; and the same when it starts again. */
static void known_lines_tell_how_far_it_is(void **state)
{
    (void)state;
    struct err err;
    struct corpus_options options = {.source = {.path = path},
                                     .source_tokenizer = &sides[SIDE_SOURCE],
                                     .target_tokenizer = &sides[SIDE_TARGET],
                                     .join = 1,
                                     .batch = 4,
                                     .seed = 1,
                                     .pool = 20,
                                     .lines = good_lines};
    struct corpus *corpus = corpus_open(&options, &err);
    const struct example *const *list;
    int count;
    for (int epoch = 1; epoch <= 2; epoch++) {
        double done = 0;
        assert_int_equal(corpus_start(corpus, epoch, &err), 0);
        assert_true(corpus_progress(corpus) == 0);
        while (corpus_next(corpus, &list, &count, &err) > 0) {
            done += count;
            assert_close(corpus_progress(corpus), done / LINES, 0.011, "progress");
        }
        assert_close(done, LINES, 0, "lines");
    }
    corpus_close(corpus);
}

static void vocabularies_keep_what_is_frequent(void **state)
{
    (void)state;
    struct err err;
    struct tokenizer few[SIDES];
    assert_int_equal(good_lines, LINES);
    assert_int_equal(vocab_size(sides[SIDE_SOURCE].vocab), VOCAB_SPECIAL + LINES + 1);
    assert_int_equal(learn(few, path, 2, 0, &err), 0);
    assert_int_equal(vocab_size(few[SIDE_SOURCE].vocab), VOCAB_SPECIAL + 1);
    assert_string_equal(vocab_token(few[SIDE_SOURCE].vocab, VOCAB_SPECIAL), "x");
    assert_string_equal(vocab_token(few[SIDE_TARGET].vocab, VOCAB_SPECIAL), "y");
    tokenizer_free(&few[SIDE_SOURCE]);
    tokenizer_free(&few[SIDE_TARGET]);
    assert_int_equal(learn(few, path, 1, 9, &err), 0);
    assert_int_equal(vocab_size(few[SIDE_SOURCE].vocab), VOCAB_SPECIAL + 9);
    tokenizer_free(&few[SIDE_SOURCE]);
    tokenizer_free(&few[SIDE_TARGET]);
}

static void a_batch_is_laid_out_by_time(void **state)
{
    (void)state;
    static const int a[] = {4, 5, ID_EOS}, b[] = {6, ID_EOS}, c[] = {7, 8};
    const struct example one = {a, c, 3, 2, 10}, two = {b, c, 2, 1, 11}, three = {b, c, 2, 0, 12};
    const struct example *const list[] = {&one, &two, &three};
    struct arena arena = {0};
    struct batch batch;
    batch_make(&batch, &arena, list, 3, 0, 1);
    static const int source[] = {4, 6, 6, 5, 2, 2, 2, 0, 0};
    static const int fed[] = {1, 1, 1, 7, 7, 0, 8, 0, 0};
    static const int produced[] = {7, 7, 2, 8, 2, 0, 2, 0, 0};
    assert_int_equal(batch.size, 3);
    assert_int_equal(batch.source_length, 3);
    assert_int_equal(batch.target_length, 3);
    assert_int_equal(batch.target_tokens, 6);
    assert_memory_equal(batch.source, source, sizeof source);
    assert_memory_equal(batch.fed, fed, sizeof fed);
    assert_memory_equal(batch.produced, produced, sizeof produced);
    assert_int_equal(batch.target_lengths[2], 1);
    assert_int_equal(batch.sentences[1], 11);
    batch_make(&batch, &arena, list, 3, 1, 2); /* every second from the second on */
    assert_int_equal(batch.size, 1);
    assert_int_equal(batch.sentences[0], 11);
    assert_int_equal(batch.source_length, 2);
    batch_make(&batch, &arena, list, 3, 3, 4);
    assert_int_equal(batch.size, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_comes_once_an_epoch),
        cmocka_unit_test(the_order_depends_on_epoch_and_seed_alone),
        cmocka_unit_test(a_file_larger_than_the_pool_is_streamed),
        cmocka_unit_test(long_pairs_are_skipped_and_counted),
        cmocka_unit_test(joining_never_makes_what_is_too_long),
        cmocka_unit_test(bad_lines_are_counted_and_too_many_refused),
        cmocka_unit_test(known_lines_tell_how_far_it_is),
        cmocka_unit_test(vocabularies_keep_what_is_frequent),
        cmocka_unit_test(a_batch_is_laid_out_by_time),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
