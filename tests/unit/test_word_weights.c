/* Attention between words, of attention between pieces; and the alignments made of it. */
#include "pieces.h"

#include "decode/summary.h"
#include "decode/translate.h"
#include "decode/word_weights.h"
#include "measure/evaluate.h"
#include "measure/items.h"

static int *ids_of(const struct tokenizer *tokenizer, const char *tokens)
{
    struct strs list = {0};
    int count;
    tokens_split(&list, UNIT_TOKEN, tokens);
    int *ids = vocab_ids(tokenizer->vocab, &list, 100, false, &count);
    for (int i = 0; i < count; i++)
        assert_int_not_equal(ids[i], ID_UNK);
    strs_free(&list);
    return ids;
}

/* "s@@ lower ." read while "n@@ o@@ u bas" is written: sums over the source, means over the target. */
static void weights_are_summed_and_averaged(void **state)
{
    (void)state;
    struct model *model = pieces_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 1);
    int *source = ids_of(&model->source, "s@@ lower .");
    int *target = ids_of(&model->target, "n@@ o@@ u bas");
    real weights[] = {0.1f, 0.2f, 0.3f, 0.4f, /* n@@ */
                      0.5f, 0.5f, 0,    0,    /* o@@ */
                      0,    0.3f, 0.3f, 0.4f, /* u */
                      0.2f, 0.1f, 0.7f, 0};
    const real wanted[] = {(0.3f + 1 + 0.3f) / 3, 0.6f / 3, 0.8f / 3, 0.3f, 0.7f, 0};
    struct arena arena = {0};
    struct mat words =
        word_weights(&arena, mat_of(weights, 4, 4), &model->source, source, &model->target, target);
    assert_int_equal(words.rows, 2);
    assert_int_equal(words.cols, 3);
    assert_rows_close(words.x, wanted, 6, 1e-6, "a weight between words");
    arena_free(&arena);
    free(source);
    free(target);
    model_free(model);
}

static void words_that_are_tokens_stay(void **state)
{
    (void)state;
    struct tokenizer words = tokenizer_of(UNIT_WORD, tiny_vocab("a@@ b"));
    int *ids = ids_of(&words, "a@@ b");
    real weights[] = {1, 0, 0, 0, 1, 0};
    struct arena arena = {0};
    struct mat out = word_weights(&arena, mat_of(weights, 2, 3), &words, ids, &words, ids);
    assert_ptr_equal(out.x, weights);
    arena_free(&arena);
    free(ids);
    tokenizer_free(&words);
}

/* What translating keeps is what the links of its tokens were taken from, greedy and with a beam. */
static void translations_keep_their_attention(void **state)
{
    (void)state;
    struct model *model = pieces_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 4);
    struct pool *pool = pool_new(1);
    static const char *const lines[] = {"I'm here.", "The newest, slowest 早.", "low"};
    for (int width = 1; width <= 3; width += 2) {
        struct translate_options options = {.beam = beam_defaults(width), .looks = true};
        struct translation list[3] = {0};
        for (int i = 0; i < 3; i++) {
            struct strs words = {0};
            tokenizer_words(&model->source, &words, lines[i]);
            list[i].source =
                tokenizer_ids(&model->source, &words, 100, true, &list[i].source_length);
            strs_free(&words);
        }
        translate_all(&model->config, &model->weights, pool, &options, list, 3);
        for (int i = 0; i < 3; i++) {
            const struct hypothesis *h = list[i].best;
            struct mat looks = mat_of(h->looks, h->length, list[i].source_length);
            assert_true(h->length > 0);
            for (int t = 0; t < h->length; t++) {
                double sum = 0;
                for (int j = 0; j < looks.cols; j++)
                    sum += (double)mat_row(looks, t)[j];
                assert_close(sum, 1, 1e-5, "a row");
                assert_int_equal(summary_link(mat_row(looks, t), looks.cols), h->aligned[t]);
            }
            free((void *)(size_t)list[i].source);
        }
        translation_free(list, 3);
    }
    pool_free(pool);
    model_free(model);
}

/* Links of a reference count words, so that models of words and of pieces can be compared. */
static void alignment_errors_are_of_words(void **state)
{
    (void)state;
    struct folder folder = folder_make();
    char *pairs = folder_file(&folder, "pairs.tsv"), *links = folder_file(&folder, "links");
    struct model *model = pieces_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 4);
    struct pool *pool = pool_new(1);
    struct evaluation e;
    struct err err;
    struct evaluation_options options = {
        .source = {.path = pairs}, .join = 1, .attention = true, .alignments = links};
    double values[SUMMARIES];
    file_fill(pairs, "Xylophones newest.\tNouveau xylophone.\n");
    file_fill(links, "0-1 1-0 2-2\n");
    assert_int_equal(evaluate(&e, model, &model->weights, pool, &options, &err), 0);
    bootstrap_measure_rows(values, &summary_measures,
                           &(struct bootstrap_rows){e.summary_rows, NULL, 1});
    double right = values[SUMMARY_RECALL] * 3; /* of three sure links */
    assert_close(right, round(right), 1e-6, "links");
    assert_close(values[SUMMARY_AER], 1 - 2 * right / 6, 1e-6, "three words are linked");
    evaluation_free(&e);
    file_fill(links, "0-1 3-0\n");
    assert_int_equal(evaluate(&e, model, &model->weights, pool, &options, &err), -1);
    assert_non_null(strstr(err.text, "3 and 3 words"));
    pool_free(pool);
    model_free(model);
    folder_remove(&folder);
    free(pairs);
    free(links);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_summed_and_averaged),
        cmocka_unit_test(words_that_are_tokens_stay),
        cmocka_unit_test(translations_keep_their_attention),
        cmocka_unit_test(alignment_errors_are_of_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
