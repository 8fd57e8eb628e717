#include "layer/linear.h"

#include <string.h>

void linear_bias(struct mat out, struct mat bias)
{
    for (int i = 0; i < out.rows; i++)
        memcpy(mat_row(out, i), bias.x, (size_t)out.cols * sizeof(real));
}

void linear_forward(struct mat out, struct mat x, struct mat weight, struct mat bias)
{
    if (bias.x)
        linear_bias(out, bias);
    mat_mul_transposed(out, bias.x ? PRODUCT_ADD : PRODUCT_SET, x, weight);
}

void linear_step(struct mat out, enum product mode, struct mat x, struct mat weight,
                 struct mat turned)
{
    if (turned.x && x.rows > 1)
        mat_mul(out, mode, x, turned);
    else
        mat_mul_transposed(out, mode, x, weight);
}

void linear_gradient(struct mat dweight, struct mat dbias, struct mat dout, struct mat x)
{
    mat_mul_outer(dweight, PRODUCT_ADD, dout, x);
    if (dbias.x)
        mat_sum_rows(dbias.x, dout);
}
