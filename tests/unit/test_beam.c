/* Beam search: width 1 is greedy, every node adds up, a beam that nothing falls out of finds what
 * trying everything finds, whatever the penalties; several sentences at once are like one by one. */
#include "tiny.h"

#include "decode/beam.h"
#include "decode/decode.h"
#include "decode/unknown.h"
#include "math/vec.h"
#include "model/seq2seq.h"
#include "model/seq2seq_decoder.h"
#include "text/vocab.h"

enum { LENGTH = 4, SENTENCES = 3, ROOM = 12 };

static const int sentences[SENTENCES][LENGTH] = {
    {5, 7, 4, ID_EOS}, {6, ID_EOS, ID_PAD, ID_PAD}, {4, 12, ID_EOS, ID_PAD}};
static const int sentence_lengths[SENTENCES] = {4, 2, 3};

/* Starts a run with sentences first to first + size − 1. */
static void start(struct seq2seq_run *run, const struct model *model, struct arena *arena,
                  enum keep keep, int first, int size, int steps)
{
    int *tokens = arena_take(arena, (size_t)(LENGTH * size), sizeof *tokens);
    int *lengths = arena_take(arena, (size_t)size, sizeof *lengths);
    for (int row = 0; row < size; row++) {
        lengths[row] = sentence_lengths[first + row];
        for (int j = 0; j < LENGTH; j++)
            tokens[j * size + row] = sentences[first + row][j];
    }
    struct seq2seq_setup setup = {
        .config = &model->config, .weights = &model->weights, .arena = arena, .keep = keep};
    int longest = size == 1 ? lengths[0] : LENGTH;
    seq2seq_start(run, &setup, size, longest, tokens, lengths, steps);
}

static void search(struct beam *beams, const struct model *model, struct arena *arena, int first,
                   int count, const struct beam_options *options, int steps)
{
    struct seq2seq_run run;
    start(&run, model, arena, KEEP_STEP, first, count, steps);
    decode_beam(&run, options, beams);
}

static void width_one_is_greedy(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), seed);
        struct arena arena = {0};
        struct seq2seq_run greedy;
        struct decoded decoded;
        struct beam beam;
        struct beam_options options = beam_defaults(1);
        int words[64];
        search(&beam, model, &arena, 0, 1, &options, ROOM);
        start(&greedy, model, &arena, KEEP_STEP, 0, 1, ROOM);
        decode_greedy(&greedy, &decoded);
        assert_int_equal(beam.best_count, 1);
        int count = beam_words(&beam, beam.best[0], words);
        assert_int_equal(count, decoded.lengths[0]);
        for (int i = 0; i < count; i++)
            assert_int_equal(words[i], decoded.words[i]);
        assert_close(beam.nodes[beam.best[0]].log_probability, decoded.log_probability[0], 1e-4,
                     "log-probability");
        arena_free(&arena);
        model_free(model);
    }
}

/* ln P of one target sequence for the first sentence, and what it attends to: coverage [LENGTH]. */
static double forced(const struct model *model, const int *words, int count, double *coverage)
{
    struct arena arena = {0};
    struct seq2seq_run run;
    double sum = 0;
    memset(coverage, 0, LENGTH * sizeof *coverage);
    start(&run, model, &arena, KEEP_ALL, 0, 1, count);
    for (int t = 0; t < count; t++) {
        int fed = t ? words[t - 1] : ID_BOS;
        decoder_advance(&run, t, &fed);
        sum += log((double)steps_at(run.decoder.probabilities, t).x[words[t]]);
        for (int j = 0; j < LENGTH; j++)
            coverage[j] += (double)steps_at(run.attention.weights, t).x[j];
    }
    arena_free(&arena);
    return sum;
}

/* The best score of all sequences of at most `room` words that begin with words[0 .. count − 1]. */
static double try_all(const struct model *model, const struct beam_options *options, int *words,
                      int count, int room)
{
    double best = -INFINITY;
    for (int word = 0; word < model->config.target.vocab; word++) {
        double score, coverage[LENGTH];
        if (word == ID_UNK)
            continue; /* it is not written */
        words[count] = word;
        if (word == ID_EOS || count + 1 == room) {
            double sum = forced(model, words, count + 1, coverage), penalty = 0;
            for (int j = 0; j < LENGTH; j++)
                penalty += coverage[j] < 1 ? log(coverage[j]) : 0;
            score = sum / pow(count + 1, options->length_alpha) + options->coverage_beta * penalty;
        } else {
            score = try_all(model, options, words, count + 1, room);
        }
        best = score > best ? score : best;
    }
    return best;
}

/* Five target words that may be written: after three steps there are 80 hypotheses, and none falls
 * out. */
