#include "classify/classifier.h"

#include <assert.h>
#include <math.h>

#include "classify/classifier_hops.h"
#include "classify/classifier_layers.h"
#include "classify/classifier_pairs.h"
#include "layer/embedding.h"
#include "layer/linear.h"
#include "layer/relu.h"
#include "layer/weigh.h"
#include "math/vec.h"

/* ---- who takes part ---- */

static void take_part(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    size_t size = (size_t)pass->size;
    bool all = pass->keep == KEEP_ALL || pass->control;
    run->mask = arena_take(pass->arena, size * (size_t)run->length, 1);
    run->taking = arena_zero(pass->arena, size, sizeof *run->taking);
    run->computed = arena_take(pass->arena, size, sizeof *run->computed);
    for (int b = 0; b < pass->size; b++) {
        unsigned char *mask = run->mask + b * run->length;
        weigh_mask(mask, pass->control, run->lengths[b], run->length);
        for (int j = 0; j < run->length; j++)
            run->taking[b] += !mask[j];
        run->computed[b] = all ? run->length : run->lengths[b];
    }
}

/* ---- from words to s ---- */

static void embed(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    run->embedded = pass_mat(pass, run->length * pass->size, run->config->embed);
    embedding_forward(run->embedded, run->weights->embedding, run->tokens);
    if (pass->dropout.p > 0) {
        run->dropped = pass_mat(pass, run->embedded.rows, run->embedded.cols);
        pass_dropout(pass, run->dropped, pass->dropout.p, 0, CLASSIFIER_DROPOUT_WORDS);
        dropout_apply(run->embedded, run->dropped);
    }
}

/* The states of a recurrent layer: its words are the sentence's, whatever is masked later. */
static void recur(struct classifier_run *run)
{
    struct recurrent_config config = {.cell = run->config->cell,
                                      .layers = 1,
                                      .directions = classifier_directions(run->config),
                                      .hidden = run->config->features};
    struct pass without = run->pass; /* the embeddings have been dropped already */
    without.dropout.p = 0;
    recurrent_forward(&without, &run->recurrent, &config, run->weights->recurrent, run->embedded,
                      run->length, run->lengths);
    run->states = run->recurrent.layer[0].states;
}

static void convolve(struct classifier_run *run)
{
    run->states = run->embedded;
    for (int l = 0; l < CLASSIFIER_CONVOLUTIONS; l++) {
        convolution_forward(&run->pass, &run->convolution[l], &run->weights->convolution[l],
                            run->states, run->length, run->lengths);
        run->states = run->convolution[l].out;
    }
}

/* s is the mean of the states of the words that take part. */
static void pool(struct classifier_run *run)
{
    int size = run->pass.size;
    run->sentence = pass_zero(&run->pass, size, run->states.cols);
    for (int b = 0; b < size; b++)
        for (int j = 0; j < run->length; j++)
            if (!run->mask[b * run->length + j])
                vec_axpy(mat_row(run->sentence, b), 1 / (real)run->taking[b],
                         mat_row(run->states, j * size + b), run->states.cols);
}

static void pool_backward(const struct classifier_run *run, struct mat dstates,
                          struct mat dsentence)
{
    int size = run->pass.size;
    mat_zero(dstates);
    for (int b = 0; b < size; b++)
        for (int j = 0; j < run->length; j++)
            if (!run->mask[b * run->length + j])
                vec_axpy(mat_row(dstates, j * size + b), 1 / (real)run->taking[b],
                         mat_row(dsentence, b), dstates.cols);
}

/* ---- the kinds ---- */

static void mean_forward(struct classifier_run *run)
{
    run->states = run->embedded;
    pool(run);
}

static struct mat mean_backward(struct classifier_run *run, struct classifier_weights *gradient,
                                struct mat dsentence, real scale)
{
    (void)gradient, (void)scale;
    struct mat dstates = pass_mat(&run->pass, run->states.rows, run->states.cols);
    pool_backward(run, dstates, dsentence);
    return dstates;
}

