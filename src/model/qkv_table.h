#ifndef HEED_MODEL_QKV_TABLE_H
#define HEED_MODEL_QKV_TABLE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "math/mat.h"

/* Queries, keys and values from a file.
 *
 * The file is CSV; the first field of a row says what the row is, and the rest are its numbers:
 *
 *   # a remark; blank rows count for nothing
 *   query,1,0.5      one row for each query
 *   key,1,0          one row for each key: as many numbers as every other key has
 *   value,3,4,5      one row for each value, in the order of the keys; none: every key is its
 *                    own value
 *   length,2         only the first 2 keys are valid, the others are masked; without it, all are
 *   sentence         here begins the next sentence of the batch, at most QKV_SENTENCES
 *   W,1,0            a row of W of additive scores v·tanh(W q + U k), as long as a query
 *   U,0,1            a row of U, as long as a key
 *   v,1,1            v, with as many numbers as W and U have rows
 *
 * Dot products need queries as long as keys. Without W, U and v additive scores have random
 * ones: QKV_HIDDEN rows, uniform up to ±1/√n, seed 1. */

enum {
    QKV_SENTENCES = 4,
    QKV_ROWS = 512,     /* queries, or keys, of a sentence */
    QKV_COLUMNS = 1024, /* numbers in a row */
    QKV_HIDDEN = 8,
};

struct qkv {
    int sentences;              /* B */
    int steps, length;          /* T and J: the most queries and keys that a sentence has */
    int counts[QKV_SENTENCES];  /* queries of each sentence */
    int keys_of[QKV_SENTENCES]; /* keys of each */
    int lengths[QKV_SENTENCES]; /* valid ones of each */
    struct mat queries;         /* [T·B × Q], zero beyond a sentence's own, as in every batch */
    struct mat keys;            /* [J·B × K] */
    struct mat values;          /* [J·B × V] */
    struct mat w, u, v;         /* [A × Q], [A × K], [1 × A] */
    bool random;                /* these are */
    struct arena arena;         /* all of it */
};

/* Reads a table. NULL with "file:line: what is wrong; what is expected". */
struct qkv *qkv_open(const char *path, struct err *err);

/* The same from n bytes of text. */
struct qkv *qkv_read(const char *path, const char *text, size_t n, struct err *err);
void qkv_free(struct qkv *table);

#endif
