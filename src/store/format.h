#ifndef HEED_STORE_FORMAT_H
#define HEED_STORE_FORMAT_H

#include <stddef.h>

#include "base/err.h"

/* What a file is, by its first bytes (and its last, where only those tell). */
enum format {
    FORMAT_SAFETENSORS,
    FORMAT_NPY,
    FORMAT_ZIP, /* of NumPy, PyTorch or Keras, or another: the directory tells */
    FORMAT_GGUF,
    FORMAT_HDF5,
    FORMAT_TORCH_LEGACY,
    FORMAT_PICKLE,
    FORMAT_JSON, /* perhaps an index of several files */
    FORMAT_LFS,  /* from here on what heed does not read */
    FORMAT_GGML,
    FORMAT_ONNX,
    FORMAT_SAVED_MODEL,
    FORMAT_TF_CHECKPOINT,
    FORMAT_TFLITE,
    FORMAT_MATLAB,
    FORMAT_FASTTEXT,
    FORMAT_MXNET,
    FORMAT_GZIP,
    FORMAT_BZIP2,
    FORMAT_XZ,
    FORMAT_ZSTD,
    FORMAT_7ZIP,
    FORMAT_RAR,
    FORMAT_TAR,
    FORMAT_HTML,
    FORMAT_TEXT,
    FORMAT_EMPTY,
    FORMAT_UNKNOWN,
    FORMAT_COUNT,
};

enum format format_find(const unsigned char *data, size_t size);

/* For a person: "safetensors", "GGUF", "a page of the web". */
const char *format_name(enum format format);

/* Says what a file is that heed does not read, and what to do about it; returns -1. */
int format_refuse(enum format format, const unsigned char *data, size_t size, struct err *err);

#endif
