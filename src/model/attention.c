#include "model/attention.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "math/rng.h"
#include "math/vec.h"
#include "model/layers.h"
#include "model/weigh.h"

/* Parameters that nobody trained, for a score that the model was not made for: uniform as
 * weights_start() draws them. */
static struct mat untrained(struct run *run, int rows, int cols, uint64_t stream)
{
    struct rng rng = {.seed = run->control->score_seed, .stream = stream};
    struct mat out = run_mat(run, rows, cols);
    for (long i = 0; i < (long)rows * cols; i++)
        out.x[i] = (real)((2 * rng_uniform(&rng) - 1) / sqrt(cols));
    return out;
}

/* The score's own parameters, or another score's that the control asks for. */
static void choose_score(struct run *run)
{
    const struct control *control = run->control;
    struct attention_run *a = &run->attention;
    const struct attention_config *c = a->config;
    int query = a->query_size;
    a->score = control && control->use_score ? control->score : c->score;
    bool additive = a->score == SCORE_ADDITIVE, general = a->score == SCORE_GENERAL;
    bool own = a->score == c->score || (additive && a->weights->v.x); /* a table has both */
    if (own && (additive || general)) {
        a->query = a->weights->query;
        a->key = a->weights->key;
        a->v = a->weights->v;
    } else if (additive || general) {
        if (additive) {
            a->query = untrained(run, c->hidden, query, 1);
            a->v = untrained(run, 1, c->hidden, 2);
        }
        a->key = untrained(run, score_key(a->score, query, c->hidden), a->source.cols, 3);
    }
    bool scaled = a->score == SCORE_SCALED_DOT;
    if (control && control->scale != SCALE_AS_IS)
        scaled = control->scale == SCALE_ON;
    a->scale = scaled ? (real)(1 / sqrt(query)) : 1;
}

/* Every key of a sentence becomes their mean: then no position can be told from another. */
static void make_equal(struct run *run)
{
    struct mat keys = run->attention.keys, equal = run_zero(run, keys.rows, keys.cols);
    for (int b = 0; b < run->size; b++) {
        int length = run->encoder.lengths[b];
        real *mean = mat_row(equal, b);
        for (int j = 0; j < length; j++)
            vec_axpy(mean, 1 / (real)length, mat_row(keys, j * run->size + b), keys.cols);
        for (int j = 1; j < run->encoder.length; j++)
            memcpy(mat_row(equal, j * run->size + b), mean, (size_t)keys.cols * sizeof(real));
    }
    run->attention.keys = equal;
}

void attention_start(struct run *run)
{
    const struct encoder_run *e = &run->encoder;
    const struct control *control = run->control;
    struct attention_run *a = &run->attention;
    if (!a->source.x)
        a->source = a->values = e->states;
    choose_score(run);
    a->window = control && control->use_window ? control->window : a->config->window;
    a->width = control && control->width > 0 ? control->width : (real)a->config->width;
    weigh_start(run);
    a->keys = a->source;
    if (a->key.x) {
        a->keys = run_mat(run, a->source.rows, a->key.rows);
        mat_mul_transposed(a->keys, PRODUCT_SET, a->source, a->key);
    }
    assert(a->score == SCORE_NONE || a->query.x || a->keys.cols == a->query_size);
    if (control && control->keys_equal)
        make_equal(run);
}

void attention_room(struct run *run, int kept)
{
    const struct control *control = run->control;
    const struct attention_run *a = &run->attention;
    struct decoder_run *d = &run->decoder;
    int length = run->encoder.length;
    d->context = run_steps(run, a->values.cols, kept);
    if (a->score == SCORE_NONE)
        return;
    d->scores = run_steps(run, length, kept);
    d->weights = run_steps(run, length, kept);
    if (a->query.x)
        d->query = run_steps(run, a->query.rows, kept);
    if (run->keep == KEEP_ALL)
        d->masked = run_steps(run, length, kept);
    if (a->window != WINDOW_GLOBAL)
        d->center = run_steps(run, 1, kept);
    if (a->window == WINDOW_LOCAL_P && run->attention.weights->position.x)
        d->position = run_steps(run, run->attention.weights->position.rows, kept);
    if (a->window != WINDOW_GLOBAL || (control && control->lengths_count))
        d->excluded = arena_zero(run->arena, (size_t)(kept * run->size * length), 1);
    if (a->window == WINDOW_LOCAL_P || (control && (control->select || control->weights_count)))
        d->aligned = run_steps(run, length, kept);
    if (run->dropout.attention_p > 0)
        d->weights_dropped = run_steps(run, length, kept);
    if (control && control->other_query) {
        d->other_scores = run_steps(run, length, kept);
        d->other_weights = run_steps(run, length, kept);
    }
}

