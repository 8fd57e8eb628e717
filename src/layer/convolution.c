#include "layer/convolution.h"

#include <stdio.h>

#include "layer/linear.h"
#include "layer/relu.h"

void convolution_bind(struct binder *binder, struct convolution_weights *weights,
                      const char *prefix, int in, int out)
{
    char name[64];
    int fan = in * CONVOLUTION_WIDTH;
    snprintf(name, sizeof name, "%s.weight", prefix);
    weights->weight = binder_matrix(binder, name, out, fan, fan);
    snprintf(name, sizeof name, "%s.bias", prefix);
    weights->bias = binder_vector(binder, name, out, fan);
}

/* The word that position j of sentence b sees as its k-th; −1: beyond the sentence. */
static int seen(const struct convolution_run *run, int b, int j, int k)
{
    int at = j + k - CONVOLUTION_WIDTH / 2;
    return j < run->lengths[b] && at >= 0 && at < run->lengths[b] ? at : -1;
}

static void gather(const struct pass *pass, struct convolution_run *run, struct mat in)
{
    mat_zero(run->window);
    for (int j = 0; j < run->length; j++)
        for (int b = 0; b < pass->size; b++)
            for (int k = 0; k < CONVOLUTION_WIDTH; k++) {
                int at = seen(run, b, j, k);
                real *out = mat_row(run->window, j * pass->size + b) + k;
                const real *x = at < 0 ? NULL : mat_row(in, at * pass->size + b);
                for (int i = 0; x && i < in.cols; i++)
                    out[i * CONVOLUTION_WIDTH] = x[i];
            }
}

void convolution_forward(const struct pass *pass, struct convolution_run *run,
                         const struct convolution_weights *weights, struct mat in, int length,
                         const int *lengths)
{
    *run = (struct convolution_run){.length = length,
                                    .lengths = lengths,
                                    .window = pass_mat(pass, in.rows, in.cols * CONVOLUTION_WIDTH),
                                    .out = pass_mat(pass, in.rows, weights->weight.rows)};
    gather(pass, run, in);
    linear_forward(run->out, run->window, weights->weight, weights->bias);
    relu_forward(run->out);
    for (int j = 0; j < length; j++)
        for (int b = 0; b < pass->size; b++)
            if (j >= lengths[b])
                mat_zero(mat_rows(run->out, j * pass->size + b, 1));
}

struct mat convolution_backward(const struct pass *pass, const struct convolution_run *run,
                                const struct convolution_weights *weights,
                                struct convolution_weights *gradient, struct mat dout)
{
    int in = run->window.cols / CONVOLUTION_WIDTH;
    struct mat dwindow = pass_mat(pass, run->window.rows, run->window.cols);
    struct mat din = pass_zero(pass, run->window.rows, in);
    relu_backward(dout, run->out); /* which is 0 at padding, so that nothing comes back there */
    linear_gradient(gradient->weight, gradient->bias, dout, run->window);
    mat_mul(dwindow, PRODUCT_SET, dout, weights->weight);
    for (int j = 0; j < run->length; j++)
        for (int b = 0; b < pass->size; b++)
            for (int k = 0; k < CONVOLUTION_WIDTH; k++) {
                int at = seen(run, b, j, k);
                const real *d = mat_row(dwindow, j * pass->size + b) + k;
                real *out = at < 0 ? NULL : mat_row(din, at * pass->size + b);
                for (int i = 0; out && i < in; i++)
                    out[i] += d[i * CONVOLUTION_WIDTH];
            }
    return din;
}
