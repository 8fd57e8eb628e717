#ifndef HEED_STORE_NPY_H
#define HEED_STORE_NPY_H

#include <stddef.h>

#include "base/err.h"
#include "store/tensor.h"
#include "store/zip.h"

/* NumPy's .npy (format versions 1 to 3: a magic, a Python dict as text, the values) and .npz (a
 * zip of them, stored or deflated). Both byte orders and both array orders are read. Text, dates,
 * complex numbers and records are listed; an array of Python objects is a pickle and is listed as
 * that. */

/* A .npy; its tensor has the name "array". 0, or -1 with one line. The bytes must outlive the
 * list. */
int npy_read(struct tensor_list *out, const unsigned char *data, size_t size, struct err *err);

/* An .npz; the tensors have the names of the entries without ".npy", and other entries are skipped.
 * The archive must outlive the list. */
int npy_read_archive(struct tensor_list *out, struct zip *zip, struct err *err);

/* What NumPy writes for a type, such as "<f4": the dtype (DTYPE_OTHER: not a number that heed
 * reads), the bytes of one value (0: unknown), whether it is big-endian. False when `descr` is
 * none. */
bool npy_dtype(const char *descr, enum dtype *dtype, size_t *bytes, bool *swapped);

#endif
