/* Every backward pass against finite differences, in double: the whole encoder-decoder, for every
 * combination of parts, on a padded batch, with dropout. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/seq2seq.h"
#include "pairwise.h"

enum { SENTENCES = 3, SOURCE = 4, TARGET = 5 };

static const int source[SOURCE * SENTENCES] = {4, 5, 6, 7, 8, 0, 5, 4, 0, 6, 0, 0};
static const int source_lengths[SENTENCES] = {4, 3, 1};
static const int fed[TARGET * SENTENCES] = {1, 1, 1, 4, 5, 0, 6, 7, 0, 8, 0, 0, 5, 0, 0};
static const int produced[TARGET * SENTENCES] = {4, 5, 2, 6, 7, 0, 8, 2, 0, 5, 0, 0, 2, 0, 0};
static const int target_lengths[SENTENCES] = {5, 3, 1};
static const long numbers[SENTENCES] = {11, 5, 7};

static const struct batch batch = {
    .size = SENTENCES,
    .source_length = SOURCE,
    .target_length = TARGET,
    .source = source,
    .source_lengths = source_lengths,
    .fed = fed,
    .produced = produced,
    .target_lengths = target_lengths,
    .sentences = numbers,
    .target_tokens = 9,
};

struct fixture {
    struct config config;
    struct weight_list list;
    struct weights weights, gradients;
    real *flat, *gradient;
    struct arena arena;
    real dropout, smoothing;
    struct control control;
};

static double loss_of(struct fixture *f, bool backward)
{
    struct seq2seq_run run;
    struct seq2seq_setup setup = {
        .config = &f->config,
        .weights = &f->weights,
        .control = f->control.mask ? &f->control : NULL,
        .arena = &f->arena,
        .keep = KEEP_BACKWARD,
        .smoothing = f->smoothing,
        .dropout = {.p = f->dropout, .attention_p = f->dropout, .seed = 3, .step = 9}};
    arena_reset(&f->arena);
    seq2seq_forced(&run, &setup, &batch);
    if (backward)
        return seq2seq_backward(&run, &batch, &f->gradients, (real)0.5) * 0.5;
    return seq2seq_loss(&run, &batch) * 0.5;
}

static void check_masked(struct config config, real dropout, real smoothing, enum mask_mode mask)
{
    struct fixture f = {
        .config = config, .dropout = dropout, .smoothing = smoothing, .control = {.mask = mask}};
    struct err err;
    if (config_check(&f.config, &err))
        fail_msg("%s", err.text);
    weights_bind(&f.weights, &f.list, &f.config, NULL);
    f.flat = mem_new(f.list.size, sizeof *f.flat);
    f.gradient = mem_new(f.list.size, sizeof *f.gradient);
    weights_bind(&f.weights, NULL, &f.config, f.flat);
    weights_bind(&f.gradients, NULL, &f.config, f.gradient);
    weights_start(f.flat, &f.config, 42);
    double with_gradient = loss_of(&f, true), without = loss_of(&f, false);
    assert_true(fabs(with_gradient - without) < 1e-12);
    for (int i = 0; i < f.list.count; i++) {
        const struct weight *w = &f.list.list[i];
        double largest = 0;
        for (int k = 0; k < w->rows * w->cols; k++) {
            real *x = &f.flat[w->offset + (size_t)k], kept = *x;
            const double h = 1e-5;
            *x = kept + h;
            double up = loss_of(&f, false);
            *x = kept - h;
            double down = loss_of(&f, false);
            *x = kept;
            double numeric = (up - down) / (2 * h), ours = f.gradient[w->offset + (size_t)k];
            largest = fmax(largest, fabs(ours));
            if (fabs(numeric - ours) > 1e-7 + 1e-6 * fabs(numeric))
                fail_msg("%s[%d]: backward %.10g, finite difference %.10g", w->name, k, ours,
                         numeric);
        }
        if (largest == 0) /* a gradient that never arrives would pass unnoticed */
            fail_msg("%s: every gradient is zero", w->name);
    }
    arena_free(&f.arena);
    free(f.flat);
    free(f.gradient);
}

static void check(struct config config, real dropout, real smoothing)
{
    check_masked(config, dropout, smoothing, MASK_ON);
}

static void test_every_pair_of_parts(void **state)
{
    (void)state;
    static struct pairwise all;
    pairwise_cover(&all);
    for (int i = 0; i < all.count; i++) {
        struct config config = pairwise_config(all.choices[i]);
        pairwise_print(&config);
        check(config, all.choices[i][DROPPED] ? (real)0.3 : 0, 0);
    }
}

static void test_four_layers(void **state)
{
    (void)state;
    struct config config = pairwise_sizes(SCORE_GENERAL, INIT_TANH, 2);
    config.seq2seq.cell = CELL_LSTM;
    config.seq2seq.layers = 4;
    check(config, 0, 0);
}

static void test_label_smoothing(void **state)
{
    (void)state;
    check(pairwise_sizes(SCORE_ADDITIVE, INIT_TANH, 2), 0, (real)0.1);
}

static void test_without_a_mask(void **state)
{
    (void)state;
    static const enum score scores[] = {SCORE_DOT, SCORE_GENERAL, SCORE_ADDITIVE};
    for (int i = 0; i < 3; i++)
        for (int window = WINDOW_GLOBAL; window <= WINDOW_LOCAL_P; window++) {
            struct config config = pairwise_sizes(scores[i], INIT_TANH, 2);
            config.seq2seq.attention.window = (enum window)window;
            check_masked(config, (real)0.3, 0, MASK_OFF);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair_of_parts),
        cmocka_unit_test(test_four_layers),
        cmocka_unit_test(test_label_smoothing),
        cmocka_unit_test(test_without_a_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
