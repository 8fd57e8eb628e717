#include "classified/classifier_traced.h"

#include "classify/classifier_hops.h"
#include "classify/classifier_pairs.h"
#include "math/vec.h"

const struct classifier_traced *classifier_traced(const struct trace *trace)
{
    return trace->computed;
}

double classifier_traced_word_share(const struct classifier_run *run, int sentence)
{
    return run->taking[sentence] ? 1.0 / run->taking[sentence] : 0;
}

double classifier_traced_pair_share(const struct classifier_run *run, int sentence)
{
    double share = classifier_traced_word_share(run, sentence);
    return share * share;
}

/* ---- the lead ---- */

static void choose_labels(struct classifier_traced *t, int b)
{
    int best[2] = {0, -1};
    vec_top(best, 2, mat_row(t->run.logits, b), t->run.logits.cols);
    t->winner[b] = best[0];
    t->next[b] = t->run.logits.cols > 1 ? best[1] : -1;
}

/* W(a,d) − W(b,d), or the same of the bias (d −1). */
static double weight_difference(const struct classifier_traced *t, int b, int d)
{
    const struct classifier_weights *w = t->run.weights;
    int a = t->winner[b], next = t->next[b];
    if (d < 0)
        return (double)w->output_bias.x[a] - (next < 0 ? 0 : (double)w->output_bias.x[next]);
    return (double)mat_row(w->output, a)[d] - (next < 0 ? 0 : (double)mat_row(w->output, next)[d]);
}

static void find_direction(struct classifier_traced *t, int b)
{
    const struct classifier_run *run = &t->run;
    real *direction = mat_row(t->direction, b);
    double rest = weight_difference(t, b, -1);
    for (int k = 0; k < t->direction.cols; k++) {
        double sum = 0;
        for (int d = 0; d < run->dense.cols; d++)
            if (mat_row(run->dense, b)[d] > 0)
                sum += weight_difference(t, b, d) * (double)mat_row(run->weights->dense, d)[k];
        direction[k] = (real)sum;
    }
    for (int d = 0; d < run->dense.cols; d++)
        if (mat_row(run->dense, b)[d] > 0)
            rest += weight_difference(t, b, d) * (double)run->weights->dense_bias.x[d];
    t->rest[b] = (real)rest;
}

/* ---- what each part brings ---- */

static double explain_pairs(struct classifier_traced *t, int b)
{
    const struct pairs_run *p = &t->run.pairs;
    double share = classifier_traced_pair_share(&t->run, b), sum = 0;
    for (int k = p->first[b]; k < p->first[b + 1]; k++) {
        t->pair_says.x[k] =
            vec_dot(mat_row(t->direction, b), mat_row(p->features, k), p->features.cols);
        t->pair_brings.x[k] = (real)(share * (double)p->weights.x[k] * (double)t->pair_says.x[k]);
        sum += (double)t->pair_brings.x[k];
    }
    return sum;
}

static double explain_hops(struct classifier_traced *t, int b)
{
    const struct classifier_run *run = &t->run;
    int hops = run->config->hops, size = run->states.cols;
    double sum = 0;
    for (int hop = 0; hop < hops; hop++)
        for (int j = 0; j < run->length; j++) {
            real *says = mat_row(t->hop_says, b * hops + hop) + j;
            real *brings = mat_row(t->hop_brings, b * hops + hop) + j;
            *says = vec_dot(mat_row(t->direction, b) + hop * size,
                            mat_row(run->states, j * run->pass.size + b), size);
            *brings = *says * mat_row(run->hops.weights, b * hops + hop)[j];
            sum += (double)*brings;
        }
    return sum;
}

static double explain_words(struct classifier_traced *t, int b)
{
    const struct classifier_run *run = &t->run;
    double share = classifier_traced_word_share(run, b), sum = 0;
    for (int j = 0; j < run->length; j++) {
        int row = j * run->pass.size + b;
        bool part = !run->mask[b * run->length + j];
        t->word_brings.x[row] =
            part ? (real)(share * (double)vec_dot(mat_row(t->direction, b),
                                                  mat_row(run->states, row), run->states.cols))
                 : 0;
        sum += (double)t->word_brings.x[row];
    }
    return sum;
}

