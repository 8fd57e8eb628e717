/* Every backward pass of classifiers against finite differences, in double: each kind, on a padded
 * batch, with dropout, smoothed labels and the penalty of hops. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "classify/classifier.h"
#include "model/family.h"

enum { SENTENCES = 3, WORDS = 4, CLASSES = 3 };

static const int tokens[WORDS * SENTENCES] = {4, 5, 6, 7, 8, 0, 5, 4, 0, 6, 0, 0};
static const int lengths[SENTENCES] = {4, 3, 1};
static const int labels[SENTENCES] = {2, 0, 1};
static const long numbers[SENTENCES] = {11, 5, 7};

static const struct classifier_batch batch = {.size = SENTENCES,
                                              .length = WORDS,
                                              .tokens = tokens,
                                              .lengths = lengths,
                                              .labels = labels,
                                              .sentences = numbers};

struct fixture {
    struct config config;
    struct weight_list list;
    struct weights weights, gradients;
    real *flat, *gradient;
    struct arena arena;
    real dropout;
    struct control control;
};

static double loss_of(struct fixture *f, bool backward)
{
    struct classifier_run run;
    struct classifier_setup setup = {
        .config = &f->config,
        .weights = &f->weights,
        .control = f->control.mask ? &f->control : NULL,
        .arena = &f->arena,
        .keep = KEEP_BACKWARD,
        .smoothing = f->dropout / 3,
        .penalty = (real)0.7,
        .dropout = {.p = f->dropout, .attention_p = f->dropout, .seed = 3, .step = 9}};
    arena_reset(&f->arena);
    classifier_forward(&run, &setup, &batch);
    if (backward)
        return classifier_backward(&run, &batch, &f->gradients, (real)0.5) * 0.5;
    return classifier_loss(&run, &batch) * 0.5;
}

/* The gradient of every number of a tensor. */
static void check_weight(struct fixture *f, const struct weight *w)
{
    double largest = 0;
    for (int k = 0; k < w->rows * w->cols; k++) {
        real *x = &f->flat[w->offset + (size_t)k], kept = *x;
        const double h = 1e-5;
        *x = kept + h;
        double up = loss_of(f, false);
        *x = kept - h;
        double down = loss_of(f, false);
        *x = kept;
        double numeric = (up - down) / (2 * h), ours = f->gradient[w->offset + (size_t)k];
        largest = fmax(largest, fabs(ours));
        if (fabs(numeric - ours) > 1e-7 + 1e-6 * fabs(numeric))
            fail_msg("%s: %s[%d]: backward %.10g, finite difference %.10g",
                     classifier_kind_names[f->config.classifier.kind], w->name, k, ours, numeric);
    }
    if (largest == 0) /* a gradient that never arrives would pass unnoticed */
        fail_msg("%s: every gradient is zero", w->name);
}

static void check(struct config config, real dropout, enum mask_mode mask)
{
    struct fixture f = {.config = config, .dropout = dropout, .control = {.mask = mask}};
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
    for (int i = 0; i < f.list.count; i++)
        check_weight(&f, &f.list.list[i]);
    arena_free(&f.arena);
    free(f.flat);
    free(f.gradient);
}

static struct config config_of(enum classifier_kind kind)
{
    struct config config = config_default(&family_classifier);
    config.source.vocab = 9;
    config.target.vocab = 4 + CLASSES;
    config.classifier = (struct classifier_config){.kind = kind,
                                                   .cell = CELL_GRU,
                                                   .directions = 2,
                                                   .embed = 4,
                                                   .features = 6,
                                                   .attention_hidden = 3,
                                                   .hops = 2,
                                                   .heads = 2,
                                                   .layers = 2,
                                                   .dense = 7};
    return config;
}

static void test_every_kind(void **state)
{
    (void)state;
    for (int kind = 0; kind < CLASSIFIER_KIND_COUNT; kind++) {
        check(config_of((enum classifier_kind)kind), 0, MASK_ON);
        check(config_of((enum classifier_kind)kind), (real)0.3, MASK_ON);
        check(config_of((enum classifier_kind)kind), 0, MASK_OFF);
    }
}

static void test_every_other_part(void **state)
{
    (void)state;
    struct config config = config_of(CLASSIFY_RELATION);
    config.classifier.pair_weight = PAIR_SOFTMAX;
    check(config, 0, MASK_ON);
    check(config, 0, MASK_OFF);
    config = config_of(CLASSIFY_MULTIHEAD);
    config.classifier.causal = 1;
    check(config, 0, MASK_ON);
    for (int cell = 0; cell < CELL_COUNT; cell++) {
        config = config_of(CLASSIFY_STRUCTURED);
        config.classifier.cell = (enum cell_kind)cell;
        check(config, 0, MASK_ON);
        config = config_of(CLASSIFY_RNN);
        config.classifier.cell = (enum cell_kind)cell;
        config.classifier.directions = 1;
        check(config, 0, MASK_ON);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_every_other_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