int attention_query_entry(const struct run *run, int t)
{
    return run->attention.current ? t + 1 : t;
}

/* e(t,j) for all j of one sentence; query: already projected. */
static void score_sentence(const struct run *run, const real *query, int b, real *scores)
{
    const struct attention_run *a = &run->attention;
    bool all = run->keep == KEEP_ALL || run->control;
    for (int j = 0; j < run->encoder.length; j++) {
        const real *key = mat_row(a->keys, j * run->size + b);
        if (!all && j >= run->encoder.lengths[b])
            scores[j] = 0; /* padding that nobody will look at */
        else
            scores[j] = a->v.x ? vec_tanh_dot(a->v.x, query, key, a->keys.cols)
                               : a->scale * vec_dot(query, key, a->keys.cols);
    }
}

/* c(t) of one sentence. */
static void sum_values(struct run *run, int t, int b)
{
    struct decoder_run *d = &run->decoder;
    const real *weights = mat_row(steps_at(d->weights, t), b);
    const real *kept = d->weights_dropped.x ? mat_row(steps_at(d->weights_dropped, t), b) : NULL;
    real *context = mat_row(steps_at(d->context, t), b);
    memset(context, 0, (size_t)d->context.cols * sizeof(real));
    for (int j = 0; j < run->encoder.length; j++) {
        real weight = kept ? weights[j] * kept[j] : weights[j];
        if (weight != 0)
            vec_axpy(context, weight, mat_row(run->attention.values, j * run->size + b),
                     d->context.cols);
    }
}

/* Contexts that the control puts in place of those computed. */
static void change_context(struct run *run, int t)
{
    const struct control *control = run->control;
    for (int i = 0; control && i < control->contexts_count; i++) {
        const struct row_change *row = &control->contexts[i];
        struct mat context = steps_at(run->decoder.context, t);
        for (int b = 0; b < run->size; b++)
            if ((row->step < 0 || row->step == t) && (row->sentence < 0 || row->sentence == b))
                for (int k = 0; k < context.cols; k++)
                    mat_row(context, b)[k] = k < row->count ? row->values[k] : 0;
    }
}

void attention_forward(struct run *run, int t)
{
    const struct attention_run *a = &run->attention;
    struct decoder_run *d = &run->decoder;
    if (a->score == SCORE_NONE) {
        mat_copy(steps_at(d->context, t), run->encoder.last);
        change_context(run, t);
        return;
    }
    struct mat query = steps_at(d->states, attention_query_entry(run, t));
    if (d->position.x)
        mat_mul_transposed(steps_at(d->position, t), PRODUCT_SET, query,
                           run->attention.weights->position);
    if (a->query.x) {
        linear_step(steps_at(d->query, t), PRODUCT_SET, query, a->query, run->turned.query);
        query = steps_at(d->query, t);
    }
    if (d->weights_dropped.x)
        run_dropout(run, steps_at(d->weights_dropped, t), run->dropout.attention_p, t,
                    DROPOUT_ATTENTION);
    for (int b = 0; b < run->size; b++) {
        score_sentence(run, mat_row(query, b), b, mat_row(steps_at(d->scores, t), b));
        weigh_sentence(run, t, b);
        sum_values(run, t, b);
    }
    change_context(run, t);
}

void attention_other(struct run *run, int t)
{
    const struct attention_run *a = &run->attention;
    struct decoder_run *d = &run->decoder;
    if (!d->other_scores.x)
        return;
    struct mat query = steps_at(d->states, 2 * t + 1 - attention_query_entry(run, t));
    if (a->query.x) {
        struct mat projected = run_mat(run, run->size, a->query.rows);
        mat_mul_transposed(projected, PRODUCT_SET, query, a->query);
        query = projected;
    }
    for (int b = 0; b < run->size; b++) {
        real *scores = mat_row(steps_at(d->other_scores, t), b);
        score_sentence(run, mat_row(query, b), b, scores);
        vec_softmax(mat_row(steps_at(d->other_weights, t), b), scores,
                    attention_excluded(run, t, b), run->encoder.length);
    }
}
