#ifndef HEED_MODEL_QKV_CONFIG_H
#define HEED_MODEL_QKV_CONFIG_H

#include "layer/attention.h"

/* What is computed with a table of queries, keys and values (model/qkv.h). */
struct qkv_config {
    struct attention_config attention;
    bool random; /* W, U and v of additive scores are random: the table has none */
};

/* Nothing of it is learned: W, U and v lie in the table. */
struct qkv_weights {
    struct attention_weights attention;
};

#endif
