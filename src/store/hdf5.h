#ifndef HEED_STORE_HDF5_H
#define HEED_STORE_HDF5_H

#include <stddef.h>

#include "base/err.h"
#include "store/tensor.h"

/* HDF5, as far as Keras and h5py use it unless told otherwise (HDF5 File Format Specification
 * 3.0): superblocks 0 to 3, object headers 1 and 2, groups as B-trees or as links within their
 * header, datasets of numbers that lie in one piece, in the header, or in chunks under a B-tree,
 * with the filters deflate, shuffle and Fletcher-32. A dataset of anything else is listed with a
 * note, a group in a fractal heap is refused. Names are the paths, "gru/gru_cell/kernel:0";
 * attributes that are texts or numbers become facts.
 *
 * This is not libhdf5 on purpose. The library trusts its files: of version 1.10.8 a file of 49
 * bytes takes 4 GB of memory, and two of 6000 files with a changed byte crash it.
 *
 * 0, or -1 with one line. The bytes must outlive the list. */
int hdf5_read(struct tensor_list *out, const unsigned char *data, size_t size, struct err *err);

#endif
