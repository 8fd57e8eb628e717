#ifndef HEED_LAYER_SCORE_H
#define HEED_LAYER_SCORE_H

#include <stdbool.h>

#include "math/mat.h"

/* How well a query fits a key. A score function is a row of score_kinds[] and a name in
 * score_names[]. 0 is "none": no score is computed, and the context is one fixed vector. It has no
 * name here, because nobody outside a family should compare with it: score_attends() is asked. */

enum score {
    SCORE_DOT = 1,    /* s·h (Luong et al. 2015, eq. 8) */
    SCORE_SCALED_DOT, /* s·h / √d (Vaswani et al. 2017, eq. 1) */
    SCORE_GENERAL,    /* s·W h (Luong et al. 2015, eq. 8) */
    SCORE_ADDITIVE,   /* v·tanh(W s + U h) (Bahdanau et al. 2015, appendix A.1.2) */
    SCORE_LOCATION,   /* entry j of W s, whatever h(j) is (Luong et al. 2015, "location") */
    SCORE_COUNT
};

/* A query and the keys that it is compared with, both projected where the score does so. */
struct score_row {
    const real *query; /* [K] */
    struct mat keys;   /* [n × K] one key for each position */
    int places;        /* entries of the query, of a score of places */
    const real *v;     /* [K], or NULL */
    real scale;        /* of a dot product */
};

/* Where the gradients are added. */
struct score_gradient {
    real *query;     /* [K] */
    struct mat keys; /* [n × K] */
    real *v;         /* [K], or NULL */
};

struct score_kind {
    const char *formula; /* of {q} and {k}, the query and the key after their projections, and the
                            position {c} */
    const char *query;   /* the name of the query's learned projection, "W"; NULL: it has none */
    const char *key;     /* the name of the key's projection, "U"; NULL: it has none */
    bool has_v;          /* it learns v, as long as a projected query and key are */
    bool scaled;         /* divides by √d */
    bool places;         /* knows no keys: entry j of the projected query is the score of place j,
                            and there are as many places as the query's projection has rows */
    /* e(j) of every key of the row: scores [n] */
    void (*forward)(const struct score_row *row, real *scores);
    /* From dscores [n]; what is 0 costs nothing. */
    void (*backward)(const struct score_row *row, const struct score_gradient *gradient,
                     const real *dscores);
};
extern const struct score_kind score_kinds[SCORE_COUNT];

/* Their names in model files, options and interventions, ended by NULL. */
extern const char *const score_names[SCORE_COUNT + 1];

/* Whether queries are compared with keys at all: false where the context is one fixed vector. */
bool score_attends(enum score score);

/* Whether places are scored, not keys. */
bool score_places(enum score score);

/* Whether queries and keys are multiplied as they are, so that they must be of one size. */
bool score_is_dot(enum score score);

/* Entries of a projected key: of a query of `query` entries and a hidden layer of `hidden`. */
int score_key(enum score score, int query, int hidden);

#endif