static void rnn_forward(struct classifier_run *run)
{
    recur(run);
    run->sentence = run->recurrent.layer[0].last;
    if (run->pass.dropout.p > 0) { /* which changes s in place */
        run->sentence = pass_mat(&run->pass, run->sentence.rows, run->sentence.cols);
        mat_copy(run->sentence, run->recurrent.layer[0].last);
    }
}

static struct mat rnn_backward(struct classifier_run *run, struct classifier_weights *gradient,
                               struct mat dsentence, real scale)
{
    (void)scale;
    struct recurrent_gradient sums;
    recurrent_gradient_start(&run->pass, &run->recurrent, &sums);
    mat_copy(sums.last[0], dsentence);
    return recurrent_backward(&run->pass, &run->recurrent, gradient->recurrent, &sums);
}

static void cnn_forward(struct classifier_run *run)
{
    convolve(run);
    pool(run);
}

static struct mat cnn_backward(struct classifier_run *run, struct classifier_weights *gradient,
                               struct mat dsentence, real scale)
{
    struct mat d = mean_backward(run, gradient, dsentence, scale);
    for (int l = CLASSIFIER_CONVOLUTIONS - 1; l >= 0; l--)
        d = convolution_backward(&run->pass, &run->convolution[l], &run->weights->convolution[l],
                                 &gradient->convolution[l], d);
    return d;
}

static struct mat pairs_backward(struct classifier_run *run, struct classifier_weights *gradient,
                                 struct mat dsentence, real scale)
{
    (void)scale;
    return classifier_pairs_backward(run, gradient, dsentence);
}

static void structured_forward(struct classifier_run *run)
{
    recur(run);
    classifier_hops_forward(run);
}

static struct mat structured_backward(struct classifier_run *run,
                                      struct classifier_weights *gradient, struct mat dsentence,
                                      real scale)
{
    struct recurrent_gradient sums;
    recurrent_gradient_start(&run->pass, &run->recurrent, &sums);
    sums.states = classifier_hops_backward(run, gradient, dsentence, scale);
    return recurrent_backward(&run->pass, &run->recurrent, gradient->recurrent, &sums);
}

static void multihead_forward(struct classifier_run *run)
{
    classifier_layers_forward(run);
    pool(run);
}

static struct mat multihead_backward(struct classifier_run *run,
                                     struct classifier_weights *gradient, struct mat dsentence,
                                     real scale)
{
    return classifier_layers_backward(run, gradient,
                                      mean_backward(run, gradient, dsentence, scale));
}

static const struct {
    /* from run->embedded to run->sentence */
    void (*forward)(struct classifier_run *run);
    /* from the gradient of s to that of the embeddings [J·B × E]; `scale` is that of the loss */
    struct mat (*backward)(struct classifier_run *run, struct classifier_weights *gradient,
                           struct mat dsentence, real scale);
} kinds[CLASSIFIER_KIND_COUNT] = {
    [CLASSIFY_MEAN] = {mean_forward, mean_backward},
    [CLASSIFY_RNN] = {rnn_forward, rnn_backward},
    [CLASSIFY_CNN] = {cnn_forward, cnn_backward},
    [CLASSIFY_RELATION_PLAIN] = {classifier_pairs_forward, pairs_backward},
    [CLASSIFY_RELATION] = {classifier_pairs_forward, pairs_backward},
    [CLASSIFY_STRUCTURED] = {structured_forward, structured_backward},
    [CLASSIFY_MULTIHEAD] = {multihead_forward, multihead_backward},
};

/* ---- from s to probabilities ---- */

