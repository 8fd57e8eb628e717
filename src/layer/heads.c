#include "layer/heads.h"

#include <math.h>
#include <stdio.h>

#include "layer/linear.h"
#include "layer/weigh.h"
#include "math/vec.h"

void heads_bind(struct binder *binder, struct heads_weights *weights, const char *prefix, int size)
{
    char name[64];
    snprintf(name, sizeof name, "%s.in_proj_weight", prefix);
    weights->in = binder_xavier(binder, name, 3 * size, size);
    snprintf(name, sizeof name, "%s.in_proj_bias", prefix);
    weights->in_bias = binder_constant(binder, name, 3 * size, 0);
    snprintf(name, sizeof name, "%s.out_proj.weight", prefix);
    weights->out = binder_matrix(binder, name, size, size, size);
    snprintf(name, sizeof name, "%s.out_proj.bias", prefix);
    weights->out_bias = binder_constant(binder, name, size, 0);
}

struct mat heads_of(const struct heads_run *run, struct mat all, int sentence, int head)
{
    return all.x ? mat_rows(all, (sentence * run->config.heads + head) * run->length, run->length)
                 : all;
}

bool heads_excluded(const struct pass *pass, const struct heads_run *run, int b, int i, int j)
{
    bool back = control_looks_back(pass->control, run->config.causal);
    return run->mask[b * run->length + j] || (back && j > i);
}

/* Whose numbers of the projections: queries, keys or values. */
enum part { QUERY, KEY, VALUE };

/* The rows of a sentence and the columns of a head, of [J·B × 3E] numbers. */
static struct mat part_of(const struct pass *pass, const struct heads_run *run, struct mat all,
                          int b, int head, enum part part)
{
    int size = run->in.cols, d = size / run->config.heads;
    return mat_cols(mat_every(all, b, pass->size, run->length), (int)part * size + head * d, d);
}

/* The same of [J·B × E]. */
static struct mat head_of(const struct pass *pass, const struct heads_run *run, struct mat all,
                          int b, int head)
{
    return part_of(pass, run, all, b, head, QUERY);
}

static real scale_of(const struct pass *pass, const struct heads_run *run)
{
    bool scaled = !pass->control || pass->control->scale != SCALE_OFF;
    return scaled ? 1 / (real)sqrt(run->in.cols / run->config.heads) : 1;
}

static real *row_or(struct mat m, int i)
{
    return m.x ? mat_row(m, i) : NULL;
}

/* The weights of one head of a sentence, from its scores. */
static void weigh(const struct pass *pass, struct heads_run *run, int b, int head)
{
    int length = run->length;
    unsigned char excluded[length];
    struct mat scores = heads_of(run, run->scores, b, head),
               weights = heads_of(run, run->weights, b, head),
               masked = heads_of(run, run->masked, b, head),
               aligned = heads_of(run, run->aligned, b, head);
    for (int i = 0; i < length; i++) {
        struct weighing w = {.control = pass->control,
                             .sentence = b,
                             .slice = run->number + head,
                             .step = i,
                             .number = (uint64_t)((run->number + head) * length + i),
                             .masked = row_or(masked, i),
                             .aligned = row_or(aligned, i)};
        for (int j = 0; j < length; j++)
            excluded[j] = heads_excluded(pass, run, b, i, j);
        weigh_row(&w, mat_row(weights, i), mat_row(scores, i), excluded, length);
    }
}

/* The weights as values are multiplied with them: some are dropped while training. */
static struct mat kept_weights(const struct pass *pass, const struct heads_run *run, int b,
                               int head)
{
    struct mat weights = heads_of(run, run->weights, b, head), kept = weights;
    if (run->dropped.x) {
        kept = pass_mat(pass, weights.rows, weights.cols);
        mat_copy(kept, weights);
        dropout_apply(kept, heads_of(run, run->dropped, b, head));
    }
    return kept;
}

/* A mask of its own for each sentence, head and word that asks. */
static void draw_dropout(const struct pass *pass, struct heads_run *run, int which)
{
    struct pass one = *pass;
    one.size = 1;
    for (int b = 0; b < pass->size; b++) {
        one.dropout.sentences = pass->dropout.sentences + b;
        pass_dropout(&one,
                     mat_rows(run->dropped, b * run->config.heads * run->length,
                              run->config.heads * run->length),
                     pass->dropout.attention_p, 0, which);
    }
}

