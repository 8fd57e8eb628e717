#ifndef HEED_STORE_SAFETENSORS_WRITE_H
#define HEED_STORE_SAFETENSORS_WRITE_H

#include "store/safetensors.h"

/* What to write: floats, stored as dtype, which is not DTYPE_OTHER. The 16-bit types round as
 * math/half.h says. */
struct tensor_out {
    const char *name;
    enum dtype dtype;
    int rank;
    size_t shape[TENSOR_RANK_MAX];
    const float *values; /* as many as the shape says */
};

struct metadata_out {
    const char *key, *value;
};

/* Writes to a temporary name, flushes, renames. The header is padded with spaces so that the data
 * starts at a multiple of 64. Tensors are written in the given order. No two have the same name, no
 * two metadata the same key, and all of them are UTF-8 (assert). 0, or -1 with the reason and the
 * old file untouched. */
int safetensors_write(const char *path, const struct tensor_out *tensors, size_t count,
                      const struct metadata_out *metadata, size_t metadata_count, struct err *err);

#endif
