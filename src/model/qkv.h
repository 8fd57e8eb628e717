#ifndef HEED_MODEL_QKV_H
#define HEED_MODEL_QKV_H

#include <stdbool.h>

#include "model/model.h"
#include "model/seq2seq.h"

/* Attention alone, as one computes it on paper: queries, keys and values from a file, through the same
 * attention as in every model, without encoder and decoder.
 *
 * The file is CSV; the first field of a row says what the row is, and the rest are its numbers:
 *
 *   # a remark; blank rows count for nothing
 *   query,1,0.5      one row for each query
 *   key,1,0          one row for each key: as many numbers as every other key has
 *   value,3,4,5      one row for each value, in the order of the keys; none at all: every key is its
 *                    own value
 *   length,2         only the first 2 keys are valid, the others are masked; without it, all are
 *   sentence         here begins the next sentence of the batch, at most QKV_SENTENCES
 *   W,1,0            a row of W of additive scores v·tanh(W q + U k), as long as a query
 *   U,0,1            a row of U, as long as a key
 *   v,1,1            v, with as many numbers as W and U have rows
 *
 * Dot products need queries as long as keys. Without W, U and v additive scores have random ones:
 * QKV_HIDDEN rows, uniform up to ±1/√n, seed 1. */

enum {
    QKV_SENTENCES = 4,
    QKV_ROWS = 512,     /* queries, or keys, of a sentence */
    QKV_COLUMNS = 1024, /* numbers in a row */
    QKV_HIDDEN = 8,
    QKV_WINDOW = 2, /* D of a local window that does not say */
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

/* Of "dot", "scaled_dot" or "additive" the score; −1 of anything else. */
int qkv_score(const char *name);

/* 0, or -1 with the reason: whether this score can be computed. dot, scaled_dot, additive. */
int qkv_check(const struct qkv *table, enum score score, struct err *err);

/* A model that is nothing but this table under a score; its words are k1, k2 ... and q1, q2 ... It owns
 * the table. */
struct model *qkv_model(struct qkv *table, const char *name, enum score score);

/* The table of such a model; NULL of any other. */
struct qkv *qkv_of(const struct model *model);

/* Runs attention for every query; the run then holds what it would hold after decoding, apart from
 * what an encoder and a decoder compute. setup->control may change numbers of the table. */
void qkv_run(struct run *run, const struct run_setup *setup, const struct qkv *table);

#endif
