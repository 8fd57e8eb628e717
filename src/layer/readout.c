#include "layer/readout.h"

#include <stdbool.h>
#include <stddef.h>

#include "math/vec.h"

const char *const readout_names[] = {[READOUT_MAXOUT] = "maxout",
                                     [READOUT_ATTENTIONAL] = "attentional",
                                     [READOUT_LINEAR] = "linear",
                                     [READOUT_COUNT] = NULL};

/* out(i) = max(pre(2i), pre(2i+1)) (Goodfellow et al. 2013 with pieces of two) */
static void maxout_forward(struct mat out, struct mat pre)
{
    for (int row = 0; row < out.rows; row++) {
        const real *in = mat_row(pre, row);
        for (int i = 0; i < out.cols; i++)
            mat_row(out, row)[i] = in[2 * i] >= in[2 * i + 1] ? in[2 * i] : in[2 * i + 1];
    }
}

/* The larger of each pair gets the gradient; the first on a tie. */
static void maxout_backward(struct mat pre, struct mat dout)
{
    for (int row = 0; row < dout.rows; row++) {
        const real *d = mat_row(dout, row);
        real *both = mat_row(pre, row);
        for (int i = 0; i < dout.cols; i++) {
            bool first = both[2 * i] >= both[2 * i + 1];
            both[2 * i] = first ? d[i] : 0;
            both[2 * i + 1] = first ? 0 : d[i];
        }
    }
}

static void tanh_forward(struct mat out, struct mat pre)
{
    vec_tanh(out.x, pre.x, pre.rows * pre.cols);
}

/* dpre = dout · (1 − tanh²(pre)) */
static void tanh_backward(struct mat pre, struct mat dout)
{
    int count = pre.rows * pre.cols;
    vec_tanh(pre.x, pre.x, count);
    for (int i = 0; i < count; i++)
        pre.x[i] = dout.x[i] * (1 - pre.x[i] * pre.x[i]);
}

static const struct {
    int pieces;
    void (*forward)(struct mat out, struct mat pre);
    void (*backward)(struct mat pre, struct mat dout);
} kinds[READOUT_COUNT] = {
    [READOUT_MAXOUT] = {2, maxout_forward, maxout_backward},
    [READOUT_ATTENTIONAL] = {1, tanh_forward, tanh_backward},
    [READOUT_LINEAR] = {1, mat_copy, mat_copy},
};

int readout_pieces(enum readout readout)
{
    return kinds[readout].pieces;
}

void readout_apply(enum readout readout, struct mat out, struct mat pre)
{
    kinds[readout].forward(out, pre);
}

void readout_apply_backward(enum readout readout, struct mat pre, struct mat dout)
{
    kinds[readout].backward(pre, dout);
}
