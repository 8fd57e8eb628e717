/* Models that translate together: what every step says is worked out once more in double, from runs
 * of each model alone. */
#include "tiny.h"

#include "decode/ensemble.h"
#include "decode/translate.h"
#include "math/vec.h"
#include "model/qkv.h"
#include "model/qkv_table.h"
#include "model/seq2seq_decoder.h"

enum { MODELS = 3, SENTENCES = 4, WORDS = 13 };

static const int sentences[SENTENCES][5] = {
    {5, 7, 4, 9, ID_EOS}, {6, ID_EOS}, {4, 12, ID_EOS}, {10, 11, 8, ID_EOS}};
static const int lengths[SENTENCES] = {5, 2, 3, 4};

/* Models that have nothing in common but their vocabularies. */
static void make(struct model **models, uint64_t seed)
{
    struct config luong = tiny_config(SCORE_GENERAL, INIT_TANH, 2);
    luong.seq2seq.cell = CELL_LSTM;
    luong.seq2seq.layers = 2;
    luong.seq2seq.query = QUERY_CURRENT;
    luong.seq2seq.feed = FEED_INPUT_FEEDING;
    struct config first = tiny_config(SCORE_NONE, INIT_LAST, 1);
    first.seq2seq.feed = FEED_FIRST;
    models[0] = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), seed);
    models[1] = tiny_model(luong, seed + 1);
    models[2] = tiny_model(first, seed + 2);
}

static void drop(struct model **models)
{
    for (int i = 0; i < MODELS; i++)
        model_free(models[i]);
}

/* The mean of P_n(word after `fed` of these words) over all models, of every word: [WORDS]. */
static void mean_of(struct model *const *models, int sentence, const int *words, int fed,
                    double *mean)
{
    memset(mean, 0, WORDS * sizeof *mean);
    for (int n = 0; n < MODELS; n++) {
        struct arena arena = {0};
        struct seq2seq_run run;
        struct seq2seq_setup setup = {.config = &models[n]->config,
                                      .weights = &models[n]->weights,
                                      .arena = &arena,
                                      .keep = KEEP_ALL};
        seq2seq_start(&run, &setup, 1, lengths[sentence], sentences[sentence], &lengths[sentence],
                      fed + 1);
        for (int t = 0; t <= fed; t++)
            decoder_advance(&run, t, t ? &words[t - 1] : &(int){ID_BOS});
        const real *logits = mat_row(steps_at(run.decoder.logits, fed), 0);
        double sum = 0;
        assert_int_equal(run.decoder.logits.cols, WORDS);
        for (int i = 0; i < WORDS; i++)
            sum += exp((double)logits[i]);
        for (int i = 0; i < WORDS; i++)
            mean[i] += exp((double)logits[i]) / sum / MODELS;
        arena_free(&arena);
    }
}

static void translate(struct translation *list, struct model *const *models, int count,
                      struct translate_options options)
{
    struct pool *pool = pool_new(2);
    options.with = (const struct model *const *)models + 1;
    options.with_count = count - 1;
    options.scores = true;
    for (int i = 0; i < SENTENCES; i++)
        list[i] = (struct translation){.source = sentences[i], .source_length = lengths[i]};
    translate_all(&models[0]->config, &models[0]->weights, pool, &options, list, SENTENCES);
    pool_free(pool);
}

static void every_word_is_the_best_of_the_mean(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct model *models[MODELS];
        struct translation list[SENTENCES];
        make(models, seed);
        translate(list, models, MODELS, (struct translate_options){0});
        for (int s = 0; s < SENTENCES; s++) {
            const struct hypothesis *h = &list[s].best[0];
            double sum = 0;
            for (int t = 0; t < h->length + h->ended; t++) {
                double mean[WORDS];
                int word = t < h->length ? h->words[t] : ID_EOS;
                mean_of(models, s, h->words, t, mean);
                for (int i = 0; i < WORDS; i++)
                    if (i != ID_UNK && i != word)
                        assert_true(mean[i] < mean[word] * (1 + 1e-5));
                sum += log(mean[word]);
            }
            assert_close(h->log_probability, sum, 1e-4, "log-probability");
        }
        translation_free(list, SENTENCES);
        drop(models);
    }
}

