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

#include "math/rng.h"
#include "model/seq2seq.h"

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
};

static double loss_of(struct fixture *f, bool backward)
{
    struct run run;
    struct run_setup setup = {
        .config = &f->config,
        .weights = &f->weights,
        .arena = &f->arena,
        .keep = KEEP_BACKWARD,
        .smoothing = f->smoothing,
        .dropout = {.p = f->dropout, .attention_p = f->dropout, .seed = 3, .step = 9}};
    arena_reset(&f->arena);
    run_forced(&run, &setup, &batch);
    if (backward)
        return run_backward(&run, &batch, &f->gradients, (real)0.5) * 0.5;
    return run_loss(&run, &batch) * 0.5;
}

static void check(struct config config, real dropout, real smoothing)
{
    struct fixture f = {.config = config, .dropout = dropout, .smoothing = smoothing};
    struct err err;
    f.config.source_vocab = 9;
    f.config.target_vocab = 10;
    f.config.embed = 3;
    f.config.readout_hidden = 3;
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

static struct config with(enum score score, enum init init, int directions)
{
    struct config config = config_default();
    config.score = score;
    config.init = init;
    config.directions = directions;
    config.encoder_hidden = directions == 2 ? 2 : 4;
    config.decoder_hidden = 4;
    config.attention_hidden = 5;
    return config;
}

/* The parts that combine, and how many kinds of each there are. */
enum part { CELL, INIT, SCORE, QUERY, WINDOW, FEED, READOUT, LAYERS, DIRECTIONS, DROPPED, PARTS };
static const int kinds[PARTS] = {3, 2, 5, 2, 3, 3, 3, 3, 2, 2};

static struct config config_of(const int *choice)
{
    struct config config =
        with((enum score)choice[SCORE], (enum init)choice[INIT], choice[DIRECTIONS] + 1);
    config.cell = (enum cell_kind)choice[CELL];
    config.query = (enum query)choice[QUERY];
    config.window = (enum window)choice[WINDOW];
    config.feed = (enum feed)choice[FEED];
    config.readout = (enum readout)choice[READOUT];
    config.layers = choice[LAYERS] + 1;
    config.window_width = 1 + choice[CELL] % 2;
    config.source_vocab = 9;
    config.target_vocab = 10;
    return config;
}

static bool valid(const int *choice)
{
    struct err err;
    struct config config = config_of(choice);
    return config_check(&config, &err) == 0;
}

/* Pairs of kinds that no configuration checked so far had together. */
struct pairs {
    bool seen[PARTS][PARTS][8][8];
};

static int new_pairs(const struct pairs *pairs, const int *choice)
{
    int count = 0;
    for (int a = 0; a < PARTS; a++)
        for (int b = a + 1; b < PARTS; b++)
            count += !pairs->seen[a][b][choice[a]][choice[b]];
    return count;
}

static void mark(struct pairs *pairs, const int *choice)
{
    for (int a = 0; a < PARTS; a++)
        for (int b = a + 1; b < PARTS; b++)
            pairs->seen[a][b][choice[a]][choice[b]] = true;
}

/* A pair that no valid configuration has (no score with a window) cannot be covered. */
static bool possible(int a, int i, int b, int j, struct rng *rng)
{
    int choice[PARTS];
    for (int tries = 0; tries < 300; tries++) {
        for (int p = 0; p < PARTS; p++)
            choice[p] = (int)rng_below(rng, (uint32_t)kinds[p]);
        choice[a] = i;
        choice[b] = j;
        if (valid(choice))
            return true;
    }
    return false;
}

static int missing_pairs(const struct pairs *pairs, struct rng *rng)
{
    int count = 0;
    for (int a = 0; a < PARTS; a++)
        for (int b = a + 1; b < PARTS; b++)
            for (int i = 0; i < kinds[a]; i++)
                for (int j = 0; j < kinds[b]; j++)
                    count += !pairs->seen[a][b][i][j] && possible(a, i, b, j, rng);
    return count;
}

/* Greedy: of many random valid configurations, the one that covers most new pairs, until all are
 * covered. */
static void test_every_pair_of_parts(void **state)
{
    (void)state;
    static struct pairs pairs;
    struct rng rng = {.seed = 7};
    int count = 0;
    for (;;) {
        int best[PARTS], gain = 0;
        for (int tries = 0; tries < 400; tries++) {
            int choice[PARTS];
            for (int p = 0; p < PARTS; p++)
                choice[p] = (int)rng_below(&rng, (uint32_t)kinds[p]);
            if (valid(choice) && new_pairs(&pairs, choice) > gain) {
                gain = new_pairs(&pairs, choice);
                memcpy(best, choice, sizeof best);
            }
        }
        if (!gain)
            break;
        mark(&pairs, best);
        count++;
        struct config config = config_of(best);
        print_message("%d: cell %d init %d score %d query %d window %d feed %d readout %d layers "
                      "%d directions %d\n",
                      count, config.cell, config.init, config.score, config.query, config.window,
                      config.feed, config.readout, config.layers, config.directions);
        check(config, best[DROPPED] ? (real)0.3 : 0, 0);
    }
    assert_int_equal(missing_pairs(&pairs, &rng), 0);
    assert_true(count >= 15);
}

static void test_four_layers(void **state)
{
    (void)state;
    struct config config = with(SCORE_GENERAL, INIT_TANH, 2);
    config.cell = CELL_LSTM;
    config.layers = 4;
    check(config, 0, 0);
}

static void test_label_smoothing(void **state)
{
    (void)state;
    check(with(SCORE_ADDITIVE, INIT_TANH, 2), 0, (real)0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair_of_parts),
        cmocka_unit_test(test_four_layers),
        cmocka_unit_test(test_label_smoothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
