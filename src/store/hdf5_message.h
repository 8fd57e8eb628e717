#ifndef HEED_STORE_HDF5_MESSAGE_H
#define HEED_STORE_HDF5_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/tensor.h"

/* Types, shapes, filters and attributes of HDF5, as messages of an object header say them. For
 * hdf5.c and hdf5_chunks.c. */

#define HDF5_UNDEFINED UINT64_MAX /* an address that is none */

struct hdf5_bytes {
    const unsigned char *data;
    size_t size;
};

/* The n bytes at an address, or NULL with a message that says what was sought there. */
const unsigned char *hdf5_bytes_at(const struct hdf5_bytes *file, uint64_t address, uint64_t n,
                                   const char *what, struct err *err);

/* A message of an object header; data is NULL for one that is not there. */
struct hdf5_message {
    const unsigned char *data;
    size_t size;
};

enum hdf5_class { HDF5_NUMBER, HDF5_TEXT, HDF5_TEXT_ELSEWHERE, HDF5_OTHER };

struct hdf5_type {
    enum hdf5_class class;
    enum dtype dtype;
    const char *name; /* "float32", "big-endian int64", "compound" */
    size_t bytes;     /* of one value; of a text elsewhere: of what says where */
    bool swapped;
};

/* What is said when a message ends too early. */
extern const char *const hdf5_message_short;

/* Datatype message. 0, or -1. */
int hdf5_type_read(struct hdf5_type *out, const unsigned char *data, size_t size, struct err *err);

/* Dataspace message: rank and shape of the tensor. 0, or -1. */
int hdf5_message_space(struct tensor *out, const unsigned char *data, size_t size, struct err *err);

/* What a chunk went through when it was written, in this order. */
enum { HDF5_DEFLATE = 1, HDF5_SHUFFLE = 2, HDF5_FLETCHER = 3, HDF5_FILTERS_MAX = 8 };

struct hdf5_filter {
    unsigned id;
    size_t value_bytes; /* that HDF5_SHUFFLE takes apart */
};

struct hdf5_filters {
    struct hdf5_filter list[HDF5_FILTERS_MAX];
    size_t count;
};

/* Filter pipeline message. *unknown is set to the number of a filter that is none of the three, and
 * left alone otherwise. 0, or -1. */
int hdf5_filters_read(struct hdf5_filters *out, struct hdf5_message message, unsigned *unknown,
                      struct err *err);

/* An attribute message: texts and numbers become a fact "PATH/NAME"; of a list the first items and
 * the count. Other attributes, and damaged ones, are passed over: they say nothing about the
 * tensors. */
void hdf5_message_note(struct tensor_list *out, const struct hdf5_bytes *file, const char *path,
                       struct hdf5_message message);

#endif