/* s has no parts: it is the last state. */
static double explain_state(struct classifier_traced *t, int b)
{
    double sum = 0;
    for (int k = 0; k < t->direction.cols; k++)
        sum += (double)mat_row(t->direction, b)[k] * (double)mat_row(t->run.sentence, b)[k];
    return sum;
}

static double explain_parts(struct classifier_traced *t, int b)
{
    switch (t->run.config->kind) {
    case CLASSIFY_RELATION:
    case CLASSIFY_RELATION_PLAIN:
        return explain_pairs(t, b);
    case CLASSIFY_STRUCTURED:
        return explain_hops(t, b);
    case CLASSIFY_MEAN:
    case CLASSIFY_CNN:
    case CLASSIFY_MULTIHEAD:
        return explain_words(t, b);
    case CLASSIFY_RNN:
    case CLASSIFIER_KIND_COUNT:
        break;
    }
    return explain_state(t, b);
}

/* ---- the general formula ---- */

/* Whether word j counts for word i, of a kind without weights. `which` 1: reading backward. */
static bool implied(const struct classifier_run *run, int which, int i, int j)
{
    enum { REACH = CLASSIFIER_CONVOLUTIONS * (CONVOLUTION_WIDTH / 2) };
    switch (run->config->kind) {
    case CLASSIFY_MEAN:
        return i == j;
    case CLASSIFY_RNN:
        return which ? j >= i : j <= i;
    case CLASSIFY_CNN:
        return j >= i - REACH && j <= i + REACH;
    case CLASSIFY_RELATION_PLAIN:
        return true;
    case CLASSIFY_RELATION:
    case CLASSIFY_STRUCTURED:
    case CLASSIFY_MULTIHEAD:
    case CLASSIFIER_KIND_COUNT:
        break;
    }
    return false;
}

static void imply(struct classifier_traced *t, int which)
{
    const struct classifier_run *run = &t->run;
    t->implied[which] = pass_zero(&run->pass, run->pass.size * run->length, run->length);
    for (int b = 0; b < run->pass.size; b++)
        for (int i = 0; i < run->lengths[b]; i++)
            for (int j = 0; j < run->lengths[b]; j++)
                mat_row(t->implied[which], b * run->length + i)[j] = implied(run, which, i, j);
}

static bool weighs(enum classifier_kind kind)
{
    return kind == CLASSIFY_RELATION || kind == CLASSIFY_STRUCTURED || kind == CLASSIFY_MULTIHEAD;
}

static void make_room(struct classifier_traced *t)
{
    const struct classifier_run *run = &t->run;
    const struct pass *pass = &run->pass;
    enum classifier_kind kind = run->config->kind;
    int size = pass->size;
    t->winner = arena_take(pass->arena, (size_t)size, sizeof *t->winner);
    t->next = arena_take(pass->arena, (size_t)size, sizeof *t->next);
    t->rest = arena_take(pass->arena, (size_t)size, sizeof *t->rest);
    t->direction = pass_mat(pass, size, run->sentence.cols);
    t->margin = pass_mat(pass, size, 1);
    if (classifier_has_pairs(run->config)) {
        t->pair_says = pass_mat(pass, run->pairs.first[size], 1);
        t->pair_brings = pass_mat(pass, run->pairs.first[size], 1);
    } else if (kind == CLASSIFY_STRUCTURED) {
        t->hop_says = pass_mat(pass, size * run->config->hops, run->length);
        t->hop_brings = pass_mat(pass, size * run->config->hops, run->length);
    } else if (kind != CLASSIFY_RNN) {
        t->word_brings = pass_mat(pass, run->length * size, 1);
    }
}

void classifier_traced_explain(struct classifier_traced *t)
{
    const struct classifier_run *run = &t->run;
    make_room(t);
    for (int b = 0; b < run->pass.size; b++) {
        choose_labels(t, b);
        find_direction(t, b);
        t->margin.x[b] = (real)(explain_parts(t, b) + (double)t->rest[b]);
    }
    if (!weighs(run->config->kind))
        imply(t, 0);
    if (run->config->kind == CLASSIFY_RNN && run->config->directions == 2)
        imply(t, 1);
}