static void decide(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    const struct classifier_weights *w = run->weights;
    int size = pass->size, classes = w->output.rows;
    if (pass->dropout.p > 0) {
        run->sentence_dropped = pass_mat(pass, size, run->sentence.cols);
        pass_dropout(pass, run->sentence_dropped, pass->dropout.p, 0, CLASSIFIER_DROPOUT_SENTENCE);
        dropout_apply(run->sentence, run->sentence_dropped);
    }
    run->dense = pass_mat(pass, size, w->dense.rows);
    run->logits = pass_mat(pass, size, classes);
    run->probabilities = pass_mat(pass, size, classes);
    linear_forward(run->dense, run->sentence, w->dense, w->dense_bias);
    relu_forward(run->dense);
    linear_forward(run->logits, run->dense, w->output, w->output_bias);
    for (int b = 0; b < size; b++)
        vec_softmax(mat_row(run->probabilities, b), mat_row(run->logits, b), NULL, classes);
}

void classifier_forward(struct classifier_run *run, const struct classifier_setup *setup,
                        const struct classifier_batch *batch)
{
    *run = (struct classifier_run){.pass = {.control = setup->control,
                                            .arena = setup->arena,
                                            .keep = setup->keep,
                                            .dropout = setup->dropout,
                                            .size = batch->size},
                                   .config = &setup->config->classifier,
                                   .weights = &setup->weights->classifier,
                                   .smoothing = setup->smoothing,
                                   .penalty = setup->penalty,
                                   .length = batch->length,
                                   .tokens = batch->tokens,
                                   .lengths = batch->lengths};
    run->pass.dropout.sentences = batch->sentences;
    take_part(run);
    embed(run);
    kinds[run->config->kind].forward(run);
    decide(run);
}

/* ---- loss ---- */

static double cross_entropy(const struct classifier_run *run, int b, int label)
{
    struct mat logits = run->logits;
    const real *row = mat_row(logits, b);
    double right = (1 - run->smoothing) * row[label];
    if (run->smoothing > 0)
        right += run->smoothing / (real)logits.cols * vec_sum(row, logits.cols);
    return vec_log_sum_exp(row, logits.cols) - right;
}

double classifier_loss(const struct classifier_run *run, const struct classifier_batch *batch)
{
    double loss = run->config->kind == CLASSIFY_STRUCTURED ? classifier_hops_penalty(run) : 0;
    for (int b = 0; b < batch->size; b++)
        loss += cross_entropy(run, b, batch->labels[b]);
    return loss;
}

/* scale × (softmax − labels) */
static struct mat logits_gradient(const struct classifier_run *run,
                                  const struct classifier_batch *batch, real scale)
{
    struct mat d = pass_mat(&run->pass, run->logits.rows, run->logits.cols);
    mat_copy(d, run->probabilities);
    for (int b = 0; b < batch->size; b++) {
        real *row = mat_row(d, b);
        vec_shift(row, -run->smoothing / (real)d.cols, d.cols);
        row[batch->labels[b]] -= 1 - run->smoothing;
        vec_scale(row, scale, d.cols);
    }
    return d;
}

double classifier_backward(struct classifier_run *run, const struct classifier_batch *batch,
                           struct weights *gradients, real scale)
{
    assert(run->pass.keep == KEEP_BACKWARD);
    const struct classifier_weights *w = run->weights;
    struct classifier_weights *gradient = &gradients->classifier;
    double loss = classifier_loss(run, batch);
    struct mat dlogits = logits_gradient(run, batch, scale),
               ddense = pass_mat(&run->pass, run->dense.rows, run->dense.cols),
               dsentence = pass_mat(&run->pass, run->sentence.rows, run->sentence.cols);
    linear_gradient(gradient->output, gradient->output_bias, dlogits, run->dense);
    mat_mul(ddense, PRODUCT_SET, dlogits, w->output);
    relu_backward(ddense, run->dense);
    linear_gradient(gradient->dense, gradient->dense_bias, ddense, run->sentence);
    mat_mul(dsentence, PRODUCT_SET, ddense, w->dense);
    dropout_apply(dsentence, run->sentence_dropped);
    run->dembedded = kinds[run->config->kind].backward(run, gradient, dsentence, scale);
    dropout_apply(run->dembedded, run->dropped);
    embedding_backward(gradient->embedding, run->dembedded, run->tokens);
    return loss;
}
