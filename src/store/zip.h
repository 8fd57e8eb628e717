#ifndef HEED_STORE_ZIP_H
#define HEED_STORE_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/tensor.h"

/* Zip archives (APPNOTE 6.3), zip64 included, in memory: what NumPy's .npz, PyTorch's .pt and
 * Keras's .keras are. Stored entries are used where they lie, deflated ones are unpacked by zlib,
 * when asked for and a little at a time. Nothing is ever written to a file, so names lead
 * nowhere. */

struct zip_entry {
    const char *name;          /* any bytes but NUL */
    const unsigned char *data; /* in the archive: as it is, or deflated */
    size_t packed, size;       /* bytes in the archive, bytes unpacked */
    uint32_t crc;              /* of what is unpacked */
    bool deflated;
};

struct zip;

/* Reads and checks the directory: that every entry lies where it says and has the same name there,
 * no two overlap, no name is there twice, none claims to unpack to more than deflate can make of
 * it (1032 times), none is encrypted or packed by another method. NULL with one line. The bytes
 * stay the caller's and must outlive it. */
struct zip *zip_open(const unsigned char *data, size_t size, struct err *err);
void zip_close(struct zip *zip);

/* In the order of the data. find() gives NULL when there is none of that name. */
size_t zip_count(const struct zip *zip);
const struct zip_entry *zip_at(const struct zip *zip, size_t index);
const struct zip_entry *zip_find(const struct zip *zip, const char *name);

/* What a deflated entry (assert) unpacks to, as a source for tensors. Going forward costs nothing;
 * going back starts again from the beginning, or, up to 32 MB, unpacks the whole once and keeps
 * it. Of all sources of an archive the last four that were read hold memory. The checksum is
 * compared whenever the end is reached. Free it with source->free(source), before the archive is
 * closed. */
struct tensor_source *zip_source(struct zip *zip, const struct zip_entry *entry);

/* The first n bytes, or all of an entry that is shorter, at *bytes: where they lie, or in *memory,
 * which the caller frees (NULL otherwise). The count, or -1. */
ptrdiff_t zip_start(struct zip *zip, const struct zip_entry *entry, size_t n,
                    const unsigned char **bytes, unsigned char **memory, struct err *err);

#endif
