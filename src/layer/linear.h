#ifndef HEED_LAYER_LINEAR_H
#define HEED_LAYER_LINEAR_H

#include "math/mat.h"

/* The small layers: embeddings, linear maps, dropout. */

/* out[i] = table[tokens[i]] */
void embed_forward(struct mat out, struct mat table, const int *tokens);

/* dtable[tokens[i]] += dout[i] */
void embed_backward(struct mat dtable, struct mat dout, const int *tokens);

/* Every row of out = bias, to which products are added. */
void bias_forward(struct mat out, struct mat bias);

/* out = x wᵀ + bias (bias.x == NULL: none) */
void linear_forward(struct mat out, struct mat x, struct mat weight, struct mat bias);

/* The product of one time step: x wᵀ, by the copy of w that pass_turned() made, if it did. */
void linear_step(struct mat out, enum product mode, struct mat x, struct mat weight,
                 struct mat turned);

/* dweight += doutᵀ x;  dbias += Σ rows of dout (dbias.x == NULL: none) */
void linear_gradient(struct mat dweight, struct mat dbias, struct mat dout, struct mat x);

/* x *= mask, row by row; nothing when mask.x == NULL */
void dropout_apply(struct mat x, struct mat mask);

#endif
