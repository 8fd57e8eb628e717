#include "classify/classifier_layers.h"

#include <math.h>

#include "layer/linear.h"
#include "layer/relu.h"

/* Sines and cosines in turn, of ever longer waves: PE(p, 2k) = sin(p / 10000^(2k/E)), p from 0. */
static void place(struct classifier_run *run)
{
    int size = run->pass.size, embed = run->config->embed;
    run->positions = pass_mat(&run->pass, run->length, embed);
    run->placed = pass_mat(&run->pass, run->embedded.rows, embed);
    for (int j = 0; j < run->length; j++)
        for (int k = 0; k < embed; k += 2) {
            double angle = j / pow(10000, (double)k / embed);
            mat_row(run->positions, j)[k] = (real)sin(angle);
            mat_row(run->positions, j)[k + 1] = (real)cos(angle);
        }
    mat_copy(run->placed, run->embedded);
    for (int j = 0; j < run->length; j++)
        for (int b = 0; b < size; b++)
            mat_add(mat_rows(run->placed, j * size + b, 1), mat_rows(run->positions, j, 1));
}

static struct mat sum_of(const struct pass *pass, struct mat a, struct mat b)
{
    struct mat sum = pass_mat(pass, a.rows, a.cols);
    mat_copy(sum, a);
    mat_add(sum, b);
    return sum;
}

static struct mat layer_forward(struct classifier_run *run, int number, struct mat in)
{
    const struct pass *pass = &run->pass;
    const struct classifier_layer *w = &run->weights->layer[number];
    struct layer_run *layer = &run->layer[number];
    layer->heads = (struct heads_run){.config = {run->config->heads, run->config->causal != 0},
                                      .length = run->length,
                                      .lengths = run->lengths,
                                      .mask = run->mask,
                                      .number = number * run->config->heads,
                                      .in = in};
    heads_forward(pass, &layer->heads, &w->heads, CLASSIFIER_DROPOUT_HEADS + number);
    norm_forward(pass, &layer->first, &w->first, sum_of(pass, in, layer->heads.out));
    layer->inner = pass_mat(pass, in.rows, w->inner.rows);
    layer->outer = pass_mat(pass, in.rows, in.cols);
    linear_forward(layer->inner, layer->first.out, w->inner, w->inner_bias);
    relu_forward(layer->inner);
    linear_forward(layer->outer, layer->inner, w->outer, w->outer_bias);
    norm_forward(pass, &layer->second, &w->second, sum_of(pass, layer->first.out, layer->outer));
    return layer->second.out;
}

void classifier_layers_forward(struct classifier_run *run)
{
    place(run);
    run->states = run->placed;
    for (int l = 0; l < run->config->layers; l++)
        run->states = layer_forward(run, l, run->states);
}

/* From the gradient of what a layer gives, which is changed, to that of what it reads. */
static struct mat layer_backward(struct classifier_run *run, struct classifier_weights *gradients,
                                 int number, struct mat d)
{
    const struct pass *pass = &run->pass;
    const struct classifier_layer *w = &run->weights->layer[number];
    const struct layer_run *layer = &run->layer[number];
    struct classifier_layer *gradient = &gradients->layer[number];
    struct mat dinner = pass_mat(pass, layer->inner.rows, layer->inner.cols);
    norm_backward(&layer->second, &w->second, &gradient->second, d);
    linear_gradient(gradient->outer, gradient->outer_bias, d, layer->inner);
    mat_mul(dinner, PRODUCT_SET, d, w->outer);
    relu_backward(dinner, layer->inner);
    linear_gradient(gradient->inner, gradient->inner_bias, dinner, layer->first.out);
    mat_mul(d, PRODUCT_ADD, dinner, w->inner);
    norm_backward(&layer->first, &w->first, &gradient->first, d);
    struct mat din = heads_backward(pass, &layer->heads, &w->heads, &gradient->heads, d);
    mat_add(din, d);
    return din;
}

struct mat classifier_layers_backward(struct classifier_run *run,
                                      struct classifier_weights *gradient, struct mat dstates)
{
    for (int l = run->config->layers - 1; l >= 0; l--)
        dstates = layer_backward(run, gradient, l, dstates);
    return dstates;
}
