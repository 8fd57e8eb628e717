#ifndef HEED_STORE_HDF5_CHUNKS_H
#define HEED_STORE_HDF5_CHUNKS_H

#include <stddef.h>

#include "base/err.h"
#include "store/hdf5_message.h"
#include "store/tensor.h"

/* Datasets of HDF5: where the values lie, in one piece or in chunks, and how they are packed. For
 * hdf5.c, which finds the messages. */

/* The messages of a dataset; data is NULL for those that it does not have. */
struct hdf5_dataset {
    struct hdf5_message type, space, layout, filters, fill;
};

/* Fills in all of a tensor but its name. What heed cannot read becomes DTYPE_OTHER with a note.
 * `cache` is one for all datasets of a file: hdf5_chunks_cache(). 0, or -1. */
struct hdf5_cache;
int hdf5_dataset_read(struct tensor *out, struct tensor_list *list, const struct hdf5_bytes *file,
                      const struct hdf5_dataset *dataset, struct hdf5_cache *cache,
                      struct err *err);

/* Lets one dataset at a time keep unpacked chunks, at most 32 MB. Owned by the list. */
struct hdf5_cache *hdf5_chunks_cache(struct tensor_list *list);

#endif
