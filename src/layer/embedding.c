#include "layer/embedding.h"

#include <string.h>

#include "math/vec.h"

void embedding_forward(struct mat out, struct mat table, const int *tokens)
{
    for (int i = 0; i < out.rows; i++)
        memcpy(mat_row(out, i), mat_row(table, tokens[i]), (size_t)out.cols * sizeof(real));
}

void embedding_backward(struct mat dtable, struct mat dout, const int *tokens)
{
    for (int i = 0; i < dout.rows; i++)
        vec_add(mat_row(dtable, tokens[i]), mat_row(dout, i), dout.cols);
}
