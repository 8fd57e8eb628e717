/* What a word depends on: models whose answer depends on one source word by construction, numbers
 * against runs done another way, and odd sentences. */
#include "classifiers.h"

#include "math/rank.h"
#include "model/seq2seq_decoder.h"
#include "study/influence.h"

static const enum score scores[] = {SCORE_NONE, SCORE_DOT, SCORE_GENERAL, SCORE_ADDITIVE};

static struct model *model_of(enum score score, uint64_t seed)
{
    bool fixed = score == SCORE_NONE;
    return tiny_model(tiny_config(score, fixed ? INIT_LAST : INIT_TANH, fixed ? 1 : 2), seed);
}

static struct trace *trace_of(const struct model *model, const char *text)
{
    return trace_new(model, &text, 1, NULL);
}

static void ranks_agree_as_counted_by_hand(void **state)
{
    (void)state;
    const double up[] = {1, 2, 3, 4}, down[] = {9, 7, 5, 3}, mixed[] = {1, 3, 2, 4};
    const double tied[] = {1, 1, 2, 3}, flat[] = {5, 5, 5, 5};
    assert_close(rank_tau(up, up, 4), 1, 0, "same order");
    assert_close(rank_tau(up, down, 4), -1, 0, "reversed");
    assert_close(rank_tau(up, mixed, 4), 4 / 6.0, 1e-15, "one of six pairs reversed");
    assert_close(rank_tau(up, tied, 4), 5 / sqrt(6 * 5), 1e-15, "a tie");
    assert_close(rank_tau(tied, up, 4), 5 / sqrt(6 * 5), 1e-15, "a tie on the other side");
    assert_true(isnan(rank_tau(up, flat, 4)));
    assert_true(isnan(rank_tau(up, up, 1)));
    assert_true(isnan(rank_tau(up, up, 0)));
}

/* The words of a trace under another sentence: ln P of the word of step t. */
static double forced(const struct model *model, const char *text, const struct trace *words, int t)
{
    struct trace *trace = trace_forced(model, text, words->sentences[0].words, t + 1);
    real p = mat_row(trace_get(trace, 0, Q_PROBABILITIES), t)[words->sentences[0].words[t]];
    trace_free(trace);
    return log((double)p);
}

static void leaving_out_is_the_difference_of_two_runs(void **state)
{
    (void)state;
    static const char *const without[] = {"cat sleeps here", "the sleeps here", "the cat here",
                                          "the cat sleeps"};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        struct model *model = model_of(scores[i], 3);
        struct trace *trace = trace_of(model, "the cat sleeps here");
        for (int t = 0; t < trace->sentences[0].steps; t++) {
            struct influence *e = influence_new(trace, 0, t);
            double whole = forced(model, "the cat sleeps here", trace, t);
            assert_int_equal(e->count, 5);
            assert_string_equal(e->word, trace_target_word(trace, 0, t));
            assert_string_equal(e->words.list[1], "cat");
            assert_string_equal(e->words.list[4], "<eos>");
            assert_close(e->log_probability, whole, 1e-5, "ln P");
            for (int j = 0; j < 4; j++)
                assert_close(e->left_out[j], whole - forced(model, without[j], trace, t), 2e-5,
                             "left out");
            assert_true(isfinite(e->left_out[4]));
            assert_int_equal(e->weights != NULL, scores[i] != SCORE_NONE);
            for (int j = 0; e->weights && j < 5; j++)
                assert_close(e->weights[j], mat_row(trace_get(trace, 0, Q_WEIGHTS), t)[j], 1e-6,
                             "weight");
            assert_int_equal(isnan(e->tau[PAIR_WEIGHT_LEFT_OUT]), e->weights == NULL);
            assert_true(fabs(e->tau[PAIR_LEFT_OUT_GRADIENT]) <= 1);
            assert_false(e->changed);
            influence_free(e);
        }
        trace_free(trace);
        model_free(model);
    }
}

/* x·∂f/∂x is what growing x changes: (f((1 + h) x) − f((1 − h) x)) / 2h. */
static void gradient_x_input_is_what_growing_an_embedding_changes(void **state)
{
    (void)state;
    const real h = (real)0.01;
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        struct model *model = model_of(scores[i], 8);
        struct trace *trace = trace_of(model, "we rest here");
        struct influence *e = influence_new(trace, 0, 1);
        double largest = 0;
        for (int j = 0; j < e->count; j++) {
            struct mat word =
                mat_rows(model->weights.seq2seq.source_embedding, trace->sentences[0].ids[j], 1);
            struct mat kept = mat_of(mem_new((size_t)word.cols, sizeof(real)), 1, word.cols);
            double f[2];
            mat_copy(kept, word);
            for (int side = 0; side < 2; side++) {
                for (int k = 0; k < word.cols; k++)
                    word.x[k] = kept.x[k] * (side ? 1 - h : 1 + h);
                f[side] = forced(model, "we rest here", trace, 1);
            }
            mat_copy(word, kept);
            free(kept.x);
            assert_close(e->gradient[j], (f[0] - f[1]) / (2 * (double)h), 5e-4, "gradient x input");
            largest = fmax(largest, fabs(e->gradient[j]));
        }
        assert_true(largest > 1e-3);
        influence_free(e);
        trace_free(trace);
        model_free(model);
    }
}

