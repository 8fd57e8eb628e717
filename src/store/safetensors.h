#ifndef HEED_STORE_SAFETENSORS_H
#define HEED_STORE_SAFETENSORS_H

#include <stddef.h>

#include "base/err.h"
#include "store/tensor.h"

/* The safetensors format (huggingface/safetensors): 8 bytes little-endian header length, a JSON
 * object {name: {dtype, shape, data_offsets}, "__metadata__": {text: text}}, then the data.
 * The file is mapped; nothing of it is trusted before it is checked. */

struct safetensors;

/* Opens a file and checks everything: header length within the file and at most 100 MB, JSON valid
 * and an object, every dtype of the format's list (so that foreign files can be listed), shapes
 * without overflow, offsets inside the data, begin <= end, size equal to dtype × shape, no two
 * tensors overlapping, no hole and no bytes left over, no name twice. NULL with one line that names
 * file, tensor, what was found and what was expected. */
struct safetensors *safetensors_open(const char *path, struct err *err);
void safetensors_close(struct safetensors *file);

/* In the order of the data in the file. find() gives NULL when there is none of that name. */
size_t safetensors_count(const struct safetensors *file);
const struct tensor *safetensors_at(const struct safetensors *file, size_t index);
const struct tensor *safetensors_find(const struct safetensors *file, const char *name);

/* A text of __metadata__, NULL when absent. */
const char *safetensors_metadata(const struct safetensors *file, const char *key);

/* How many texts there are, and their keys, sorted. */
size_t safetensors_metadata_count(const struct safetensors *file);
const char *safetensors_metadata_key(const struct safetensors *file, size_t index);

#endif
