#include "classify/classifier_pairs.h"

#include <string.h>

#include "layer/linear.h"
#include "layer/relu.h"
#include "layer/weigh.h"
#include "math/vec.h"

struct mat classifier_pairs_matrix(const struct classifier_run *run, struct mat all, int sentence)
{
    int n = run->computed[sentence];
    return all.x ? mat_of(all.x + run->pairs.first[sentence], n, n) : all;
}

bool classifier_pairs_excluded(const struct classifier_run *run, int sentence, int i, int j)
{
    const unsigned char *mask = run->mask + sentence * run->length;
    bool back = control_looks_back(run->pass.control, false);
    return mask[i] || mask[j] || (back && j > i);
}

/* W1 of the first word, or of the second: half of its columns. */
static struct mat half(struct mat weight, int which)
{
    return mat_cols(weight, which * weight.cols / 2, weight.cols / 2);
}

/* u as a row for each word of a pair. */
static struct mat attention_rows(struct mat weight)
{
    return mat_of(weight.x, 2, weight.cols / 2);
}

static void make_room(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    struct pairs_run *p = &run->pairs;
    int features = run->config->features, words = run->length * pass->size;
    p->first = arena_take(pass->arena, (size_t)pass->size + 1, sizeof *p->first);
    p->first[0] = 0;
    for (int b = 0; b < pass->size; b++)
        p->first[b + 1] = p->first[b] + run->computed[b] * run->computed[b];
    p->left = pass_mat(pass, words, features);
    p->right = pass_mat(pass, words, features);
    p->hidden = pass_mat(pass, p->first[pass->size], features);
    p->features = pass_mat(pass, p->first[pass->size], features);
    p->weights = pass_mat(pass, p->first[pass->size], 1);
}

/* The two layers of features, of all pairs. */
static void compute_features(struct classifier_run *run)
{
    struct pairs_run *p = &run->pairs;
    const struct classifier_weights *w = run->weights;
    int size = run->pass.size, features = run->config->features;
    linear_forward(p->left, run->embedded, half(w->pair_first, 0), w->pair_first_bias);
    linear_forward(p->right, run->embedded, half(w->pair_first, 1), (struct mat){0});
    for (int b = 0; b < size; b++) {
        int n = run->computed[b];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                const real *left = mat_row(p->left, j * size + b);
                const real *right = mat_row(p->right, i * size + b);
                real *out = mat_row(p->hidden, p->first[b] + i * n + j);
                for (int k = 0; k < features; k++)
                    out[k] = left[k] + right[k];
            }
    }
    relu_forward(p->hidden);
    linear_forward(p->features, p->hidden, w->pair_second, w->pair_second_bias);
    relu_forward(p->features);
}

/* e(i,j) and g(i,j). */
static void compute_scores(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    struct pairs_run *p = &run->pairs;
    int size = pass->size, pairs = p->first[size];
    real bias = run->weights->pair_attention_bias.x[0];
    p->score_parts = pass_mat(pass, run->length * size, 2);
    p->scores = pass_mat(pass, pairs, 1);
    p->squashed = pass_mat(pass, pairs, 1);
    mat_mul_transposed(p->score_parts, PRODUCT_SET, run->embedded,
                       attention_rows(run->weights->pair_attention));
    for (int b = 0; b < size; b++) {
        int n = run->computed[b];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                p->scores.x[p->first[b] + i * n + j] = mat_row(p->score_parts, j * size + b)[0] +
                                                       mat_row(p->score_parts, i * size + b)[1] +
                                                       bias;
    }
    vec_tanh(p->scores.x, p->scores.x, pairs);
    for (int k = 0; k < pairs; k++)
        p->squashed.x[k] = real_sigmoid(p->scores.x[k]);
}

static real *row_or(struct mat m, int i)
{
    return m.x ? mat_row(m, i) : NULL;
}