static void make_room(const struct pass *pass, struct heads_run *run)
{
    int rows = pass->size * run->config.heads * run->length, size = run->in.cols;
    bool shown = pass->keep == KEEP_ALL || pass->control;
    run->projected = pass_mat(pass, run->in.rows, 3 * size);
    run->scores = pass_mat(pass, rows, run->length);
    run->weights = pass_mat(pass, rows, run->length);
    if (shown)
        run->masked = pass_mat(pass, rows, run->length);
    if (pass->control && (pass->control->select || pass->control->weights_count))
        run->aligned = pass_mat(pass, rows, run->length);
    if (pass->dropout.attention_p > 0)
        run->dropped = pass_mat(pass, rows, run->length);
    run->context = pass_mat(pass, run->in.rows, size);
    run->out = pass_mat(pass, run->in.rows, size);
}

void heads_forward(const struct pass *pass, struct heads_run *run,
                   const struct heads_weights *weights, int dropout)
{
    real scale = scale_of(pass, run);
    make_room(pass, run);
    if (run->dropped.x)
        draw_dropout(pass, run, dropout);
    linear_forward(run->projected, run->in, weights->in, weights->in_bias);
    for (int b = 0; b < pass->size; b++)
        for (int head = 0; head < run->config.heads; head++) {
            struct mat scores = heads_of(run, run->scores, b, head);
            mat_mul_transposed(scores, PRODUCT_SET,
                               part_of(pass, run, run->projected, b, head, QUERY),
                               part_of(pass, run, run->projected, b, head, KEY));
            vec_scale(scores.x, scale, scores.rows * scores.cols);
            weigh(pass, run, b, head);
            mat_mul(head_of(pass, run, run->context, b, head), PRODUCT_SET,
                    kept_weights(pass, run, b, head),
                    part_of(pass, run, run->projected, b, head, VALUE));
        }
    linear_forward(run->out, run->context, weights->out, weights->out_bias);
}

/* One head of a sentence: from the gradient of its contexts to those of q, k and v. */
static void head_backward(const struct pass *pass, const struct heads_run *run, int b, int head,
                          struct mat dcontext, struct mat dprojected)
{
    struct mat weights = heads_of(run, run->weights, b, head);
    struct mat dscores = pass_mat(pass, weights.rows, weights.cols);
    struct mat value = part_of(pass, run, run->projected, b, head, VALUE);
    mat_mul_transposed(dscores, PRODUCT_SET, dcontext, value);
    dropout_apply(dscores, heads_of(run, run->dropped, b, head));
    mat_mul_outer(part_of(pass, run, dprojected, b, head, VALUE), PRODUCT_SET,
                  kept_weights(pass, run, b, head), dcontext);
    for (int i = 0; i < weights.rows; i++)
        vec_softmax_backward(mat_row(dscores, i), mat_row(weights, i), mat_row(dscores, i),
                             weights.cols);
    vec_scale(dscores.x, scale_of(pass, run), dscores.rows * dscores.cols);
    mat_mul(part_of(pass, run, dprojected, b, head, QUERY), PRODUCT_SET, dscores,
            part_of(pass, run, run->projected, b, head, KEY));
    mat_mul_outer(part_of(pass, run, dprojected, b, head, KEY), PRODUCT_SET, dscores,
                  part_of(pass, run, run->projected, b, head, QUERY));
}

struct mat heads_backward(const struct pass *pass, const struct heads_run *run,
                          const struct heads_weights *weights, struct heads_weights *gradient,
                          struct mat dout)
{
    struct mat dcontext = pass_mat(pass, dout.rows, dout.cols),
               dprojected = pass_mat(pass, run->projected.rows, run->projected.cols),
               din = pass_mat(pass, dout.rows, dout.cols);
    linear_gradient(gradient->out, gradient->out_bias, dout, run->context);
    mat_mul(dcontext, PRODUCT_SET, dout, weights->out);
    for (int b = 0; b < pass->size; b++)
        for (int head = 0; head < run->config.heads; head++)
            head_backward(pass, run, b, head, head_of(pass, run, dcontext, b, head), dprojected);
    linear_gradient(gradient->in, gradient->in_bias, dprojected, run->in);
    mat_mul(din, PRODUCT_SET, dprojected, weights->in);
    return din;
}
