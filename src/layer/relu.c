#include "layer/relu.h"

void relu_forward(struct mat x)
{
    for (int i = 0; i < x.rows; i++) {
        real *row = mat_row(x, i);
        for (int k = 0; k < x.cols; k++)
            row[k] = row[k] > 0 ? row[k] : 0;
    }
}

void relu_backward(struct mat dout, struct mat out)
{
    for (int i = 0; i < dout.rows; i++) {
        real *d = mat_row(dout, i);
        const real *y = mat_row(out, i);
        for (int k = 0; k < dout.cols; k++)
            d[k] = y[k] > 0 ? d[k] : 0;
    }
}
