/* Measuring on a pair file: which lines belong together, what is counted, what is refused. */
#include "tiny.h"

#include "measure/evaluate.h"
#include "measure/items.h"

static struct folder folder;
static char *path, *hypotheses;

static const char text[] = "The cat sleeps.\tLe chat dort.\n"
                           "We rest.\tNous dormons.\n"
                           "the  cat sleeps .\tUn chat dort.\n"
                           "We.\tNous.\n"
                           "A dog runs here, a cat runs there.\tUn chien court ici.\n";

static int prepare(void **state)
{
    (void)state;
    folder = folder_make();
    path = folder_file(&folder, "pairs.tsv");
    hypotheses = folder_file(&folder, "hypotheses.txt");
    file_fill(path, text);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(path);
    free(hypotheses);
    folder_remove(&folder);
    return 0;
}

static void read_items(struct items *items, int join, uint64_t seed)
{
    struct err err;
    struct items_options options = {.source.path = path, .join = join, .seed = seed};
    if (items_read(items, &options, &err))
        fail_msg("%s", err.text);
}

static void the_same_source_is_one_item(void **state)
{
    (void)state;
    struct items items;
    read_items(&items, 1, 1);
    assert_int_equal(items.pairs, 5);
    assert_int_equal(items.count, 4);
    assert_int_equal(items.list[0].count, 2); /* the tokens are the same */
    assert_string_equal(items.list[0].references[1].list[0], "un");
    assert_int_equal(items.list[1].count, 1);
    assert_int_equal(items.list[3].source.count, 10);
    items_free(&items);
    struct err err;
    struct items_options nowhere = {.source.path = "/nowhere", .join = 1};
    assert_int_equal(items_read(&items, &nowhere, &err), -1);
    items_free(&items);
}

static size_t source_tokens(const struct items *items)
{
    size_t total = 0;
    for (long i = 0; i < items->count; i++)
        total += items->list[i].source.count;
    return total;
}

static void joined_items_hold_every_pair_once(void **state)
{
    (void)state;
    bool shorter = false;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct items items, again;
        read_items(&items, 3, seed);
        read_items(&again, 3, seed);
        assert_int_equal(source_tokens(&items), 4 + 3 + 4 + 2 + 10);
        assert_int_equal(items.count, again.count);
        for (long i = 0; i < items.count; i++) {
            assert_int_equal(items.list[i].count, 1);
            assert_string_equal(items.list[i].source.list[0], again.list[i].source.list[0]);
        }
        shorter = shorter || items.count < 5;
        items_free(&items);
        items_free(&again);
    }
    assert_true(shorter);
}

static int measure(struct evaluation *out, const struct model *model, int threads, int join,
                   const char *file, struct err *err)
{
    struct pool *pool = pool_new(threads);
    struct evaluation_options options = {
        .source = {.path = path}, .join = join, .seed = 3, .hypotheses = file};
    int result = evaluate(out, model, &model->weights, pool, &options, err);
    pool_free(pool);
    return result;
}

static void threads_do_not_change_what_is_measured(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 1);
    struct evaluation one, two;
    struct err err;
    for (int join = 1; join <= 3; join += 2) {
        assert_int_equal(measure(&one, model, 1, join, NULL, &err), 0);
        assert_int_equal(measure(&two, model, 2, join, NULL, &err), 0);
        assert_true(one.loss == two.loss && one.loss > 0);
        for (int m = 0; m < QUALITIES; m++)
            assert_true(one.quality[m] == two.quality[m]);
        assert_close(one.quality[QUALITY_LOSS], one.loss, 1e-6, "loss by sentences");
        assert_close(one.quality[QUALITY_BLEU], bleu_score(&one.bleu), 1e-9, "BLEU by sentences");
        assert_int_equal(one.pairs, 5);
        evaluation_free(&one);
        evaluation_free(&two);
    }
    assert_int_equal(measure(&one, model, 1, 1, NULL, &err), 0);
    assert_int_equal(one.sentences, 4);
    assert_int_equal(one.tokens, 5 + 4 + 5 + 3 + 6);
    evaluation_free(&one);
    model_free(model);
}

static void buckets_divide_the_sentences(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), 1);
    struct evaluation e;
    struct err err;
    assert_int_equal(measure(&e, model, 1, 1, NULL, &err), 0);
    assert_int_equal(e.buckets[0].sentences, 3);
    assert_int_equal(e.buckets[1].sentences, 1);
    assert_int_equal(e.buckets[0].chosen[2], 2);
    assert_int_equal(e.buckets[1].chosen[0], 3);
    assert_close(e.buckets[0].length, 3, 1e-12, "the mean length of 4, 3 and 2");
    for (int i = 0; i < BUCKETS; i++) {
        assert_int_equal(e.buckets[i].from, i ? e.buckets[i - 1].to + 1 : 1);
        assert_true(e.buckets[i].to >= e.buckets[i].from);
    }
    evaluation_free(&e);
    model_free(model);
}