/* α of a sentence. */
static void weigh(struct classifier_run *run, int b)
{
    struct pairs_run *p = &run->pairs;
    int n = run->computed[b];
    unsigned char excluded[n];
    struct mat squashed = classifier_pairs_matrix(run, p->squashed, b),
               softmax = classifier_pairs_matrix(run, p->softmax, b),
               masked = classifier_pairs_matrix(run, p->masked, b),
               aligned = classifier_pairs_matrix(run, p->aligned, b);
    for (int i = 0; i < n; i++) {
        struct weighing w = {.control = run->pass.control,
                             .sentence = b,
                             .step = i,
                             .number = (uint64_t)(b * run->length + i),
                             .masked = row_or(masked, i),
                             .aligned = row_or(aligned, i)};
        for (int j = 0; j < n; j++)
            excluded[j] = classifier_pairs_excluded(run, b, i, j);
        weigh_row(&w, mat_row(softmax, i), mat_row(squashed, i), excluded, n);
    }
}

static void compute_softmax(struct classifier_run *run)
{
    const struct pass *pass = &run->pass;
    struct pairs_run *p = &run->pairs;
    int pairs = p->first[pass->size];
    bool shown = pass->keep == KEEP_ALL || pass->control;
    if (!shown && run->config->pair_weight != PAIR_SOFTMAX)
        return;
    p->softmax = pass_mat(pass, pairs, 1);
    if (shown)
        p->masked = pass_mat(pass, pairs, 1);
    if (pass->control && (pass->control->select || pass->control->weights_count))
        p->aligned = pass_mat(pass, pairs, 1);
    for (int b = 0; b < pass->size; b++)
        weigh(run, b);
}

/* Whether a row of weights was put there by hand, or chosen hard: it counts whatever the kind of
 * weight is. */
static bool by_hand(const struct classifier_run *run, int b, int i)
{
    const struct control *control = run->pass.control;
    return control &&
           (control->select || control_row(control->weights, control->weights_count, b, 0, i));
}

/* w(i,j) */
static void choose_weights(struct classifier_run *run, int b)
{
    const struct pairs_run *p = &run->pairs;
    bool plain = run->config->kind == CLASSIFY_RELATION_PLAIN;
    bool soft = run->config->pair_weight == PAIR_SOFTMAX;
    struct mat weights = classifier_pairs_matrix(run, p->weights, b);
    struct mat from = classifier_pairs_matrix(run, soft ? p->softmax : p->squashed, b);
    for (int i = 0; i < weights.rows; i++)
        for (int j = 0; j < weights.cols; j++)
            mat_row(weights, i)[j] =
                !plain && by_hand(run, b, i)
                    ? classifier_pairs_matrix(run, p->softmax, b).x[i * from.cols + j]
                : classifier_pairs_excluded(run, b, i, j) ? 0
                : plain                                   ? 1
                                                          : mat_row(from, i)[j];
}

/* 1/T²: what a pair counts in the mean. */
static real share(const struct classifier_run *run, int b)
{
    int n = run->taking[b];
    return n ? 1 / ((real)n * (real)n) : 0;
}

void classifier_pairs_forward(struct classifier_run *run)
{
    struct pairs_run *p = &run->pairs;
    make_room(run);
    compute_features(run);
    if (run->config->kind == CLASSIFY_RELATION) {
        compute_scores(run);
        compute_softmax(run);
    }
    run->sentence = pass_zero(&run->pass, run->pass.size, run->config->features);
    for (int b = 0; b < run->pass.size; b++) {
        choose_weights(run, b);
        for (int k = p->first[b]; k < p->first[b + 1]; k++)
            vec_axpy(mat_row(run->sentence, b), p->weights.x[k] * share(run, b),
                     mat_row(p->features, k), p->features.cols);
    }
}

/* dw(i,j) of a sentence becomes that of the tanh's argument, in its place. */
static void scores_backward(struct classifier_run *run, int b, struct mat dweights)
{
    const struct pairs_run *p = &run->pairs;
    for (int i = 0; i < dweights.rows; i++) {
        real *d = mat_row(dweights, i);
        if (run->config->pair_weight == PAIR_SOFTMAX)
            vec_softmax_backward(d, mat_row(classifier_pairs_matrix(run, p->softmax, b), i), d,
                                 dweights.cols);
        for (int j = 0; j < dweights.cols; j++) {
            real e = mat_row(classifier_pairs_matrix(run, p->scores, b), i)[j];
            real g = mat_row(classifier_pairs_matrix(run, p->squashed, b), i)[j];
            d[j] *= g * (1 - g) * (1 - e * e);
        }
    }
}

