#ifndef HEED_LAYER_ATTENTION_H
#define HEED_LAYER_ATTENTION_H

#include "layer/binder.h"
#include "layer/pass.h"
#include "layer/score.h"

/* Attention of one query per step and sentence over the positions of the sentence. What asks and
 * what is asked are the caller's: decoder states and encoder states, or rows of a table.
 *
 *   e(t,j) = score of query and key (layer/score.h)
 *   α(t,·) = softmax of e(t,·) over the positions that are not masked
 *   c(t)   = Σ_j α(t,j) v(j)                     Bahdanau et al. 2015, eq. 5 and 6
 *
 * A local window (Luong et al. 2015, section 3.2; positions from 1, S words) leaves only the
 * positions with |j − p(t)| <= D:
 *
 *   local_m     p(t) = min(t, S)
 *   local_p     p(t) = S · σ(v_p·tanh(W_p s)), and α(t,j) is the softmax times
 *               exp(−(j − p(t))² / (2 σ²)) with σ = D/2, so that a row no longer sums to 1 */

struct attention_config {
    enum score score;
    enum window window;
    int width;  /* D of a local window */
    int hidden; /* of the tanh in additive scores and in the predicted position; the places of
                   SCORE_LOCATION */
};

/* Views; a part that the configuration lacks has x == NULL. */
struct attention_weights {
    struct mat query;      /* W [hidden × query]; only `additive` and `location` */
    struct mat key;        /* U [hidden × source], or W [query × source] of `general` */
    struct mat v;          /* [1 × hidden] */
    struct mat position;   /* W_p [hidden × query] of local_p */
    struct mat position_v; /* v_p [1 × hidden] */
};

/* The tensors attention.query.weight and so on, for queries of `query` entries and keys made of
 * `source` entries. */
void attention_bind(struct binder *binder, struct attention_weights *weights,
                    const struct attention_config *config, int query, int source);

/* What attention works with: the model's own parts, or what a control puts in their place. B: the
 * size of the pass. */
struct attention_run {
    /* the caller's, before attention_start() */
    const struct attention_config *config;
    const struct attention_weights *own; /* the model's own parameters */
    int query_size;                      /* entries of a query before it is projected */
    int first;          /* what asks at step t is number t + first of the states that can ask */
    int length;         /* J, the positions of the longest sentence */
    const int *lengths; /* [B] words of each */
    struct mat source;  /* [J·B × S] what keys are made of */
    struct mat values;  /* [J·B × V] what is summed up */
    int dropout;        /* the number of the weights' dropout mask in a training step */

    /* for the whole run */
    enum score score;
    enum window window;
    struct mat query, key, v; /* the projections in force; x == NULL: none */
    struct mat turned;        /* `query` once more, as pass_turned() gives it */
    struct mat no_key;        /* [1 × hidden] zeros, of a predicted position */
    real scale;               /* of a dot product */
    real width;               /* D of the window */
    struct mat keys;          /* [J·B × K] projected keys, or `source` itself */
    unsigned char *mask;      /* [B × J] 1: this position takes part at no step */

    /* at each step; x == NULL: not computed */
    struct steps projected; /* [B × A] W s; only where queries are projected */
    struct steps scores;    /* [B × J] e(t,j) before the mask */
    struct steps masked;    /* [B × J] as the softmax sees them; only to show, or with a control */
    unsigned char *excluded;      /* [T·B × J] 1: no part in the softmax of this step; NULL: the
                                     same as `mask` at every step */
    struct steps position;        /* [B × A] W_p s, of local_p */
    struct steps center;          /* [B × 1] p(t) from 1, of local windows */
    struct steps aligned;         /* [B × J] the softmax, before Gaussian or control change it */
    struct steps weights;         /* [B × J] α(t,j), exactly 0 where masked */
    struct steps weights_dropped; /* their dropout mask */
    struct steps context;         /* [B × V] c(t) */
    struct steps other_scores;    /* [B × J] asked by the other state, for showing */
    struct steps other_weights;   /* [B × J] */
};

/* Projects the keys, decides which positions are masked. */
void attention_start(const struct pass *pass, struct attention_run *attention);

/* How many positions of sentence b the mask leaves: its words; or the places that a model with a
 * score of places has learned, words or not. There the values of empty places are 0 and have weight
 * all the same, and what a longer sentence has beyond them takes no part. */
int attention_reach(const struct attention_run *attention, int b);

/* Room for `kept` steps of everything that attention fills in. */
void attention_room(const struct pass *pass, struct attention_run *attention, int kept);

/* Step t, asked by `query` [B × query]: fills in scores, weights, context and what leads to
 * them. */
void attention_step(const struct pass *pass, struct attention_run *attention, int t,
                    struct mat query);

/* Step t, when the control wants it: scores and weights of another query. */
void attention_other(const struct pass *pass, struct attention_run *attention, int t,
                     struct mat query);

/* Contexts of step t that the control puts in place of those computed. */
void attention_change_context(const struct pass *pass, struct attention_run *attention, int t);

/* 1 where position j takes no part in the softmax of step t, sentence b: [J]. */
const unsigned char *attention_excluded(const struct pass *pass,
                                        const struct attention_run *attention, int t, int b);

#endif
