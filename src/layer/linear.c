#include "layer/linear.h"

#include <string.h>

#include "math/vec.h"

void embed_forward(struct mat out, struct mat table, const int *tokens)
{
    for (int i = 0; i < out.rows; i++)
        memcpy(mat_row(out, i), mat_row(table, tokens[i]), (size_t)out.cols * sizeof(real));
}

void embed_backward(struct mat dtable, struct mat dout, const int *tokens)
{
    for (int i = 0; i < dout.rows; i++)
        vec_add(mat_row(dtable, tokens[i]), mat_row(dout, i), dout.cols);
}

void bias_forward(struct mat out, struct mat bias)
{
    for (int i = 0; i < out.rows; i++)
        memcpy(mat_row(out, i), bias.x, (size_t)out.cols * sizeof(real));
}

void linear_forward(struct mat out, struct mat x, struct mat weight, struct mat bias)
{
    if (bias.x)
        bias_forward(out, bias);
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

void dropout_apply(struct mat x, struct mat mask)
{
    if (!mask.x)
        return;
    for (int i = 0; i < x.rows; i++)
        vec_mul(mat_row(x, i), mat_row(mask, i), x.cols);
}
