#ifndef HEED_STORE_SAFETENSORS_H
#define HEED_STORE_SAFETENSORS_H

#include <stddef.h>

#include "base/err.h"

/* The safetensors format (huggingface/safetensors): 8 bytes little-endian header length, a JSON
 * object {name: {dtype, shape, data_offsets}, "__metadata__": {text: text}}, then the data.
 * The file is mapped; nothing of it is trusted before it is checked. */

enum dtype { DTYPE_F32, DTYPE_F16, DTYPE_BF16, DTYPE_OTHER };
enum { TENSOR_RANK_MAX = 8 };

struct tensor {
    const char *name; /* owned by the file */
    enum dtype dtype;
    const char *dtype_name; /* as written in the file: F32, I64, ... */
    int rank;
    size_t shape[TENSOR_RANK_MAX];
    size_t count;              /* product of the shape; 1 for rank 0 */
    const unsigned char *data; /* inside the mapping, little-endian */
    size_t bytes;
};

struct safetensors;

/* Opens and checks everything: header length within the file and at most 100 MB, JSON valid and an
 * object, every dtype known (the full list of the format, so that foreign files can be listed),
 * shapes without overflow, offsets inside the data, begin <= end, size equal to dtype × shape, no
 * two tensors overlapping, no hole and no bytes left over, no name twice. NULL with one line that
 * names file, tensor, what was found and what was expected. */
struct safetensors *safetensors_open(const char *path, struct err *err);
void safetensors_close(struct safetensors *file);

/* In the order of the data in the file. find() gives NULL when there is none of that name. */
size_t safetensors_count(const struct safetensors *file);
const struct tensor *safetensors_at(const struct safetensors *file, size_t index);
const struct tensor *safetensors_find(const struct safetensors *file, const char *name);

/* A text of __metadata__, NULL when absent; the keys are sorted. */
const char *safetensors_metadata(const struct safetensors *file, const char *key);
size_t safetensors_metadata_count(const struct safetensors *file);
const char *safetensors_metadata_key(const struct safetensors *file, size_t index);

/* Copies a tensor to float, widening F16 and BF16; out has tensor->count items. Only for the three
 * float types (assert). Handles unaligned data. */
void tensor_read(float *out, const struct tensor *tensor);

/* The values in place when the dtype is F32 and the address is aligned for it; else NULL. */
const float *tensor_in_place(const struct tensor *tensor);

/* What to write: values as float, stored as dtype (F16 rounds to nearest even, overflow becomes
 * infinity). */
struct tensor_out {
    const char *name;
    enum dtype dtype;
    int rank;
    size_t shape[TENSOR_RANK_MAX];
    const float *values;
};
struct metadata_out {
    const char *key, *value;
};

/* Writes to a temporary name, flushes, renames. The header is padded with spaces so that the data
 * starts at a multiple of 64. Tensors are written in the given order; their names, and the keys of
 * the metadata, differ and are UTF-8 (assert). 0, or -1 with the old file untouched. */
int safetensors_write(const char *path, const struct tensor_out *tensors, size_t count,
                      const struct metadata_out *metadata, size_t metadata_count, struct err *err);

#endif
