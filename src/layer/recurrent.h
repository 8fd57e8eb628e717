#ifndef HEED_LAYER_RECURRENT_H
#define HEED_LAYER_RECURRENT_H

#include "layer/cell.h"
#include "layer/pass.h"

/* Recurrent layers over the positions of a batch of sentences, in one or two directions (Schuster &
 * Paliwal 1997); each layer reads the states of the one below. The backward direction runs from the
 * last word of each sentence; padding is never read. */

enum { LAYERS_MAX = 4 };

struct recurrent_config {
    enum cell_kind cell;
    int layers, directions;
    int hidden; /* H, per direction */
    /* The numbers of the dropout masks: dropout_first of what the first layer reads,
     * dropout_between + l of what layer l > 0 reads. */
    int dropout_first, dropout_between;
};

/* One layer; D directions. */
struct recurrent_layer {
    struct mat in, dropped; /* [J·B × in] what it reads; its dropout mask or x == NULL */
    struct mat input[2];    /* [J·B × G·H] W x + b of every gate, per direction */
    struct mat hidden[2];   /* [J·B × G·H] V h + c */
    struct mat gates[2];    /* [J·B × G·H] */
    struct mat states;      /* [J·B × D·H] h(j) = [forward; backward], zero at padding */
    struct mat memory;      /* [J·B × D·H] C(j) of an lstm; else x == NULL */
    struct mat last;        /* [B × D·H] forward state of the last word, backward of the first */
    struct mat last_memory; /* [B × D·H] likewise */
};

struct recurrent_run {
    struct recurrent_config config;
    const struct cell_weights (*weights)[2]; /* [layers] forward, backward */
    int length;                              /* J, the longest sentence of the batch */
    const int *lengths;                      /* [B], from 1 to J; the caller's */
    unsigned char *alive;                    /* [J·B] 1 where there is a word */
    struct recurrent_layer layer[LAYERS_MAX];
};

/* in [J·B × in]: what the first layer reads, changed by dropout while training. Fills in `run`. */
void recurrent_forward(const struct pass *pass, struct recurrent_run *run,
                       const struct recurrent_config *config,
                       const struct cell_weights (*weights)[2], struct mat in, int length,
                       const int *lengths);

/* What comes back to the states. */
struct recurrent_gradient {
    struct mat states;                                    /* [J·B × D·H] of the last layer */
    struct mat last[LAYERS_MAX], last_memory[LAYERS_MAX]; /* [B × D·H] of each layer */
};

/* All zero. */
void recurrent_gradient_start(const struct pass *pass, const struct recurrent_run *run,
                              struct recurrent_gradient *sums);

/* Changes `sums` on the way; adds to the gradients of the weights, laid out like those. Returns the
 * gradient of what the first layer read [J·B × in]. */
struct mat recurrent_backward(const struct pass *pass, const struct recurrent_run *run,
                              struct cell_weights (*gradient)[2], struct recurrent_gradient *sums);

#endif
