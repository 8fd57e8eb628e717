#include "layer/attention.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "layer/linear.h"
#include "layer/weigh.h"
#include "math/real.h"
#include "math/rng.h"
#include "math/vec.h"

void attention_bind(struct binder *binder, struct attention_weights *weights,
                    const struct attention_config *config, int query, int source)
{
    const struct score_kind *kind = &score_kinds[config->score];
    int size = config->hidden, key = score_key(config->score, query, size);
    if (kind->query)
        weights->query = binder_matrix(binder, "attention.query.weight", size, query, query);
    if (kind->key)
        weights->key = binder_matrix(binder, "attention.key.weight", key, source, source);
    if (kind->has_v)
        weights->v = binder_matrix(binder, "attention.v.weight", 1, size, size);
    if (config->window == WINDOW_LOCAL_P) {
        weights->position = binder_matrix(binder, "attention.position.weight", size, query, query);
        weights->position_v = binder_matrix(binder, "attention.position_v.weight", 1, size, size);
    }
}

/* Parameters that nobody trained, for a score that the model was not made for: uniform as
 * starting values are. */
static struct mat untrained(const struct pass *pass, int rows, int cols, uint64_t stream)
{
    struct rng rng = {.seed = pass->control->score_seed, .stream = stream};
    struct mat out = pass_mat(pass, rows, cols);
    for (long i = 0; i < (long)rows * cols; i++)
        out.x[i] = (real)((2 * rng_uniform(&rng) - 1) / sqrt(cols));
    return out;
}

/* The model's own parameters, if it has all that the score needs; or untrained ones. */
static void choose_parameters(const struct pass *pass, struct attention_run *a)
{
    const struct attention_weights *w = a->own;
    const struct score_kind *kind = &score_kinds[a->score];
    int hidden = a->config->hidden, key = score_key(a->score, a->query_size, hidden);
    bool own = a->score == a->config->score || (kind->has_v && w->v.x); /* a table has all */
    if (kind->query)
        a->query = own ? w->query : untrained(pass, hidden, a->query_size, 1);
    if (kind->has_v)
        a->v = own ? w->v : untrained(pass, 1, hidden, 2);
    if (kind->key)
        a->key = own ? w->key : untrained(pass, key, a->source.cols, 3);
}

/* The model's score, or another one that the control asks for. */
static void choose_score(const struct pass *pass, struct attention_run *a)
{
    const struct control *control = pass->control;
    a->score = control && control->use_score ? control->score : a->config->score;
    choose_parameters(pass, a);
    bool scaled = score_kinds[a->score].scaled;
    if (control && control->scale != SCALE_AS_IS)
        scaled = control->scale == SCALE_ON;
    a->scale = scaled ? (real)(1 / sqrt(a->query_size)) : 1;
}

/* Every key of a sentence becomes their mean: then no position can be told from another. */
static void make_equal(const struct pass *pass, struct attention_run *a)
{
    struct mat keys = a->keys, equal = pass_zero(pass, keys.rows, keys.cols);
    for (int b = 0; b < pass->size; b++) {
        int length = a->lengths[b];
        real *mean = mat_row(equal, b);
        for (int j = 0; j < length; j++)
            vec_axpy(mean, 1 / (real)length, mat_row(keys, j * pass->size + b), keys.cols);
        for (int j = 1; j < a->length; j++)
            memcpy(mat_row(equal, j * pass->size + b), mean, (size_t)keys.cols * sizeof(real));
    }
    a->keys = equal;
}

int attention_reach(const struct attention_run *a, int b)
{
    int places = a->config->hidden;
    if (!score_places(a->config->score))
        return a->lengths[b];
    return places < a->length ? places : a->length;
}

void attention_start(const struct pass *pass, struct attention_run *a)
{
    const struct control *control = pass->control;
    choose_score(pass, a);
    a->window = control && control->use_window ? control->window : a->config->window;
    a->width = control && control->width > 0 ? control->width : (real)a->config->width;
    a->mask = arena_take(pass->arena, (size_t)(pass->size * a->length), 1);
    for (int b = 0; b < pass->size; b++)
        weigh_mask(a->mask + b * a->length, control, attention_reach(a, b), a->length);
    a->keys = a->source;
    if (a->key.x) {
        a->keys = pass_mat(pass, a->source.rows, a->key.rows);
        mat_mul_transposed(a->keys, PRODUCT_SET, a->source, a->key);
    }
    assert(!score_attends(a->score) || a->query.x || a->keys.cols == a->query_size);
    if (control && control->keys_equal)
        make_equal(pass, a);
}

/* What changes weights after the softmax, so that both are worth keeping. */
static bool keeps_aligned(const struct pass *pass, const struct attention_run *a)
{
    const struct control *control = pass->control;
    return a->window == WINDOW_LOCAL_P || (control && (control->select || control->weights_count));
}

void attention_room(const struct pass *pass, struct attention_run *a, int kept)
{
    const struct control *control = pass->control;
    int length = a->length;
    bool local = a->window != WINDOW_GLOBAL;
    struct mat position = a->own->position;
    a->context = pass_steps(pass, a->values.cols, kept);
    if (!score_attends(a->score))
        return;
    a->scores = pass_steps(pass, length, kept);
    a->weights = pass_steps(pass, length, kept);
    if (a->query.x)
        a->projected = pass_steps(pass, a->query.rows, kept);
    if (pass->keep == KEEP_ALL || control)
        a->masked = pass_steps(pass, length, kept);
    if (local)
        a->center = pass_steps(pass, 1, kept);
    if (a->window == WINDOW_LOCAL_P && position.x) {
        a->position = pass_steps(pass, position.rows, kept);
        a->no_key = pass_zero(pass, 1, position.rows);
    }
    if (local || (control && control->lengths_count))
        a->excluded = arena_zero(pass->arena, (size_t)(kept * pass->size * length), 1);
    if (keeps_aligned(pass, a))
        a->aligned = pass_steps(pass, length, kept);
    if (pass->dropout.attention_p > 0)
        a->weights_dropped = pass_steps(pass, length, kept);
    if (control && control->other_query) {
        a->other_scores = pass_steps(pass, length, kept);
        a->other_weights = pass_steps(pass, length, kept);
    }
}