static void fill(struct mat m, real value)
{
    for (int i = 0; i < m.rows * m.cols; i++)
        m.x[i] = value;
}

/* h(j) = tanh(x(j)), ± all ones: + for "cat" and − for all else; s(0) is almost all ones. So the dot
 * product puts 0.9999 on the state of the cat, and no state knows of another word. */
static struct model *model_that_sees_cats(void)
{
    struct config config = tiny_config(SCORE_DOT, INIT_TANH, 2);
    config.seq2seq.cell = CELL_RNN;
    struct model *model = tiny_model(config, 4);
    struct weights *w = &model->weights;
    fill(w->seq2seq.source_embedding, -1);
    fill(mat_rows(w->seq2seq.source_embedding, vocab_id(model->source.vocab, "cat"), 1), 1);
    for (int d = 0; d < 2; d++) {
        fill(w->seq2seq.encoder[0][d].input, (real)(1.0 / model->config.seq2seq.embed));
        fill(w->seq2seq.encoder[0][d].input_bias, 0);
        fill(w->seq2seq.encoder[0][d].hidden, 0);
        fill(w->seq2seq.encoder[0][d].hidden_bias, 0);
    }
    fill(w->seq2seq.init[0], 0);
    fill(w->seq2seq.init_bias[0], 5);
    return model;
}

static void the_only_word_that_counts_is_found(void **state)
{
    (void)state;
    struct model *model = model_that_sees_cats();
    struct trace *trace = trace_of(model, "the dog cat sleeps");
    struct influence *e = influence_new(trace, 0, 0);
    assert_true(e->weights[2] > 0.999);
    assert_true(fabs(e->left_out[2]) > 0.05 && fabs(e->gradient[2]) > 0.01);
    for (int j = 0; j < e->count; j++)
        if (j != 2) {
            assert_true(fabs(e->left_out[2]) > 100 * fabs(e->left_out[j]));
            assert_true(fabs(e->gradient[2]) > 100 * fabs(e->gradient[j]));
        }
    influence_free(e);
    trace_free(trace);
    model_free(model);
}

/* With zero scores every position weighs the same, whatever the words do. */
static void even_weights_have_no_correlation(void **state)
{
    (void)state;
    struct model *model = model_of(SCORE_ADDITIVE, 4);
    fill(model->weights.seq2seq.attention.v, 0);
    struct trace *trace = trace_of(model, "the dog sleeps");
    struct influence *e = influence_new(trace, 0, 0);
    for (int j = 0; j < 4; j++)
        assert_close(e->weights[j], 0.25, 1e-6, "weight");
    assert_true(isnan(e->tau[PAIR_WEIGHT_LEFT_OUT]) && isnan(e->tau[PAIR_WEIGHT_GRADIENT]));
    assert_true(!isnan(e->tau[PAIR_LEFT_OUT_GRADIENT]));
    influence_free(e);
    trace_free(trace);
    model_free(model);
}

static void odd_sentences(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "cat", "cat cat cat", "nobody knows zzz"};
    for (size_t s = 0; s < sizeof scores / sizeof *scores; s++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct model *model = model_of(scores[s], 5);
            struct trace *trace = trace_of(model, texts[i]);
            struct influence *e = influence_new(trace, 0, trace->sentences[0].steps - 1);
            assert_int_equal(isnan(e->left_out[0]), i == 0);
            for (int j = 0; j < e->count; j++)
                assert_true(isfinite(e->gradient[j]));
            influence_free(e);
            trace_free(trace);
            model_free(model);
        }
    influence_free(NULL);
}

/* What else is in the batch does not matter, and a control is left out but told. */
static void a_batch_and_a_control(void **state)
{
    (void)state;
    const char *const two[] = {"the cat sleeps here", "we rest"};
    const unsigned char hide[] = {1};
    const struct control control = {.hidden = hide, .hidden_count = 1};
    struct model *model = model_of(SCORE_ADDITIVE, 6);
    struct trace *batch = trace_new(model, two, 2, NULL), *alone = trace_of(model, two[1]);
    struct trace *hidden = trace_new(model, two, 1, &control);
    struct influence *a = influence_new(batch, 1, 0), *b = influence_new(alone, 0, 0);
    struct influence *c = influence_new(hidden, 0, 0);
    assert_int_equal(a->count, 3);
    for (int j = 0; j < 3; j++) {
        assert_close(a->left_out[j], b->left_out[j], 1e-5, "left out");
        assert_close(a->gradient[j], b->gradient[j], 1e-5, "gradient");
    }
    assert_true(c->changed && !a->changed);
    assert_true(c->weights[0] > 0);
    influence_free(a);
    influence_free(b);
    influence_free(c);
    trace_free(batch);
    trace_free(alone);
    trace_free(hidden);
    model_free(model);
}