/* Of a beam: what every hypothesis costs, and that rows stay with their own in all models. */
static void hypotheses_of_a_beam_cost_what_the_mean_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct model *models[MODELS];
        struct translation list[SENTENCES];
        make(models, seed);
        translate(list, models, MODELS,
                  (struct translate_options){.beam = beam_defaults(5), .best = 5});
        for (int s = 0; s < SENTENCES; s++)
            for (int k = 0; k < list[s].count; k++) {
                const struct hypothesis *h = &list[s].best[k];
                double sum = 0;
                for (int t = 0; t < h->length + h->ended; t++) {
                    double mean[WORDS];
                    mean_of(models, s, h->words, t, mean);
                    sum += log(mean[t < h->length ? h->words[t] : ID_EOS]);
                }
                assert_close(h->log_probability, sum, 1e-4, "log-probability in a beam");
            }
        translation_free(list, SENTENCES);
        drop(models);
    }
}

static void a_model_with_itself_is_that_model(void **state)
{
    (void)state;
    struct model *models[MODELS];
    struct translation alone[SENTENCES], together[SENTENCES];
    make(models, 4);
    struct model *same[] = {models[1], models[1], models[1]};
    translate(alone, same, 1, (struct translate_options){0});
    translate(together, same, 3, (struct translate_options){0});
    for (int s = 0; s < SENTENCES; s++) {
        const struct hypothesis *a = alone[s].best, *b = together[s].best;
        assert_int_equal(a->length, b->length);
        assert_memory_equal(a->words, b->words, (size_t)a->length * sizeof *a->words);
        assert_close(a->log_probability, b->log_probability, 1e-4, "log-probability");
    }
    translation_free(alone, SENTENCES);
    translation_free(together, SENTENCES);
    drop(models);
}

static void references_cost_what_the_mean_says(void **state)
{
    (void)state;
    static const int fed[] = {ID_BOS, ID_BOS, 5, 7, 9, ID_PAD};
    static const int produced[] = {5, 7, 9, ID_EOS, ID_EOS, ID_PAD};
    static const int source[] = {5, 6, 7, ID_EOS, 4, ID_PAD, 9, ID_PAD, ID_EOS, ID_PAD};
    static const int target_lengths[] = {3, 2};
    const struct batch batch = {.size = 2,
                                .source_length = 5,
                                .target_length = 3,
                                .source = source,
                                .source_lengths = lengths,
                                .fed = fed,
                                .produced = produced,
                                .target_lengths = target_lengths,
                                .target_tokens = 5};
    struct model *models[MODELS];
    struct seq2seq_run runs[MODELS];
    struct arena arena = {0};
    double losses[2] = {0}, expected[2] = {0};
    make(models, 9);
    for (int n = 0; n < MODELS; n++) {
        struct seq2seq_setup setup = {.config = &models[n]->config,
                                      .weights = &models[n]->weights,
                                      .arena = &arena,
                                      .keep = KEEP_STEP};
        seq2seq_start(&runs[n], &setup, 2, 5, source, lengths, 3);
        if (n)
            runs[n - 1].next = &runs[n];
    }
    double loss = ensemble_losses(runs, &batch, losses);
    for (int b = 0; b < 2; b++) {
        int words[] = {produced[b], produced[2 + b], produced[4 + b]};
        for (int t = 0; t < target_lengths[b]; t++) {
            double mean[WORDS];
            mean_of(models, b, words, t, mean);
            expected[b] -= log(mean[words[t]]);
        }
        assert_close(losses[b], expected[b], 1e-5, "loss of a sentence");
    }
    assert_close(loss, expected[0] + expected[1], 1e-5, "loss");
    arena_free(&arena);
    drop(models);
}

static void refused(struct model *const *models, int count, const char *reason)
{
    struct err err = {""};
    assert_int_equal(ensemble_check((const struct model *const *)models, count, &err), -1);
    if (!strstr(err.text, reason))
        fail_msg("refused with: %s\nwithout saying: %s", err.text, reason);
}

static void models_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct model *models[MODELS], *pair[2];
    struct err err;
    make(models, 2);
    assert_int_equal(ensemble_check((const struct model *const *)models, MODELS, &err), 0);
    pair[0] = models[0];
    pair[1] = models[1];
    vocab_add(models[1]->target.vocab, "loup");
    refused(pair, 2, "the same target vocabulary");
    pair[1] = models[2];
    vocab_add(models[2]->source.vocab, "wolf");
    refused(pair, 2, "the same source vocabulary");
    static const char text[] = "key,1\nvalue,1\nquery,1\n";
    struct qkv *table = qkv_read("t.csv", text, strlen(text), &err);
    assert_non_null(table);
    pair[1] = qkv_model(table, "t", SCORE_DOT);
    refused(pair, 2, "writes no words");
    model_free(pair[1]);
    drop(models);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_the_best_of_the_mean),
        cmocka_unit_test(hypotheses_of_a_beam_cost_what_the_mean_says),
        cmocka_unit_test(a_model_with_itself_is_that_model),
        cmocka_unit_test(references_cost_what_the_mean_says),
        cmocka_unit_test(models_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
