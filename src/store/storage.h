#ifndef HEED_STORE_STORAGE_H
#define HEED_STORE_STORAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "pickle/value.h"
#include "store/tensor.h"

/* The tensors in a pickle of PyTorch or NumPy: a call of one of the functions that put a tensor
 * together again says which storage, from where on, in which shape, by which strides
 * (torch/_utils.py, numpy/core/src/multiarray). */

/* Bytes that the pickle refers to and a container holds beside it. */
struct storage_bytes {
    const unsigned char *data; /* or NULL: */
    struct tensor_source *source;
    size_t start;  /* of the bytes in the source */
    size_t offset; /* where it lies in the file, packed or not */
    size_t size;
    bool swapped;
};

struct storage_finder {
    /* The storage with this key, of n bytes, any bytes. 0, or -1 with a message. */
    int (*find)(struct storage_finder *finder, struct storage_bytes *out, const char *key, size_t n,
                struct err *err);
};

/* A storage as a persistent id of PyTorch names it. */
struct storage_id {
    const struct pickle_value *key; /* a text */
    enum dtype dtype;
    const char *dtype_name; /* of PyTorch: "Float", "BFloat16" */
    const char *note;
    size_t value_bytes; /* of one value */
    size_t count;       /* values of the storage */
    size_t first;       /* where a view of it begins (before 1.6 only), in values */
};

/* Reads the persistent id ("storage", class, key, location, count[, view]). 0, or -1. */
int storage_read_id(struct storage_id *out, const struct pickle_value *persistent, struct err *err);

/* What a value is once it has been put together. */
enum storage_kind {
    STORAGE_NONE,   /* no tensor */
    STORAGE_TENSOR, /* out is filled in, but for its name */
    STORAGE_BAD,    /* a tensor, but damaged: err says how */
};

/* Looks through parameters and other wrappings. Dense tensors of PyTorch, also of integers that
 * stand for numbers (quantized), and arrays of NumPy are read; sparse ones and others are no
 * tensor here. */
enum storage_kind storage_tensor(struct tensor *out, struct tensor_list *list,
                                 const struct pickle_value *value, struct storage_finder *finder,
                                 struct err *err);

/* The number in a scalar of NumPy; false for other values. */
bool storage_number(double *out, const struct pickle_value *value);

/* The class or function of a call, which PyTorch before 1.6 wraps with its source text; or NULL. */
const struct pickle_value *storage_callee(const struct pickle_value *call);

/* Whether a class or function is one that storage_tensor() knows. */
bool storage_knows(const struct pickle_value *global);

#endif