/* So long that the leave-outs do not fit in one batch. */
static void a_long_sentence_is_measured_in_pieces(void **state)
{
    (void)state;
    struct str text = {0}, without = {0};
    for (int i = 0; i < 100; i++) {
        str_add(&text, i % 3 ? "cat " : "dog ");
        if (i != 80)
            str_add(&without, i % 3 ? "cat " : "dog ");
    }
    struct model *model = model_of(SCORE_DOT, 6);
    struct trace *trace = trace_of(model, text.text);
    struct influence *e = influence_new(trace, 0, 0);
    double whole = forced(model, text.text, trace, 0);
    assert_int_equal(e->count, 101);
    assert_close(e->left_out[80], whole - forced(model, without.text, trace, 0), 2e-5, "left out");
    influence_free(e);
    trace_free(trace);
    model_free(model);
    str_free(&text);
    str_free(&without);
}

/* ln P of a label. */
static double log_label(const struct model *model, const char *text, int label)
{
    struct trace *trace = trace_of(model, text);
    double p = (double)trace_get(trace, 0, Q_CLASS_PROBABILITIES).x[label];
    trace_free(trace);
    return log(p);
}

/* d ln P / d(scale of word j) of a word that no other place has: Σ_i x(j,i) ∂ ln P / ∂x(j,i). */
static double scaled(struct model *model, const char *text, const char *word, int label)
{
    const double step = 1.0 / 256;
    struct mat table = model->weights.classifier.embedding;
    real *x = mat_row(table, vocab_id(model->source.vocab, word)), kept[64];
    memcpy(kept, x, (size_t)table.cols * sizeof *x);
    double found[2];
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < table.cols; i++)
            x[i] = kept[i] * (real)(side ? 1 + step : 1 - step);
        found[side] = log_label(model, text, label);
    }
    memcpy(x, kept, (size_t)table.cols * sizeof *x);
    return (found[1] - found[0]) / (2 * step);
}

static void a_label_depends_on_words_as_runs_of_it_say(void **state)
{
    (void)state;
    static const char *const without[] = {"cat sleeps here", "the sleeps here", "the cat here",
                                          "the cat sleeps"};
    for (int kind = 0; kind < CLASSIFIER_KINDS; kind++) {
        struct model *model = classifier_model(kind, 5);
        struct trace *trace = trace_of(model, "the cat sleeps here");
        struct influence *e = influence_new(trace, 0, 0);
        struct mat p = trace_get(trace, 0, Q_CLASS_PROBABILITIES);
        int label = 0;
        for (int i = 1; i < p.cols; i++)
            label = p.x[i] > p.x[label] ? i : label;
        double whole = log((double)p.x[label]);
        assert_true(e->label);
        assert_int_equal(e->count, 4);
        assert_string_equal(e->word, vocab_token(model->target.vocab, VOCAB_SPECIAL + label));
        assert_close(e->log_probability, whole, 1e-5, "ln P");
        for (int j = 0; j < 4; j++) {
            assert_close(e->left_out[j], whole - log_label(model, without[j], label), 1e-5,
                         "without a word");
            assert_close(e->gradient[j],
                         scaled(model, "the cat sleeps here", e->words.list[j], label), 3e-3,
                         "gradient x input");
        }
        double sum = 0;
        for (int j = 0; e->weights && j < 4; j++)
            sum += e->weights[j];
        if (e->weights)
            assert_close(sum, 1, 1e-5, "weights");
        assert_int_equal(e->weights != NULL,
                         trace_has(trace, Q_WEIGHTS) || trace_has(trace, Q_HOP_WEIGHTS));
        influence_free(e);
        trace_free(trace);
        model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_agree_as_counted_by_hand),
        cmocka_unit_test(leaving_out_is_the_difference_of_two_runs),
        cmocka_unit_test(gradient_x_input_is_what_growing_an_embedding_changes),
        cmocka_unit_test(the_only_word_that_counts_is_found),
        cmocka_unit_test(even_weights_have_no_correlation),
        cmocka_unit_test(odd_sentences),
        cmocka_unit_test(a_batch_and_a_control),
        cmocka_unit_test(a_long_sentence_is_measured_in_pieces),
        cmocka_unit_test(a_label_depends_on_words_as_runs_of_it_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
