#ifndef HEED_LAYER_BINDER_H
#define HEED_LAYER_BINDER_H

#include <stddef.h>

#include "math/mat.h"

/* The weights of a model lie one after the other in a flat array. Binding goes through them in
 * their order, gives each a name and a shape, and makes a view of it. */

/* Where the values of a tensor start from in training. */
enum start {
    START_UNIFORM,   /* uniform(−1/√n, 1/√n), n the fan-in */
    START_XAVIER,    /* uniform(−a, a), a = √(6 / (rows + cols)) (Glorot and Bengio 2010) */
    START_EMBEDDING, /* a table of word vectors: normal(0, 1), <pad> zero */
    START_CONSTANT,  /* all the same */
};

/* One named tensor in the flat array. */
struct weight {
    char name[48];
    int rank; /* 1: a vector of `cols`; 2: rows × cols */
    int rows, cols;
    enum start start;
    int fan;       /* of START_UNIFORM */
    real constant; /* of START_CONSTANT */
    size_t offset; /* in numbers from the start */
};

enum { WEIGHTS_MAX = 80 };

struct weight_list {
    struct weight list[WEIGHTS_MAX];
    int count;
    size_t size; /* numbers in the flat array, each tensor padded to a multiple of 16 */
};

struct binder {
    struct weight_list *list;
    real *flat; /* NULL: only the layout is wanted */
};

/* The next tensor of the layout. `fan` is the fan-in that its starting values are drawn by. */
struct mat binder_matrix(struct binder *binder, const char *name, int rows, int cols, int fan);
struct mat binder_vector(struct binder *binder, const char *name, int cols, int fan);
struct mat binder_xavier(struct binder *binder, const char *name, int rows, int cols);
struct mat binder_embedding(struct binder *binder, const char *name, int rows, int cols);

/* A vector whose numbers all start as `value`: the scale of a layer norm as 1. */
struct mat binder_constant(struct binder *binder, const char *name, int cols, real value);

#endif