/* The attention branch: from dw(i,j) of all pairs to its weights and, added, to the embeddings. */
static void attention_backward(struct classifier_run *run, struct classifier_weights *gradient,
                               struct mat dweights, struct mat din)
{
    int size = run->pass.size;
    struct mat dparts = pass_zero(&run->pass, run->length * size, 2);
    for (int b = 0; b < size; b++) {
        struct mat d = classifier_pairs_matrix(run, dweights, b);
        scores_backward(run, b, d);
        for (int i = 0; i < d.rows; i++)
            for (int j = 0; j < d.cols; j++) {
                real g = mat_row(d, i)[j];
                mat_row(dparts, j * size + b)[0] += g;
                mat_row(dparts, i * size + b)[1] += g;
                gradient->pair_attention_bias.x[0] += g;
            }
    }
    mat_mul_outer(attention_rows(gradient->pair_attention), PRODUCT_ADD, dparts, run->embedded);
    mat_mul(din, PRODUCT_ADD, dparts, attention_rows(run->weights->pair_attention));
}

/* df(i,j), and dw(i,j) where there are weights to learn. */
static void pool_backward(const struct classifier_run *run, struct mat dfeatures,
                          struct mat dweights, struct mat dsentence)
{
    const struct pairs_run *p = &run->pairs;
    int cols = p->features.cols;
    for (int b = 0; b < run->pass.size; b++)
        for (int k = p->first[b]; k < p->first[b + 1]; k++) {
            const real *ds = mat_row(dsentence, b), *f = mat_row(p->features, k);
            real *d = mat_row(dfeatures, k), factor = p->weights.x[k] * share(run, b);
            for (int c = 0; c < cols; c++)
                d[c] = f[c] > 0 ? factor * ds[c] : 0;
            if (dweights.x)
                dweights.x[k] = share(run, b) * vec_dot(ds, f, cols);
        }
}

/* Adds up by word what comes back to the pairs that it is in. */
static void words_backward(const struct classifier_run *run, struct mat dhidden, struct mat dleft,
                           struct mat dright)
{
    int size = run->pass.size;
    for (int b = 0; b < size; b++) {
        int n = run->computed[b];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                const real *d = mat_row(dhidden, run->pairs.first[b] + i * n + j);
                vec_add(mat_row(dleft, j * size + b), d, dhidden.cols);
                vec_add(mat_row(dright, i * size + b), d, dhidden.cols);
            }
    }
}

struct mat classifier_pairs_backward(struct classifier_run *run,
                                     struct classifier_weights *gradient, struct mat dsentence)
{
    const struct pass *pass = &run->pass;
    const struct pairs_run *p = &run->pairs;
    const struct classifier_weights *w = run->weights;
    int pairs = p->features.rows, features = p->features.cols, words = run->embedded.rows;
    bool learns = run->config->kind == CLASSIFY_RELATION;
    struct mat dfeatures = pass_mat(pass, pairs, features),
               dhidden = pass_mat(pass, pairs, features), dleft = pass_zero(pass, words, features),
               dright = pass_zero(pass, words, features),
               dweights = learns ? pass_mat(pass, pairs, 1) : (struct mat){0},
               din = pass_mat(pass, words, run->embedded.cols);
    pool_backward(run, dfeatures, dweights, dsentence);
    linear_gradient(gradient->pair_second, gradient->pair_second_bias, dfeatures, p->hidden);
    mat_mul(dhidden, PRODUCT_SET, dfeatures, w->pair_second);
    relu_backward(dhidden, p->hidden);
    words_backward(run, dhidden, dleft, dright);
    linear_gradient(half(gradient->pair_first, 0), gradient->pair_first_bias, dleft, run->embedded);
    linear_gradient(half(gradient->pair_first, 1), (struct mat){0}, dright, run->embedded);
    mat_mul(din, PRODUCT_SET, dleft, half(w->pair_first, 0));
    mat_mul(din, PRODUCT_ADD, dright, half(w->pair_first, 1));
    if (learns)
        attention_backward(run, gradient, dweights, din);
    return din;
}
