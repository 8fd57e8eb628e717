#ifndef HEED_STORE_TENSORS_H
#define HEED_STORE_TENSORS_H

#include <stddef.h>

#include "base/err.h"
#include "store/tensor.h"

/* A file of tensors, whatever its format. Its first bytes say what it is, not its name. */

struct tensors;

/* Opens safetensors, .npy, .npz, PyTorch (zip, legacy, TorchScript), a pickle of arrays, GGUF,
 * Keras (.h5, .keras); an index of several files (model.safetensors.index.json) or a folder with
 * one of those. Everything but the values is read and checked; the file is mapped, so that its
 * size does not matter, and what is packed is unpacked when it is asked for.
 *
 * The file may come from a stranger: nothing in it is executed, no size in it is believed. NULL
 * with one line: the file, where in it, what is wrong; for what heed does not read what it is and
 * what to do (a Git LFS pointer, an archive, ONNX, TensorFlow, a web page, ...). */
struct tensors *tensors_open(const char *path, struct err *err);
void tensors_close(struct tensors *file);

/* Tensors that are in no file, as one: takes the list over and empties it. `path` and `format` (a
 * text that lives on) are what is said of it. */
struct tensors *tensors_made(struct tensor_list *list, const char *path, const char *format);

/* What it is, for a person: "safetensors", "PyTorch", "GGUF", "safetensors in 3 files". */
const char *tensors_format(const struct tensors *file);

/* The tensors in the order of the file; tensor.h reads their values. find() gives NULL when there
 * is none of that name. A name can be there twice in PyTorch's files, where "a.b" and "a" with "b"
 * in it look alike; then find() gives one of them. */
size_t tensors_count(const struct tensors *file);
const struct tensor *tensors_at(const struct tensors *file, size_t index);
const struct tensor *tensors_find(const struct tensors *file, const char *name);

/* What the file says besides: metadata, settings, classes. Texts of any bytes but NUL. */
size_t tensors_fact_count(const struct tensors *file);
const struct fact *tensors_fact(const struct tensors *file, size_t index);

/* The words of the rows of its embeddings as the file itself has them, escaped, a line each; NULL:
 * it has none. */
const char *tensors_words(const struct tensors *file);

/* Where tensor->part lies; part 0 of a single file is its own path. And how many parts there
 * are. */
const char *tensors_part(const struct tensors *file, int part);
size_t tensors_part_count(const struct tensors *file);

#endif
