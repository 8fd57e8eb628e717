#ifndef HEED_MODEL_QKV_H
#define HEED_MODEL_QKV_H

#include "model/model.h"
#include "model/qkv_table.h"

/* Attention alone, as one computes it on paper: the queries, keys and values of a table through the
 * same attention as in every model, without encoder and decoder. */

/* Of "dot", "scaled_dot" or "additive" the score; −1 of anything else. */
int qkv_score(const char *name);

/* 0, or -1 with the reason: whether this score can be computed. dot, scaled_dot, additive. */
int qkv_check(const struct qkv *table, enum score score, struct err *err);

/* A model that is nothing but this table under a score; its words are k1, k2 ... and q1, q2 ... It
 * owns the table. */
struct model *qkv_model(struct qkv *table, const char *name, enum score score);

/* The table of such a model; NULL of any other. */
struct qkv *qkv_of(const struct model *model);

struct qkv_run {
    struct pass pass;
    struct attention_run attention;
    struct steps queries; /* [B × Q] q(t) */
};

/* Runs attention for every query, and keeps everything. The control, or NULL, may change numbers of
 * the table. What is computed lies in the arena. */
void qkv_run(struct qkv_run *run, const struct model *model, const struct control *control,
             struct arena *arena);

#endif