static void a_beam_that_loses_nothing_finds_the_best(void **state)
{
    (void)state;
    enum { STEPS = 3, ALL = 80 };
    static const struct beam_options kinds[] = {
        {ALL, 1, 0, false}, {ALL, 0, 0, false}, {ALL, 0.6, 0.4, false}, {ALL, 1, 3, false}};
    struct config config = tiny_config(SCORE_DOT, INIT_TANH, 2);
    struct err err;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct model *model =
            model_new("small", &config, tokenizer_of(UNIT_WORD, tiny_vocab(TINY_SOURCE)),
                      tokenizer_of(UNIT_WORD, tiny_vocab("le chat")), seed, &err);
        assert_non_null(model);
        for (size_t i = 0; i < model->list.size; i++)
            model->flat[i] *= 3;
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            struct arena arena = {0};
            struct beam beam;
            int words[STEPS];
            search(&beam, model, &arena, 0, 1, &kinds[k], STEPS);
            assert_int_equal(beam.best_count, 1 + 4 + 80);
            assert_close(beam.nodes[beam.best[0]].score, try_all(model, &kinds[k], words, 0, STEPS),
                         1e-4, "best score");
            arena_free(&arena);
        }
        model_free(model);
    }
}

static void unknown_words_are_no_candidates(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 3);
    struct beam_options options = {.width = 4, .length_alpha = 1, .keep_pruned = true};
    model->weights.seq2seq.output_bias.x[ID_UNK] += 5;
    for (int allowed = 0; allowed < 2; allowed++) {
        struct arena arena = {0};
        struct seq2seq_run run;
        struct beam beam;
        int unknown = 0;
        start(&run, model, &arena, KEEP_STEP, 0, 1, ROOM);
        run.allow_unknown = allowed;
        decode_beam(&run, &options, &beam);
        for (int i = 0; i < beam.count; i++)
            unknown += beam.nodes[i].word == ID_UNK;
        assert_true(allowed ? unknown > 5 : unknown == 0);
        assert_true(beam.best_count >= 4);
        arena_free(&arena);
    }
    model_free(model);
}

static void every_node_adds_up(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 3);
    struct arena arena = {0};
    struct beam beam;
    struct beam_options options = {.width = 5, .length_alpha = 0.7, .keep_pruned = true};
    int words[64], pruned = 0;
    const real *looks[64];
    search(&beam, model, &arena, 0, 1, &options, ROOM);
    assert_true(beam.best_count >= 5 && beam.count > 5);
    for (int i = 0; i < beam.count; i++) {
        const struct beam_node *node = &beam.nodes[i];
        double coverage[LENGTH], kept[LENGTH] = {0};
        int count = beam_words(&beam, i, words);
        assert_true(node->parent < i);
        if (node->word == ID_EOS)
            words[count++] = ID_EOS;
        assert_int_equal(count, node->length);
        assert_close(node->log_probability, forced(model, words, count, coverage), 1e-4, "a node");
        assert_close(node->score, node->log_probability / pow(count, 0.7), 1e-9, "its score");
        beam_attention(&beam, i, looks);
        for (int t = 0; t < count; t++)
            for (int j = 0; j < LENGTH; j++)
                kept[j] += (double)looks[t][j];
        for (int j = 0; j < LENGTH; j++)
            assert_close(kept[j], coverage[j], 1e-4, "its attention");
        pruned += node->pruned;
    }
    assert_true(pruned > 20);
    for (int i = 1; i < beam.best_count; i++)
        assert_true(beam.nodes[beam.best[i - 1]].score >= beam.nodes[beam.best[i]].score);
    arena_free(&arena);
    model_free(model);
}

/* What fell out changes nothing, comes last in its step, is worse than what stayed, and ends there. */
static void what_fell_out_is_kept_on_request(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 6);
    struct arena arena = {0};
    struct beam with, without;
    struct beam_options options = beam_defaults(3);
    search(&without, model, &arena, 0, 1, &options, ROOM);
    options.keep_pruned = true;
    search(&with, model, &arena, 0, 1, &options, ROOM);
    int taken = 0, steps = 0;
    for (int i = 0; i < with.count; i++) {
        const struct beam_node *node = &with.nodes[i];
        steps = node->length;
        if (node->parent >= 0)
            assert_false(with.nodes[node->parent].pruned || with.nodes[node->parent].ended);
        if (i && with.nodes[i - 1].length == node->length)
            assert_true(with.nodes[i - 1].log_probability >= node->log_probability &&
                        with.nodes[i - 1].pruned <= node->pruned);
        if (node->pruned) {
            assert_false(node->ended);
            continue;
        }
        assert_int_equal(node->word, without.nodes[taken].word);
        assert_true(node->score == without.nodes[taken++].score);
    }
    assert_int_equal(taken, without.count);
    assert_true(with.count > taken && with.count <= 3 + 9 * (steps - 1));
    assert_int_equal(with.best_count, without.best_count);
    arena_free(&arena);
    model_free(model);
}

