#include "classify/classifier_hops.h"

#include "layer/linear.h"
#include "layer/weigh.h"
#include "math/vec.h"

struct mat classifier_hops_of(const struct classifier_run *run, struct mat all, int sentence)
{
    return all.x ? mat_rows(all, sentence * run->config->hops, run->config->hops) : all;
}

/* The rows of a sentence's words. */
static struct mat words_of(const struct classifier_run *run, struct mat all, int b)
{
    return mat_every(all, b, run->pass.size, run->length);
}

/* M of a sentence: its row of [B × r·S] as r rows. */
static struct mat sums_of(const struct classifier_run *run, struct mat sentences, int b)
{
    int hops = run->config->hops;
    return mat_of(mat_row(sentences, b), hops, sentences.cols / hops);
}

static real *row_or(struct mat m, int i)
{
    return m.x ? mat_row(m, i) : NULL;
}

static void weigh(struct classifier_run *run, int b)
{
    struct hops_run *h = &run->hops;
    for (int hop = 0; hop < run->config->hops; hop++) {
        int row = b * run->config->hops + hop;
        struct weighing w = {.control = run->pass.control,
                             .sentence = b,
                             .step = hop,
                             .number = (uint64_t)row,
                             .masked = row_or(h->masked, row),
                             .aligned = row_or(h->aligned, row)};
        weigh_row(&w, mat_row(h->weights, row), mat_row(h->scores, row),
                  run->mask + b * run->length, run->length);
    }
}

static void make_room(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    struct hops_run *h = &run->hops;
    int rows = pass->size * run->config->hops;
    h->hidden = pass_mat(pass, run->states.rows, run->config->attention_hidden);
    h->scores = pass_mat(pass, rows, run->length);
    h->weights = pass_mat(pass, rows, run->length);
    if (pass->keep == KEEP_ALL || pass->control)
        h->masked = pass_mat(pass, rows, run->length);
    if (pass->control && (pass->control->select || pass->control->weights_count))
        h->aligned = pass_mat(pass, rows, run->length);
    if (pass->dropout.attention_p > 0)
        h->dropped = pass_mat(pass, rows, run->length);
    run->sentence = pass_mat(pass, pass->size, run->config->hops * run->states.cols);
}

/* A mask of its own for each sentence and hop. */
static void draw_dropout(struct classifier_run *run)
{
    struct pass one = run->pass;
    one.size = 1;
    for (int b = 0; b < run->pass.size; b++) {
        one.dropout.sentences = run->pass.dropout.sentences + b;
        pass_dropout(&one, classifier_hops_of(run, run->hops.dropped, b),
                     run->pass.dropout.attention_p, 0, CLASSIFIER_DROPOUT_HOPS);
    }
}

/* A as H is multiplied with it: some weights are dropped while training. */
static struct mat kept_weights(const struct classifier_run *run, int b)
{
    struct mat weights = classifier_hops_of(run, run->hops.weights, b), kept = weights;
    if (run->hops.dropped.x) {
        kept = pass_mat(&run->pass, weights.rows, weights.cols);
        mat_copy(kept, weights);
        dropout_apply(kept, classifier_hops_of(run, run->hops.dropped, b));
    }
    return kept;
}

void classifier_hops_forward(struct classifier_run *run)
{
    struct hops_run *h = &run->hops;
    make_room(run);
    if (h->dropped.x)
        draw_dropout(run);
    mat_mul_transposed(h->hidden, PRODUCT_SET, run->states, run->weights->hop_first);
    vec_tanh(h->hidden.x, h->hidden.x, h->hidden.rows * h->hidden.cols);
    for (int b = 0; b < run->pass.size; b++) {
        mat_mul_transposed(classifier_hops_of(run, h->scores, b), PRODUCT_SET,
                           run->weights->hop_second, words_of(run, h->hidden, b));
        weigh(run, b);
        mat_mul(sums_of(run, run->sentence, b), PRODUCT_SET, kept_weights(run, b),
                words_of(run, run->states, b));
    }
}

/* A Aᵀ − I of a sentence [r × r]. */
static struct mat overlap(const struct classifier_run *run, int b)
{
    int hops = run->config->hops;
    struct mat weights = classifier_hops_of(run, run->hops.weights, b),
               out = pass_mat(&run->pass, hops, hops);
    mat_mul_transposed(out, PRODUCT_SET, weights, weights);
    for (int i = 0; i < hops; i++)
        mat_row(out, i)[i] -= 1;
    return out;
}

double classifier_hops_penalty(const struct classifier_run *run)
{
    double sum = 0;
    for (int b = 0; run->penalty > 0 && b < run->pass.size; b++)
        sum += vec_square_sum(overlap(run, b).x, (long)run->config->hops * run->config->hops);
    return run->penalty * sum;
}

/* dA of a sentence, of s and of the penalty. */
static struct mat weights_gradient(const struct classifier_run *run, int b, struct mat dsums,
                                   real scale)
{
    struct mat weights = classifier_hops_of(run, run->hops.weights, b);
    struct mat dweights = pass_mat(&run->pass, weights.rows, weights.cols);
    mat_mul_transposed(dweights, PRODUCT_SET, dsums, words_of(run, run->states, b));
    dropout_apply(dweights, classifier_hops_of(run, run->hops.dropped, b));
    if (run->penalty > 0) {
        struct mat more = overlap(run, b);
        vec_scale(more.x, 4 * run->penalty * scale, more.rows * more.cols);
        mat_mul(dweights, PRODUCT_ADD, more, weights);
    }
    return dweights;
}

struct mat classifier_hops_backward(struct classifier_run *run, struct classifier_weights *gradient,
                                    struct mat dsentence, real scale)
{
    const struct pass *pass = &run->pass;
    const struct hops_run *h = &run->hops;
    struct mat dstates = pass_mat(pass, run->states.rows, run->states.cols),
               dhidden = pass_mat(pass, h->hidden.rows, h->hidden.cols);
    for (int b = 0; b < pass->size; b++) {
        struct mat dsums = sums_of(run, dsentence, b),
                   weights = classifier_hops_of(run, h->weights, b),
                   d = weights_gradient(run, b, dsums, scale);
        mat_mul_outer(words_of(run, dstates, b), PRODUCT_SET, kept_weights(run, b), dsums);
        for (int hop = 0; hop < d.rows; hop++)
            vec_softmax_backward(mat_row(d, hop), mat_row(weights, hop), mat_row(d, hop), d.cols);
        mat_mul(gradient->hop_second, PRODUCT_ADD, d, words_of(run, h->hidden, b));
        mat_mul_outer(words_of(run, dhidden, b), PRODUCT_SET, d, run->weights->hop_second);
    }
    for (long k = 0; k < (long)dhidden.rows * dhidden.cols; k++)
        dhidden.x[k] *= 1 - h->hidden.x[k] * h->hidden.x[k];
    mat_mul_outer(gradient->hop_first, PRODUCT_ADD, dhidden, run->states);
    mat_mul(dstates, PRODUCT_ADD, dhidden, run->weights->hop_first);
    return dstates;
}
