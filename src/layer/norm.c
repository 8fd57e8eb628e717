#include "layer/norm.h"

#include <math.h>
#include <stdio.h>

#include "math/vec.h"

void norm_bind(struct binder *binder, struct norm_weights *weights, const char *prefix, int size)
{
    char name[64];
    snprintf(name, sizeof name, "%s.weight", prefix);
    weights->scale = binder_constant(binder, name, size, 1);
    snprintf(name, sizeof name, "%s.bias", prefix);
    weights->shift = binder_constant(binder, name, size, 0);
}

void norm_forward(const struct pass *pass, struct norm_run *run, const struct norm_weights *weights,
                  struct mat in)
{
    int n = in.cols;
    *run = (struct norm_run){.in = in,
                             .mean = pass_mat(pass, in.rows, 1),
                             .ratio = pass_mat(pass, in.rows, 1),
                             .out = pass_mat(pass, in.rows, n)};
    for (int i = 0; i < in.rows; i++) {
        const real *x = mat_row(in, i), *scale = weights->scale.x, *shift = weights->shift.x;
        real *y = mat_row(run->out, i), mean = vec_sum(x, n) / (real)n, square = 0;
        for (int k = 0; k < n; k++)
            square += (x[k] - mean) * (x[k] - mean);
        real ratio = 1 / (real)sqrt(square / (real)n + NORM_EPSILON);
        for (int k = 0; k < n; k++)
            y[k] = scale[k] * (x[k] - mean) * ratio + shift[k];
        run->mean.x[i] = mean;
        run->ratio.x[i] = ratio;
    }
}

void norm_backward(const struct norm_run *run, const struct norm_weights *weights,
                   struct norm_weights *gradient, struct mat dout)
{
    int n = dout.cols;
    for (int i = 0; i < dout.rows; i++) {
        const real *x = mat_row(run->in, i), *scale = weights->scale.x;
        real *d = mat_row(dout, i), mean = run->mean.x[i], ratio = run->ratio.x[i];
        real sum = 0, along = 0; /* of the gradient of (x − μ) r, and of that along it */
        for (int k = 0; k < n; k++) {
            real normal = (x[k] - mean) * ratio;
            gradient->scale.x[k] += d[k] * normal;
            gradient->shift.x[k] += d[k];
            d[k] *= scale[k];
            sum += d[k];
            along += d[k] * normal;
        }
        for (int k = 0; k < n; k++)
            d[k] = ratio * (d[k] - (sum + (x[k] - mean) * ratio * along) / (real)n);
    }
}
