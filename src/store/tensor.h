#ifndef HEED_STORE_TENSOR_H
#define HEED_STORE_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/dtype.h"
#include "store/quant.h"

/* A tensor of a file of any format, and the list of them that a reader makes. */

enum { TENSOR_RANK_MAX = 8 };

struct tensor {
    const char
        *name; /* as in the file: any bytes but NUL; tensor_show_name() makes it fit to show */
    enum dtype dtype;
    const char *dtype_name; /* as the file calls it: "F32", "<f4", "Float", "Q4_K", ... */
    int rank;
    size_t shape[TENSOR_RANK_MAX]; /* row-major in every format: the last one varies fastest */
    size_t count;                  /* product of the shape; 1 for rank 0 */
    size_t bytes;                  /* what its values take, unpacked */
    size_t offset;    /* where its first byte lies in its file; packed: where that lies */
    int part;         /* which file of several it lies in, from 0 */
    const char *note; /* what a person should know about it, or NULL */

    /* How to get at the values. Nobody but tensor.c and the readers needs the rest. */
    const unsigned char *data;    /* its first byte in memory, or NULL: `source` gives the bytes */
    struct tensor_source *source; /* owned by the list */
    size_t start;                 /* of its first byte in what the source gives */
    bool swapped;                 /* big-endian */
    bool strided;                 /* the values do not lie one after another: use `stride` */
    size_t stride[TENSOR_RANK_MAX]; /* from one value to the next along each axis, in values */
};

/* Bytes that do not lie in memory as they are: packed, or in chunks. */
struct tensor_source {
    /* Bytes from .. from + n - 1 of what is unpacked. 0, or -1. */
    int (*read)(struct tensor_source *source, unsigned char *out, size_t from, size_t n,
                struct err *err);
    void (*free)(struct tensor_source *source);
};

/* ---- values ---- */

/* Values first .. first + count - 1, in row-major order of the shape (assert: within
 * tensor->count, and not DTYPE_OTHER). 0, or -1 when packed data is damaged. For data in memory it
 * never fails and may run in several threads at once; a source is for one thread at a time, and is
 * fast when it is read forward. A whole tensor may be larger than memory: read it piece by
 * piece. */
int tensor_floats(float *out, const struct tensor *tensor, size_t first, size_t count,
                  struct err *err);
int tensor_doubles(double *out, const struct tensor *tensor, size_t first, size_t count,
                   struct err *err);

/* Block `number`, from 0, of a quantized tensor (assert: one of its blocks): what its values are
 * made of. 0, or -1. */
int tensor_block(struct quant_block *block, const struct tensor *tensor, size_t number,
                 struct err *err);

/* All of a tensor as floats: out [tensor->count]. For data in memory one after another, as that of
 * safetensors is (assert), so that it cannot fail. */
void tensor_read(float *out, const struct tensor *tensor);

/* ---- names ---- */

/* Appends the name as utf8_escape() writes it: whoever shows a name takes this one. */
void tensor_show_name(struct str *out, const char *name);

/* That the values of a tensor of DTYPE_OTHER cannot be read, and why; returns -1. */
int tensor_err_values(struct err *err, const struct tensor *tensor);

/* Puts `tensor "NAME": ` before the message, the name escaped and not too long; returns -1. */
int tensor_err(struct err *err, const char *name);

/* A name or another text of a file for a message, without quotes: escaped, at most about 60
 * columns. To be freed. */
char *tensor_shown(const char *text, size_t n);

/* ---- what readers use ---- */

/* Fills in count and bytes, and checks what can be checked without the data: that the values can be
 * counted and fill whole blocks. 0, or -1. */
int tensor_measure(struct tensor *tensor, struct err *err);

/* Checks that the strides stay within `values` values from tensor->data or start on, and sets
 * `strided` unless they only say that the values lie one after another. A view that shows values
 * more than once may not show more than 2^24: nothing else would hold its size down. 0, or -1. */
int tensor_check_view(struct tensor *tensor, uint64_t values, struct err *err);

struct fact {
    const char *key, *text;
};

/* What a reader finds in a file. All zero is empty. */
struct tensor_list {
    const unsigned char *base; /* the file in memory: what offsets count from */
    size_t size;
    struct tensor *list;
    size_t count, capacity;
    struct fact *facts; /* what is said about the file as a whole, as texts */
    size_t fact_count, fact_capacity;
    const char *words; /* of its vocabulary, escaped, a line each; NULL: it has none */
    struct tensor_source **sources;
    size_t source_count, source_capacity;
    struct arena texts;
};

void tensor_list_free(struct tensor_list *list);

/* Copies the tensor, not the texts that it points to. The offset of one whose data lies in the file
 * is filled in. */
void tensor_list_add(struct tensor_list *list, const struct tensor *tensor);

/* A copy of n bytes that lives as long as the list. */
const char *tensor_list_text(struct tensor_list *list, const char *text, size_t n);
const char *tensor_list_format(struct tensor_list *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Notes a fact; both texts are copied. A long text is cut with "...", and beyond 10 000 facts no
 * more are kept. */
enum { FACT_BYTES_MAX = 1 << 20, FACTS_MAX = 10000 };
void tensor_list_fact(struct tensor_list *list, const char *key, const char *text, size_t n);

/* The list frees it from now on. */
void tensor_list_own(struct tensor_list *list, struct tensor_source *source);

#endif