/* Sentences of different lengths beside each other, which end at different times. */
static void sentences_do_not_matter_to_each_other(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct model *model =
            tiny_model(tiny_config(seed % 2 ? SCORE_ADDITIVE : SCORE_NONE, INIT_TANH, 2), seed);
        struct arena arena = {0};
        struct beam many[SENTENCES], one;
        struct beam_options options = {.width = 4, .length_alpha = 0.5, .coverage_beta = 0.3};
        model->weights.seq2seq.output_bias.x[ID_EOS] += (real)0.2 * (real)seed;
        search(many, model, &arena, 0, SENTENCES, &options, 30);
        for (int b = 0; b < SENTENCES; b++) {
            int left[64], right[64];
            search(&one, model, &arena, b, 1, &options, 30);
            assert_int_equal(many[b].count, one.count);
            assert_int_equal(many[b].best_count, one.best_count);
            for (int i = 0; i < one.best_count; i++) {
                int count = beam_words(&one, one.best[i], right);
                assert_int_equal(beam_words(&many[b], many[b].best[i], left), count);
                assert_memory_equal(left, right, (size_t)count * sizeof *left);
                assert_close(many[b].nodes[many[b].best[i]].score, one.nodes[one.best[i]].score,
                             1e-4, "score");
            }
        }
        arena_free(&arena);
        model_free(model);
    }
}

static void files_are_translated_like_sentences(void **state)
{
    (void)state;
    enum { COUNT = 40, WIDTH = 3 };
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 2);
    struct translate_options options = {.beam = beam_defaults(WIDTH), .best = 2};
    struct translation list[COUNT] = {0};
    struct pool *pool = pool_new(2);
    for (int i = 0; i < COUNT; i++) {
        list[i].source = sentences[i % SENTENCES];
        list[i].source_length = sentence_lengths[i % SENTENCES];
    }
    translate_all(&model->config, &model->weights, pool, &options, list, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct arena arena = {0};
        struct beam beam;
        int words[64];
        const real *looks[64];
        search(&beam, model, &arena, i % SENTENCES, 1, &options.beam,
               decode_limit(list[i].source_length));
        assert_int_equal(list[i].count, 2);
        for (int k = 0; k < 2; k++) {
            const struct hypothesis *h = &list[i].best[k];
            assert_int_equal(h->length, beam_words(&beam, beam.best[k], words));
            assert_memory_equal(h->words, words, (size_t)h->length * sizeof *words);
            assert_close(h->score, beam.nodes[beam.best[k]].score, 1e-4, "score");
            beam_attention(&beam, beam.best[k], looks);
            for (int t = 0; t < h->length; t++)
                assert_int_equal(h->aligned[t], vec_argmax(looks[t], list[i].source_length - 1));
        }
        arena_free(&arena);
    }
    translation_free(list, COUNT);
    pool_free(pool);
    model_free(model);
}

/* Wu et al. 2016, section 7, by hand. */
static void penalties_are_those_of_the_paper(void **state)
{
    (void)state;
    const double coverage[] = {0.5, 1.7, 0.25, 1}, nowhere[] = {0, 1};
    struct beam_options o = beam_defaults(4);
    assert_close(beam_score(&o, -6, 3, coverage, 4), -2, 1e-12, "the mean per word");
    o.length_alpha = 0;
    assert_close(beam_score(&o, -6, 3, coverage, 4), -6, 1e-12, "the sum");
    o.length_alpha = 0.5;
    assert_close(beam_score(&o, -6, 4, coverage, 4), -3, 1e-12, "square root");
    o.coverage_beta = 2; /* 2 (ln 1/2 + ln 1/4) = −6 ln 2 */
    assert_close(beam_score(&o, -6, 4, coverage, 4), -3 - 6 * log(2), 1e-12, "coverage");
    assert_close(beam_score(&o, -6, 4, NULL, 0), -3, 1e-12, "no attention");
    assert_close(beam_score(&o, -6, 4, nowhere, 2), -3 - 20 * log(10), 1e-9, "a word not seen");
}

static void the_largest_come_first(void **state)
{
    (void)state;
    const real list[] = {1, 5, 3, 5, 0};
    int top[8];
    assert_int_equal(vec_top(top, 3, list, 5), 3);
    assert_int_equal(top[0], 1);
    assert_int_equal(top[1], 3);
    assert_int_equal(top[2], 2);
    assert_int_equal(vec_top(top, 8, list, 5), 5);
    assert_int_equal(vec_top(top, 8, list, 0), 0);
    assert_int_equal(vec_top(top, 0, list, 5), 0);
}

