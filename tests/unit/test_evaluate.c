/* Measuring on a pair file: which lines belong together, what is counted, what is refused. */
#include "tiny.h"

#include "train/evaluate.h"
#include "train/items.h"

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
    if (items_read(items, &(struct pair_source){.path = path}, UNIT_WORD, UNIT_WORD, join, seed,
                   &err))
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
    assert_int_equal(items_read(&items, &(struct pair_source){.path = "/nowhere"}, UNIT_WORD,
                                UNIT_WORD, 1, 1, &err),
                     -1);
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
        assert_true(bleu_score(&one.bleu) == bleu_score(&two.bleu));
        assert_int_equal(one.pairs, 5);
    }
    assert_int_equal(measure(&one, model, 1, 1, NULL, &err), 0);
    assert_int_equal(one.sentences, 4);
    assert_int_equal(one.tokens, 5 + 4 + 5 + 3 + 6);
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
    for (int i = 0; i < BUCKETS; i++) {
        assert_int_equal(e.buckets[i].from, i ? e.buckets[i - 1].to + 1 : 1);
        assert_true(e.buckets[i].to >= e.buckets[i].from);
    }
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
    assert_int_equal(e.sentences, 4);
    assert_true(e.loss == 0 && e.tokens == 0); /* not measured */
    file_fill(hypotheses, "un chat dort .\nnous dormons .\nnous .\n");
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), -1);
    assert_non_null(strstr(err.text, "only 3 lines"));
    assert_non_null(strstr(err.text, "4 distinct sources"));
    file_fill(hypotheses, "a\nb\nc\nd\ne\n");
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), -1);
    assert_non_null(strstr(err.text, "more than 4 lines"));
    file_fill(hypotheses, "a\n\nc\n\n"); /* an empty translation is one */
    assert_int_equal(measure(&e, model, 1, 1, hypotheses, &err), 0);
    assert_int_equal(measure(&e, model, 1, 1, "/nowhere.txt", &err), -1);
    assert_non_null(strstr(err.text, "/nowhere.txt"));
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
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
