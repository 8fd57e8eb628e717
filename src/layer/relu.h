#ifndef HEED_LAYER_RELU_H
#define HEED_LAYER_RELU_H

#include "math/mat.h"

/* max(x, 0), of every number. */

void relu_forward(struct mat x);

/* dout becomes the gradient of x: 0 where the output was. */
void relu_backward(struct mat dout, struct mat out);

#endif
