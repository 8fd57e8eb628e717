#ifndef HEED_STORE_GGUF_H
#define HEED_STORE_GGUF_H

#include <stddef.h>

#include "base/err.h"
#include "store/tensor.h"

/* GGUF, versions 2 and 3, little-endian (docs/gguf.md of ggml-org/ggml): facts, then the tensors'
 * names, shapes, types and places, then the data. ggml keeps the fastest axis first; shapes are
 * turned round here. Facts become texts; of a list the first items and the count.
 *
 * Checks that every length, type, offset and size is possible and inside the file, offsets are
 * aligned, no two tensors overlap, no name is there twice. 0, or -1 with one line. The bytes must
 * outlive the list. */
int gguf_read(struct tensor_list *out, const unsigned char *data, size_t size, struct err *err);

#endif
