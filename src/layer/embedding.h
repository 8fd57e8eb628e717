#ifndef HEED_LAYER_EMBEDDING_H
#define HEED_LAYER_EMBEDDING_H

#include "math/mat.h"

/* A row of a table for every token. */

/* out[i] = table[tokens[i]] */
void embedding_forward(struct mat out, struct mat table, const int *tokens);

/* dtable[tokens[i]] += dout[i] */
void embedding_backward(struct mat dtable, struct mat dout, const int *tokens);

#endif
