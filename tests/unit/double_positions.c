/* The gradient of single source positions and the loss of single steps, in double, against finite
 * differences: what "gradient x input" is made of. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/family.h"
#include "model/seq2seq.h"

enum { WORDS = 4, STEPS = 3, EMBED = 3, NUMBERS = WORDS * EMBED };

struct single {
    struct config config;
    struct weight_list list;
    struct weights weights, gradients;
    real *flat, *gradient;
    struct arena arena;
    struct seq2seq_run run;
};

static struct config config_of(enum score score, enum init init, int directions)
{
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.attention.score = score;
    config.seq2seq.init = init;
    config.seq2seq.directions = directions;
    config.seq2seq.embed = config.seq2seq.readout_hidden = EMBED;
    config.seq2seq.encoder_hidden = 4 / directions;
    config.seq2seq.decoder_hidden = 4;
    config.seq2seq.attention.hidden = 5;
    config.source.vocab = 9;
    config.target.vocab = 10;
    return config;
}

static void start(struct single *s, struct config config)
{
    struct err err;
    *s = (struct single){.config = config};
    assert_int_equal(config_check(&s->config, &err), 0);
    weights_bind(&s->weights, &s->list, &s->config, NULL);
    s->flat = mem_new(s->list.size, sizeof *s->flat);
    s->gradient = mem_new(s->list.size, sizeof *s->gradient);
    weights_bind(&s->weights, NULL, &s->config, s->flat);
    weights_bind(&s->gradients, NULL, &s->config, s->gradient);
    weights_start(s->flat, &s->config, 5);
}

static void end(struct single *s)
{
    arena_free(&s->arena);
    free(s->flat);
    free(s->gradient);
}

/* −Σ ln P of the words of steps first to last; first NULL: from the beginning. Backward leaves its
 * gradient in run.encoder.dembedded. */
static double loss(struct single *s, const int *words, const int *first, int last, bool backward)
{
    static const int given[STEPS] = {1, 4, 6}, wanted[STEPS] = {4, 6, 2}, length = WORDS;
    struct batch batch = {.size = 1,
                          .source_length = WORDS,
                          .target_length = STEPS,
                          .source = words,
                          .source_lengths = &length,
                          .fed = given,
                          .produced = wanted,
                          .target_lengths = &(int){last + 1},
                          .target_starts = first};
    struct seq2seq_setup setup = {
        .config = &s->config, .weights = &s->weights, .arena = &s->arena, .keep = KEEP_BACKWARD};
    arena_reset(&s->arena);
    seq2seq_forced(&s->run, &setup, &batch);
    return backward ? seq2seq_backward(&s->run, &batch, &s->gradients, 1)
                    : seq2seq_loss(&s->run, &batch);
}

/* Every word of the sentence comes once, so moving its embedding moves one position. */
static void check(struct config config)
{
    static const int words[WORDS] = {4, 5, 6, 7};
    struct single s;
    start(&s, config);
    for (int step = 0; step < STEPS; step++) {
        const double h = 1e-5;
        double ours[NUMBERS];
        loss(&s, words, &step, step, true);
        assert_int_equal(s.run.encoder.dembedded.rows, WORDS);
        memcpy(ours, s.run.encoder.dembedded.x, sizeof ours);
        for (int i = 0; i < NUMBERS; i++) {
            real *x = &mat_row(s.weights.seq2seq.source_embedding, words[i / EMBED])[i % EMBED],
                 kept = *x;
            *x = kept + h;
            double up = loss(&s, words, &step, step, false);
            *x = kept - h;
            double numeric = (up - loss(&s, words, &step, step, false)) / (2 * h);
            *x = kept;
            if (!(fabs(numeric - ours[i]) <= 1e-7 + 1e-6 * fabs(numeric)))
                fail_msg("step %d, position %d: backward %.10g, finite difference %.10g", step,
                         i / EMBED, ours[i], numeric);
        }
    }
    end(&s);
}

static void each_position_has_its_gradient(void **state)
{
    (void)state;
    struct config layers = config_of(SCORE_GENERAL, INIT_TANH, 2);
    layers.seq2seq.cell = CELL_LSTM;
    layers.seq2seq.layers = 2;
    check(config_of(SCORE_ADDITIVE, INIT_TANH, 2));
    check(config_of(SCORE_DOT, INIT_LAST, 1));
    check(config_of(SCORE_NONE, INIT_LAST, 1));
    check(layers);
}

/* A word that comes twice has the gradients that two words with the same embedding have. */
static void a_word_that_comes_twice_has_two(void **state)
{
    (void)state;
    static const int twice[WORDS] = {4, 6, 4, 7}, apart[WORDS] = {4, 6, 5, 7}, step = 1;
    struct single s;
    double first[NUMBERS];
    start(&s, config_of(SCORE_ADDITIVE, INIT_TANH, 2));
    memcpy(mat_row(s.weights.seq2seq.source_embedding, 5),
           mat_row(s.weights.seq2seq.source_embedding, 4), EMBED * sizeof(real));
    loss(&s, twice, &step, step, true);
    memcpy(first, s.run.encoder.dembedded.x, sizeof first);
    loss(&s, apart, &step, step, true);
    for (int i = 0; i < NUMBERS; i++)
        assert_true(fabs(first[i] - s.run.encoder.dembedded.x[i]) < 1e-12);
    assert_true(fabs(first[0] - first[2 * EMBED]) > 1e-6);
    end(&s);
}

static void the_steps_add_up_to_the_sentence(void **state)
{
    (void)state;
    static const int words[WORDS] = {4, 5, 6, 7}, zero = 0;
    struct single s;
    double sum = 0;
    start(&s, config_of(SCORE_DOT, INIT_TANH, 2));
    for (int step = 0; step < STEPS; step++)
        sum += loss(&s, words, &step, step, false);
    double whole = loss(&s, words, NULL, STEPS - 1, false);
    assert_true(fabs(sum - whole) < 1e-10);
    assert_true(loss(&s, words, &zero, STEPS - 1, false) == whole);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_position_has_its_gradient),
        cmocka_unit_test(a_word_that_comes_twice_has_two),
        cmocka_unit_test(the_steps_add_up_to_the_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