static void translations_from_elsewhere_are_scored(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), 1);
    struct evaluation e;
    struct err err;
    static const char good[] = "un chat dort .\nnous dormons .\nnous .\nun chien court ici .\n";
    file_fill(hypotheses, good);
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), 0);
    assert_close(bleu_score(&e.bleu), 100, 1e-9, "BLEU of a perfect file");
    assert_close(e.quality[QUALITY_EXACT], 100, 1e-9, "exact matches of a perfect file");
    assert_int_equal(e.sentences, 4);
    assert_true(e.loss == 0 && e.tokens == 0); /* not measured */
    assert_true(isnan(e.quality[QUALITY_LOSS]));
    evaluation_free(&e);
    file_fill(hypotheses, "le chat dort .\nnous\nnous .\nun chien court ici\n");
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), 0);
    assert_close(e.quality[QUALITY_EXACT], 50, 1e-9, "the second reference counts too");
    evaluation_free(&e);
    file_fill(hypotheses, "un chat dort .\nnous dormons .\nnous .\n");
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), -1);
    assert_non_null(strstr(err.text, "only 3 lines"));
    assert_non_null(strstr(err.text, "4 distinct sources"));
    file_fill(hypotheses, "a\nb\nc\nd\ne\n");
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), -1);
    assert_non_null(strstr(err.text, "more than 4 lines"));
    file_fill(hypotheses, "a\n\nc\n\n"); /* an empty translation is one */
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), 0);
    evaluation_free(&e);
    assert_int_equal(measure(&e, model, 1, 1, "/nowhere.txt", &err), -1);
    assert_non_null(strstr(err.text, "/nowhere.txt"));
    model_free(model);
}

static int look(struct evaluation *out, const struct model *model, int threads, const char *links,
                struct err *err)
{
    struct pool *pool = pool_new(threads);
    struct evaluation_options options = {
        .source = {.path = path}, .join = 1, .attention = true, .alignments = links};
    int result = evaluate(out, model, &model->weights, pool, &options, err);
    pool_free(pool);
    return result;
}

static void summaries_of_attention(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 1);
    struct evaluation one, two;
    struct err err;
    double values[SUMMARIES];
    assert_int_equal(look(&one, model, 1, NULL, &err), 0);
    assert_int_equal(look(&two, model, 2, NULL, &err), 0);
    bootstrap_measure_rows(values, &summary_measures,
                           &(struct bootstrap_rows){one.summary_rows, NULL, 4});
    assert_true(values[SUMMARY_ENTROPY] > 0 && values[SUMMARY_ENTROPY_SHARE] < 100);
    assert_true(values[SUMMARY_EOS] > 0 && values[SUMMARY_PUNCTUATION] > 0);
    /* first references: 4, 3, 2 and 5 target words, 4, 3, 2 and 10 source words */
    double uniform = (4 / 5.0 + 3 / 4.0 + 2 / 3.0 + 5 / 11.0) / 14;
    assert_close(values[SUMMARY_EOS_UNIFORM], 100 * uniform, 1e-4, "<eos> if uniform");
    double marks = (4 / 5.0 + 3 / 4.0 + 2 / 3.0 + 2 * 5 / 11.0) / 14;
    assert_close(values[SUMMARY_PUNCTUATION_UNIFORM], 100 * marks, 1e-4, "punctuation if uniform");
    assert_true(isnan(values[SUMMARY_AER]));
    assert_rows_close(one.summary_rows, two.summary_rows, 4L * SUMMARY_STATISTICS, 1e-6,
                      "with one thread and with two");
    evaluation_free(&one);
    evaluation_free(&two);
    model_free(model);
}

static void alignments_belong_to_lines(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 1);
    struct evaluation e;
    struct err err;
    double values[SUMMARIES];
    /* the third line repeats a source: only first references count */
    file_fill(hypotheses, "0-0 1-1\n2-2\n3-3\n1-1\n9-4 0?0\n");
    assert_int_equal(look(&e, model, 1, hypotheses, &err), 0);
    bootstrap_measure_rows(values, &summary_measures,
                           &(struct bootstrap_rows){e.summary_rows, NULL, 4});
    assert_true(values[SUMMARY_AER] >= 0 && values[SUMMARY_AER] <= 1);
    double in_sure = values[SUMMARY_RECALL] * 5, in_possible = values[SUMMARY_PRECISION] * 14;
    assert_close(in_sure, round(in_sure), 1e-6, "five sure links");
    assert_close(values[SUMMARY_AER], 1 - (in_sure + in_possible) / (14 + 5), 1e-6, "AER");
    evaluation_free(&e);
    static const struct {
        const char *links, *complaint;
    } bad[] = {
        {"0-0\n\n\n\n", "has 4 lines"},
        {"0-0\n\n\n\n\n\n", "has 6 lines"},
        {"0-0\n3-0\n\n\n\n", ":2: a link 3-0, but this pair has 3 and 3 words"},
        {"0-0\n\n\n\n9-5\n", ":5: a link 9-5"},
        {"0-0\n\n\nx\n\n", ":4: \"x\" is no link"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        file_fill(hypotheses, bad[i].links);
        assert_int_equal(look(&e, model, 1, hypotheses, &err), -1);
        if (!strstr(err.text, bad[i].complaint))
            fail_msg("\"%s\" does not say \"%s\"", err.text, bad[i].complaint);
    }
    model_free(model);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_source_is_one_item),
        cmocka_unit_test(joined_items_hold_every_pair_once),
        cmocka_unit_test(threads_do_not_change_what_is_measured),
        cmocka_unit_test(buckets_divide_the_sentences),
        cmocka_unit_test(translations_from_elsewhere_are_scored),
        cmocka_unit_test(summaries_of_attention),
        cmocka_unit_test(alignments_belong_to_lines),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
