#ifndef HEED_INSPECT_EXCERPT_H
#define HEED_INSPECT_EXCERPT_H

#include "store/tensors.h"

/* A part of a tensor, as Python writes it: "decoder.rnn.weight_hh_l0[3,:,10:20]". */

struct excerpt_axis {
    size_t start, count, step; /* step at least 1 */
    bool single;               /* one index was asked for: the axis is gone */
};

/* It is seen as a matrix: the last axis that is left gives the columns, those before it together
 * the rows. A vector is folded into rows of FOLD values, unless it is short. */
struct excerpt {
    const struct tensor *tensor;
    struct excerpt_axis axis[TENSOR_RANK_MAX];
    size_t rows, columns;
    size_t count; /* values: less than rows × columns when the last row of a vector is short */
    bool folded;  /* a vector: value i stands in row i / columns */
    int row_axes; /* axes that make up the rows, the last of which is `row_axis` */
    int row_axis, column_axis; /* of the tensor; −1: none is left */
};

enum { EXCERPT_FOLD = 32 };

/* All of a tensor. */
struct excerpt excerpt_whole(const struct tensor *tensor);

/* Indices start .. start + count - 1 of one axis, all of the others. */
struct excerpt excerpt_part(const struct tensor *tensor, int axis, size_t start, size_t count);

/* Reads "NAME" or "NAME[INDEX,...]", where an index is 3, -1, : or 10:20:2, and those that are left
 * out at the end are ":". 0, or -1 with what would be possible. */
int excerpt_parse(struct excerpt *slice, const struct tensors *file, const char *text,
                  struct err *err);

/* The numbers of a row, excerpt_row_count() of them: 0, or -1 when the file is damaged. */
int excerpt_row(double *out, const struct excerpt *slice, size_t row, struct err *err);
size_t excerpt_row_count(const struct excerpt *slice, size_t row);

/* The number of a cell in the order of the whole tensor. */
size_t excerpt_number(const struct excerpt *slice, size_t row, size_t column);

/* The place in the tensor of a cell, as indices from 0: "[3,0,17]". */
void excerpt_place(const struct excerpt *slice, size_t row, size_t column, struct str *out);

/* The same of the value with this number in the order of the whole tensor. */
void excerpt_tensor_place(const struct tensor *tensor, size_t number, struct str *out);

/* "[3,:,10:20]"; nothing for a whole tensor. */
void excerpt_write(const struct excerpt *slice, struct str *out);

/* "80 × 64", "scalar". */
void excerpt_shape(const struct tensor *tensor, struct str *out);

#endif
