/* Beam search: width 1 is greedy, every node adds up, and a beam as wide as the vocabulary finds
 * what trying everything finds. */
#include "tiny.h"

#include "math/vec.h"
#include "model/beam.h"
#include "model/decode.h"
#include "model/decoder.h"
#include "model/seq2seq.h"
#include "text/vocab.h"

enum { LENGTH = 4 };

static const int sentence[LENGTH] = {5, 7, 4, ID_EOS};

/* Starts a run with the sentence on every one of `size` rows. */
static void start(struct run *run, const struct model *model, struct arena *arena, int size,
                  int steps)
{
    int *tokens = arena_take(arena, (size_t)(LENGTH * size), sizeof *tokens);
    int *lengths = arena_take(arena, (size_t)size, sizeof *lengths);
    for (int row = 0; row < size; row++) {
        lengths[row] = LENGTH;
        for (int j = 0; j < LENGTH; j++)
            tokens[j * size + row] = sentence[j];
    }
    struct run_setup setup = {
        .config = &model->config, .weights = &model->weights, .arena = arena, .keep = KEEP_STEP};
    run_start(run, &setup, size, LENGTH, tokens, lengths, steps);
}

static void width_one_is_greedy(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), seed);
        struct arena arena = {0}, other = {0};
        struct run run, greedy;
        struct decoded decoded;
        struct beam beam;
        int words[64];
        start(&run, model, &arena, 1, 12);
        decode_beam(&run, &beam);
        start(&greedy, model, &other, 1, 12);
        decode_greedy(&greedy, &decoded);
        assert_int_equal(beam.best_count, 1);
        int count = beam_words(&beam, beam.best[0], words);
        assert_int_equal(count, decoded.lengths[0]);
        for (int i = 0; i < count; i++)
            assert_int_equal(words[i], decoded.words[i]);
        assert_close(beam.nodes[beam.best[0]].log_probability, decoded.log_probability[0], 1e-4,
                     "log-probability");
        arena_free(&arena);
        arena_free(&other);
        model_free(model);
    }
}

/* ln P of one target sequence by teacher forcing. */
static double forced(const struct model *model, const int *words, int count)
{
    struct arena arena = {0};
    struct run run;
    double sum = 0;
    start(&run, model, &arena, 1, count);
    for (int t = 0; t < count; t++) {
        int fed = t ? words[t - 1] : ID_BOS;
        decoder_advance(&run, t, &fed);
        sum += log((double)steps_at(run.decoder.probabilities, t).x[words[t]]);
    }
    arena_free(&arena);
    return sum;
}

/* The best score of all sequences of at most `room` words that begin with words[0 .. count − 1]. */
static double try_all(const struct model *model, int *words, int count, int room)
{
    double best = -INFINITY;
    for (int word = 0; word < model->config.target_vocab; word++) {
        words[count] = word;
        double score = word == ID_EOS || count + 1 == room
                           ? forced(model, words, count + 1) / (count + 1)
                           : try_all(model, words, count + 1, room);
        best = score > best ? score : best;
    }
    return best;
}

static void a_full_beam_finds_the_best(void **state)
{
    (void)state;
    enum { ROOM = 2 };
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), seed);
        struct arena arena = {0};
        struct run run;
        struct beam beam;
        int words[ROOM];
        start(&run, model, &arena, BEAM_WIDTH_MAX, ROOM);
        decode_beam(&run, &beam);
        assert_close(beam.nodes[beam.best[0]].score, try_all(model, words, 0, ROOM), 1e-4,
                     "best score");
        arena_free(&arena);
        model_free(model);
    }
}

static void every_node_adds_up(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 3);
    struct arena arena = {0};
    struct run run;
    struct beam beam;
    int words[64];
    start(&run, model, &arena, 5, 12);
    decode_beam(&run, &beam);
    assert_true(beam.best_count >= 1 && beam.count > 5);
    for (int i = 0; i < beam.count; i++) {
        const struct beam_node *node = &beam.nodes[i];
        int count = beam_words(&beam, i, words);
        assert_true(node->parent < i);
        if (node->word == ID_EOS)
            words[count++] = ID_EOS;
        assert_int_equal(count, node->length);
        assert_close(node->log_probability, forced(model, words, count), 1e-4, "a node");
        double sum = 0;
        for (int j = 0; j < LENGTH; j++)
            sum += node->weights[j];
        assert_close(sum, 1, 1e-5, "its attention");
    }
    for (int i = 1; i < beam.best_count; i++)
        assert_true(beam.nodes[beam.best[i - 1]].score >= beam.nodes[beam.best[i]].score);
    arena_free(&arena);
    model_free(model);
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
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_one_is_greedy),
        cmocka_unit_test(a_full_beam_finds_the_best),
        cmocka_unit_test(every_node_adds_up),
        cmocka_unit_test(the_largest_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