/* Arrays longer than the blocks that are passed over, against counting. */
static void the_largest_of_many(void **state)
{
    (void)state;
    enum { N = 1000, K = 20 };
    real list[N];
    int top[K];
    fill_random(list, N, 1, 5);
    for (int i = 0; i < N; i++) /* with equals */
        list[i] = (real)((int)(list[i] * 200)) / 100;
    for (int n = 1; n <= N; n += 37) {
        int found = vec_top(top, K, list, n);
        assert_int_equal(found, n < K ? n : K);
        for (int k = 0; k < found; k++) {
            int before = 0;
            for (int i = 0; i < n; i++)
                before += list[i] > list[top[k]] || (list[i] == list[top[k]] && i < top[k]);
            assert_int_equal(before, k);
        }
    }
}

static void sums_of_exponentials(void **state)
{
    (void)state;
    real list[1000];
    double sum = 0;
    fill_random(list, 1000, 8, 11);
    for (int i = 0; i < 1000; i++)
        sum += exp((double)list[i]);
    assert_close(vec_log_sum_exp(list, 1000), log(sum), 1e-5, "ln of the sum");
    for (int i = 0; i < 1000; i++)
        list[i] += 500;
    assert_close(vec_log_sum_exp(list, 1000), log(sum) + 500, 1e-4, "without overflow");
    assert_close(vec_log_sum_exp(list, 1), (double)list[0], 1e-6, "of one");
}

/* Words 0 and 2 of "rien <unk> <unk> <unk>" are aligned; the third has nothing to align with. */
static void unknown_words_are_looked_up_or_copied(void **state)
{
    (void)state;
    struct folder folder = folder_make();
    char *path = folder_file(&folder, "words.tsv");
    file_fill(path, "Ann\tAnne-Marie\nann\tnot this one\nbob\tRobert\n");
    struct err err;
    struct dictionary *dictionary = dictionary_open(path, UNIT_WORD, &err);
    assert_non_null(dictionary);
    assert_string_equal(dictionary_find(dictionary, "ann"), "Anne-Marie");
    assert_null(dictionary_find(dictionary, "carl"));
    assert_null(dictionary_find(dictionary, "<unk>"));
    struct model model = {.source = tokenizer_of(UNIT_WORD, tiny_vocab("he")),
                          .target = tokenizer_of(UNIT_WORD, tiny_vocab("rien"))};
    struct strs source = {0};
    tokens_split(&source, UNIT_WORD, "Ann Carl");
    int words[] = {4, ID_UNK, ID_UNK, ID_UNK}, aligned[] = {0, 0, 1, -1};
    int ids[] = {ID_UNK, ID_UNK, ID_EOS};
    struct translation t = {.source = ids, .source_length = 3};
    struct hypothesis h = {.words = words, .aligned = aligned, .length = 4};
    const char *out[4];
    unknown_replace(&h, &model, &t, &source, dictionary, out);
    assert_string_equal(out[0], "rien");
    assert_string_equal(out[1], "Anne-Marie");
    assert_string_equal(out[2], "carl");
    assert_string_equal(out[3], "<unk>");
    unknown_replace(&h, &model, &t, &source, NULL, out);
    assert_string_equal(out[1], "ann");
    unknown_replace(&h, &model, &t, NULL, dictionary, out);
    assert_string_equal(out[1], "<unk>");
    dictionary_free(dictionary);
    file_fill(path, "ann\tAnne\nnew york\tNew York\n");
    assert_null(dictionary_open(path, UNIT_WORD, &err));
    assert_non_null(strstr(err.text, "words.tsv:2"));
    strs_free(&source);
    tokenizer_free(&model.source);
    tokenizer_free(&model.target);
    folder_remove(&folder);
    free(path);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_one_is_greedy),
        cmocka_unit_test(a_beam_that_loses_nothing_finds_the_best),
        cmocka_unit_test(unknown_words_are_no_candidates),
        cmocka_unit_test(every_node_adds_up),
        cmocka_unit_test(what_fell_out_is_kept_on_request),
        cmocka_unit_test(sentences_do_not_matter_to_each_other),
        cmocka_unit_test(files_are_translated_like_sentences),
        cmocka_unit_test(penalties_are_those_of_the_paper),
        cmocka_unit_test(the_largest_come_first),
        cmocka_unit_test(the_largest_of_many),
        cmocka_unit_test(sums_of_exponentials),
        cmocka_unit_test(unknown_words_are_looked_up_or_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
