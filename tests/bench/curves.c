/* Measures for the plots of lessons, as a table with a line for each point:
 *
 *     curves fading TEXT MODEL...    the gradient of the state after the last word, by the word that
 *                                    it reaches: its length beside that at the last word, mean over
 *                                    directions
 *     curves variance                of dot products of random vectors of d numbers, and of those
 *                                    divided by √d
 *     curves cost MODEL D            milliseconds of attention over a text of n words that becomes n
 *                                    words: over all of them, and over 2 D + 1 of them at each step
 *
 * MODEL is what heed -m takes, or "NAME:untrained,cell=rnn". lessons/measured/make runs it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "clock.h"
#include "layer/attention.h"
#include "layer/embedding.h"
#include "layer/recurrent.h"
#include "math/rng.h"
#include "math/vec.h"
#include "shell/variant.h"
#include "trace/trace.h"

enum { DIRECTIONS = 40, PAIRS = 20000, REPEATS = 15 };

static struct model *opened(const char *name)
{
    struct err err;
    struct model *model = variant_open(name, &err);
    if (!model) {
        fprintf(stderr, "curves: %s\n", err.text);
        exit(1);
    }
    return model;
}

static void fill_random(struct rng *rng, real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = (real)rng_normal(rng);
}

/* ---- fading ---- */

/* The words of a text as the model numbers them; returns how many. */
static int tokens_of(const struct model *model, const char *text, int *out, int most)
{
    struct trace *trace = trace_new(model, &text, 1, NULL);
    int count = trace_source_length(trace, 0);
    for (int j = 0; j < count && j < most; j++)
        out[j] = trace->sentences[0].ids[j];
    trace_free(trace);
    return count < most ? count : most;
}

/* Adds to norms[j] the length of the gradient that word j gets from one direction. */
static void add_norms(const struct model *model, struct rng *rng, const int *tokens, int length,
                      double *norms)
{
    const struct seq2seq_config *c = &model->config.seq2seq;
    struct arena arena = {0};
    struct pass pass = {.arena = &arena, .keep = KEEP_BACKWARD, .size = 1};
    struct recurrent_run run;
    struct recurrent_gradient sums;
    const struct recurrent_config layers = {.cell = c->cell,
                                            .layers = c->layers,
                                            .directions = c->directions,
                                            .hidden = c->encoder_hidden};
    struct mat embedded = pass_mat(&pass, length, c->embed);
    embedding_forward(embedded, model->weights.seq2seq.source_embedding, tokens);
    recurrent_forward(&pass, &run, &layers, model->weights.seq2seq.encoder, embedded, length,
                      &length);
    struct weights gradient;
    real *flat = mem_new(model->list.size, sizeof *flat);
    weights_bind(&gradient, NULL, &model->config, flat);
    recurrent_gradient_start(&pass, &run, &sums);
    fill_random(rng, mat_row(sums.last[c->layers - 1], 0), c->encoder_hidden); /* forward half */
    struct mat reached = recurrent_backward(&pass, &run, gradient.seq2seq.encoder, &sums);
    for (int j = 0; j < length; j++) {
        double sum = 0;
        for (int i = 0; i < reached.cols; i++)
            sum += (double)mat_row(reached, j)[i] * (double)mat_row(reached, j)[i];
        norms[j] += sqrt(sum);
    }
    free(flat);
    arena_free(&arena);
}

static int fading(int count, char **arguments)
{
    enum { WORDS = 200 };
    const char *text = arguments[0];
    int tokens[WORDS], length = 0, models = count - 1;
    double(*norms)[WORDS] = mem_new((size_t)models, sizeof *norms);
    printf("words back");
    for (int m = 0; m < models; m++) {
        struct rng rng = {.seed = 7};
        struct model *model = opened(arguments[1 + m]);
        length = tokens_of(model, text, tokens, WORDS);
        for (int i = 0; i < DIRECTIONS; i++)
            add_norms(model, &rng, tokens, length, norms[m]);
        printf("\t%s", arguments[1 + m]);
        model_free(model);
    }
    printf("\n");
    for (int back = 0; back < length; back++) {
        printf("%d", back);
        for (int m = 0; m < models; m++)
            printf("\t%.4g", norms[m][length - 1 - back] / norms[m][length - 1]);
        printf("\n");
    }
    free(norms);
    return 0;
}

/* ---- variance ---- */

static int variance(int count, char **arguments)
{
    enum { LARGEST = 512 };
    real a[LARGEST], b[LARGEST];
    struct rng rng = {.seed = 7};
    (void)count, (void)arguments;
    printf("d\ts·h\ts·h / √d\n");
    for (int d = 1; d <= LARGEST; d *= 2) {
        double sum = 0, squares = 0;
        for (int i = 0; i < PAIRS; i++) {
            fill_random(&rng, a, d);
            fill_random(&rng, b, d);
            double product = vec_dot(a, b, d);
            sum += product;
            squares += product * product;
        }
        double mean = sum / PAIRS, measured = squares / PAIRS - mean * mean;
        printf("%d\t%.4g\t%.4g\n", d, measured, measured / d);
    }
    return 0;
}

/* ---- cost ---- */

/* Milliseconds of `steps` steps of attention over `keys` positions. */
static double attention_ms(const struct model *model, int keys, int steps)
{
    const struct seq2seq_config *c = &model->config.seq2seq;
    struct arena arena = {0};
    struct rng rng = {.seed = 7};
    struct pass pass = {.arena = &arena, .keep = KEEP_STEP, .size = 1};
    int states = c->directions * c->encoder_hidden;
    struct mat source = pass_mat(&pass, keys, states),
               query = pass_mat(&pass, 1, c->decoder_hidden);
    fill_random(&rng, source.x, keys * states);
    fill_random(&rng, query.x, c->decoder_hidden);
    struct attention_run run = {.config = &c->attention,
                                .own = &model->weights.seq2seq.attention,
                                .query_size = c->decoder_hidden,
                                .length = keys,
                                .lengths = &keys,
                                .source = source,
                                .values = source};
    attention_start(&pass, &run);
    attention_room(&pass, &run, 1);
    double best = INFINITY;
    for (int i = 0; i < REPEATS; i++) {
        double start = clock_ms();
        for (int t = 0; t < steps; t++)
            attention_step(&pass, &run, t, query);
        best = fmin(best, clock_ms() - start);
    }
    arena_free(&arena);
    return best;
}

static int cost(int count, char **arguments)
{
    static const int lengths[] = {10, 20, 40, 80, 160, 320, 640};
    struct model *model = opened(arguments[0]);
    int width = count > 1 ? atoi(arguments[1]) : 5, window = 2 * width + 1;
    mat_threads(1);
    printf("words\tall words\t%d words a step\n", window);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        int n = lengths[i];
        printf("%d\t%.4g\t%.4g\n", n, attention_ms(model, n, n),
               attention_ms(model, n < window ? n : window, n));
    }
    model_free(model);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct measure {
        const char *name;
        int least;
        int (*run)(int count, char **arguments);
    } measures[] = {{"fading", 2, fading}, {"variance", 0, variance}, {"cost", 1, cost}};
    for (size_t i = 0; argc > 1 && i < sizeof measures / sizeof *measures; i++)
        if (strcmp(argv[1], measures[i].name) == 0 && argc - 2 >= measures[i].least)
            return measures[i].run(argc - 2, argv + 2);
    fprintf(stderr, "usage: %s fading TEXT MODEL... | variance | cost MODEL [D]\n", argv[0]);
    return 2;
}
