#ifndef HEED_LAYER_LINEAR_H
#define HEED_LAYER_LINEAR_H

#include "math/mat.h"

/* Linear maps. */

/* Every row of out = bias, to which products are added. */
void linear_bias(struct mat out, struct mat bias);

/* out = x wᵀ + bias (bias.x == NULL: none) */
void linear_forward(struct mat out, struct mat x, struct mat weight, struct mat bias);

/* The product of one time step: x wᵀ, by the copy of w that pass_turned() made, if it did. */
void linear_step(struct mat out, enum product mode, struct mat x, struct mat weight,
                 struct mat turned);

/* dweight += doutᵀ x;  dbias += Σ rows of dout (dbias.x == NULL: none) */
void linear_gradient(struct mat dweight, struct mat dbias, struct mat dout, struct mat x);

#endif
