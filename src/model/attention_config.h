#ifndef HEED_MODEL_ATTENTION_CONFIG_H
#define HEED_MODEL_ATTENTION_CONFIG_H

#include <stdbool.h>

#include "math/mat.h"

/* What attention over the positions of a sentence is made of, in whatever family it stands. */

enum score {
    SCORE_NONE,       /* one fixed context, the last state (Cho et al. 2014) */
    SCORE_DOT,        /* s·h (Luong et al. 2015, eq. 8) */
    SCORE_SCALED_DOT, /* s·h / √d (Vaswani et al. 2017, eq. 1) */
    SCORE_GENERAL,    /* s·W h (Luong et al. 2015, eq. 8) */
    SCORE_ADDITIVE,   /* v·tanh(W s + U h) (Bahdanau et al. 2015, appendix A.1.2) */
    SCORE_COUNT
};
enum window {
    WINDOW_GLOBAL,  /* every source position */
    WINDOW_LOCAL_M, /* those within D of position t (Luong et al. 2015, section 3.2) */
    WINDOW_LOCAL_P, /* within D of a predicted p(t), under a Gaussian (the same, eq. 9 and 10) */
    WINDOW_COUNT
};

/* Their names in model files, options and interventions; ended by NULL. */
extern const char *const score_names[SCORE_COUNT + 1];
extern const char *const window_names[WINDOW_COUNT + 1];

struct attention_config {
    enum score score;
    enum window window;
    int width;  /* D: a local window reaches from p − D to p + D */
    int hidden; /* of the tanh in additive scores and in the predicted position */
};

/* Views; a part that the configuration lacks has x == NULL. */
struct attention_weights {
    struct mat query;                /* W [hidden × query]; only `additive` */
    struct mat key;                  /* U [hidden × state], or W [query × state] of `general` */
    struct mat v;                    /* [1 × hidden] */
    struct mat position, position_v; /* W_p [hidden × query], v_p [1 × hidden] of local_p */
};

/* Whether queries are compared with keys at all: false where the context is one fixed vector. */
bool score_attends(enum score score);

/* Whether queries and keys are multiplied as they are, so that they must be of one size. */
bool score_is_dot(enum score score);

/* Entries of a key under a score, what the query is compared with: of a query of `query` entries. */
int score_key(enum score score, int query, int hidden);

#endif
