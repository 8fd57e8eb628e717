#ifndef HEED_INSPECT_GATES_H
#define HEED_INSPECT_GATES_H

#include "store/tensors.h"

/* The matrices of a recurrent layer hold those of several gates one after the other. PyTorch puts
 * them among the rows: r, z, n for a GRU and i, f, g, o for an LSTM. Keras puts them among the
 * columns: z, r, h for a GRU and i, f, c, o for an LSTM. Marian puts r and z of a GRU among the
 * columns, and what is new into matrices of its own. */

enum { GATES_MAX = 4 };

struct gates {
    int count;                    /* 0: it is no such matrix, or one of a plain RNN */
    int axis;                     /* of the tensor, along which they lie */
    size_t size;                  /* of one gate: H */
    const char *names[GATES_MAX]; /* "r", "z", "n" */
    const char *words[GATES_MAX]; /* "reset", "update", "new" */
    const char *cell;             /* "GRU", "LSTM" */
    const char *part; /* what it is multiplied with: "the input", "the state before", "1 (bias)" */
    bool backward;    /* it reads the sentence from its end */
    int layer;        /* from 0; −1: the name does not say */
};

/* By its name, its shape and the shapes of its neighbours in the file. */
struct gates gates_of(const struct tensors *file, const struct tensor *tensor);

#endif