static unsigned char *excluded_at(const struct pass *pass, const struct attention_run *a, int t,
                                  int b)
{
    if (a->excluded)
        return a->excluded + ((t % a->scores.kept) * pass->size + b) * a->length;
    return a->mask + b * a->length;
}

const unsigned char *attention_excluded(const struct pass *pass, const struct attention_run *a,
                                        int t, int b)
{
    return excluded_at(pass, a, t, b);
}

/* p(t) from 1. */
static real center_of(const struct pass *pass, const struct attention_run *a, int t, int b)
{
    const struct control *control = pass->control;
    int length = a->lengths[b];
    if (control && control->use_center)
        return control->center;
    if (!a->position.x)
        return (real)(t < length ? t + 1 : length);
    struct mat position = steps_at(a->position, t);
    return (real)length * real_sigmoid(vec_tanh_dot(a->own->position_v.x, mat_row(position, b),
                                                    a->no_key.x, position.cols));
}

/* Row b of step t; NULL where this is not computed. */
static real *row_at(struct steps steps, int t, int b)
{
    return steps.x ? mat_row(steps_at(steps, t), b) : NULL;
}

/* e(t,j) for all j of one sentence; query: already projected. */
static void score_sentence(const struct pass *pass, const struct attention_run *a,
                           const real *query, int b, real *scores)
{
    bool all = pass->keep == KEEP_ALL || pass->control;
    int length = all ? a->length : attention_reach(a, b);
    struct score_row row = {.query = query,
                            .keys = mat_every(a->keys, b, pass->size, length),
                            .places = a->query.rows,
                            .v = a->v.x,
                            .scale = a->scale};
    score_kinds[a->score].forward(&row, scores);
    for (int j = length; j < a->length; j++)
        scores[j] = 0; /* padding that nobody will look at */
}

static void weigh_sentence(const struct pass *pass, struct attention_run *a, int t, int b)
{
    bool local = a->window != WINDOW_GLOBAL;
    unsigned char *excluded = excluded_at(pass, a, t, b);
    struct weighing w = {.control = pass->control,
                         .sentence = b,
                         .step = t,
                         .number = (uint64_t)(t * pass->size + b),
                         .bell = a->window == WINDOW_LOCAL_P,
                         .width = a->width,
                         .masked = row_at(a->masked, t, b),
                         .aligned = row_at(a->aligned, t, b)};
    if (local)
        w.center = *row_at(a->center, t, b) = center_of(pass, a, t, b);
    if (a->excluded)
        weigh_exclude(excluded, a->mask + b * a->length, pass->control, t, w.center,
                      local ? a->width : -1, a->length);
    weigh_row(&w, row_at(a->weights, t, b), row_at(a->scores, t, b), excluded, a->length);
}

/* c(t) of one sentence. */
static void sum_values(const struct pass *pass, struct attention_run *a, int t, int b)
{
    const real *weights = row_at(a->weights, t, b), *kept = row_at(a->weights_dropped, t, b);
    real *context = row_at(a->context, t, b);
    memset(context, 0, (size_t)a->context.cols * sizeof(real));
    for (int j = 0; j < a->length; j++) {
        real weight = kept ? weights[j] * kept[j] : weights[j];
        if (weight != 0)
            vec_axpy(context, weight, mat_row(a->values, j * pass->size + b), a->context.cols);
    }
}

void attention_change_context(const struct pass *pass, struct attention_run *a, int t)
{
    const struct control *control = pass->control;
    for (int b = 0; control && control->contexts_count && b < pass->size; b++) {
        const struct row_change *row =
            control_row(control->contexts, control->contexts_count, b, 0, t);
        real *context = row_at(a->context, t, b);
        for (int k = 0; row && k < a->context.cols; k++)
            context[k] = k < row->count ? row->values[k] : 0;
    }
}

void attention_step(const struct pass *pass, struct attention_run *a, int t, struct mat query)
{
    if (a->position.x)
        mat_mul_transposed(steps_at(a->position, t), PRODUCT_SET, query, a->own->position);
    if (a->query.x) {
        linear_step(steps_at(a->projected, t), PRODUCT_SET, query, a->query, a->turned);
        query = steps_at(a->projected, t);
    }
    if (a->weights_dropped.x)
        pass_dropout(pass, steps_at(a->weights_dropped, t), pass->dropout.attention_p, t,
                     a->dropout);
    for (int b = 0; b < pass->size; b++) {
        score_sentence(pass, a, mat_row(query, b), b, row_at(a->scores, t, b));
        weigh_sentence(pass, a, t, b);
        sum_values(pass, a, t, b);
    }
    attention_change_context(pass, a, t);
}

void attention_other(const struct pass *pass, struct attention_run *a, int t, struct mat query)
{
    if (!a->other_scores.x)
        return;
    if (a->query.x) {
        struct mat projected = pass_mat(pass, pass->size, a->query.rows);
        mat_mul_transposed(projected, PRODUCT_SET, query, a->query);
        query = projected;
    }
    for (int b = 0; b < pass->size; b++) {
        real *scores = row_at(a->other_scores, t, b);
        score_sentence(pass, a, mat_row(query, b), b, scores);
        vec_softmax(row_at(a->other_weights, t, b), scores, attention_excluded(pass, a, t, b),
                    a->length);
    }
}
