#ifndef HEED_STORE_TORCH_H
#define HEED_STORE_TORCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "store/tensor.h"
#include "store/zip.h"

/* What torch.save() writes, and plain pickles: state_dicts, dicts of them, whole modules, single
 * tensors. Nothing in them is executed: pickle/pickle.h. 0, or -1 with one line; the bytes (the
 * archive) must outlive the list. */

/* Since PyTorch 1.6: a zip of a pickle, data.pkl, and a file for each storage. TorchScript too. */
int torch_read_zip(struct tensor_list *out, struct zip *zip, struct err *err);

/* Whether the archive has a data.pkl. */
bool torch_is_zip(const struct zip *zip);

/* Before 1.6, and today on request: five pickles one after another, then the storages. */
int torch_read_legacy(struct tensor_list *out, const unsigned char *data, size_t size,
                      struct err *err);

/* Whether the bytes begin with the first of the five. */
bool torch_is_legacy(const unsigned char *data, size_t size);

/* A pickle of arrays of NumPy. */
int torch_read_pickle(struct tensor_list *out, const unsigned char *data, size_t size,
                      struct err *err);

#endif
