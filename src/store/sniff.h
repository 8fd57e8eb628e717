#ifndef HEED_STORE_SNIFF_H
#define HEED_STORE_SNIFF_H

#include <stddef.h>

#include "base/err.h"

/* What a file is, by its first bytes (and its last, where only those tell). */
enum store_format {
    STORE_SAFETENSORS,
    STORE_NPY,
    STORE_ZIP, /* of NumPy, PyTorch or Keras, or another: the directory tells */
    STORE_GGUF,
    STORE_HDF5,
    STORE_TORCH_LEGACY,
    STORE_PICKLE,
    STORE_JSON, /* perhaps an index of several files */
    STORE_LFS,  /* from here on what heed does not read */
    STORE_GGML,
    STORE_ONNX,
    STORE_SAVED_MODEL,
    STORE_TF_CHECKPOINT,
    STORE_TFLITE,
    STORE_MATLAB,
    STORE_FASTTEXT,
    STORE_MXNET,
    STORE_GZIP,
    STORE_BZIP2,
    STORE_XZ,
    STORE_ZSTD,
    STORE_7ZIP,
    STORE_RAR,
    STORE_TAR,
    STORE_HTML,
    STORE_TEXT,
    STORE_EMPTY,
    STORE_UNKNOWN,
    STORE_COUNT,
};

enum store_format sniff_format(const unsigned char *data, size_t size);

/* For a person: "safetensors", "GGUF", "a page of the web". */
const char *sniff_name(enum store_format format);

/* Says what a file is that heed does not read, and what to do about it; returns -1. */
int sniff_refuse(enum store_format format, const unsigned char *data, size_t size, struct err *err);

#endif
