#ifndef HEED_MODEL_RUN_H
#define HEED_MODEL_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "math/mat.h"
#include "model/config.h"
#include "model/control.h"
#include "model/weights.h"

/* One run of an encoder-decoder over a batch: everything it computes, in one struct. Training, file
 * translation and the tutor fill in the same struct by the same functions; they differ only
 * in how much they keep. Everything is time-major: row t·B + b belongs to sentence b at time t. */

enum keep {
    KEEP_STEP,     /* only the current decoder step: translating files */
    KEEP_BACKWARD, /* all steps, what the backward passes need */
    KEEP_ALL,      /* all steps and every intermediate, nothing overwritten: what can be shown */
};

/* A matrix [rows × cols] per decoder step. When not all steps are kept, they take turns. */
struct steps {
    real *x;
    int rows, cols, kept;
};

static inline struct mat steps_at(struct steps s, int t)
{
    return mat_of(s.x + (long)(t % s.kept) * s.rows * s.cols, s.rows, s.cols);
}

/* Steps first to first + count − 1 as one matrix; they must all be kept. */
static inline struct mat steps_range(struct steps s, int first, int count)
{
    return mat_of(s.x + (long)(first % s.kept) * s.rows * s.cols, count * s.rows, s.cols);
}

/* Dropout of a training step: which numbers are dropped depends on seed, step, sentence and
 * position only, not on how a batch is divided among threads. */
struct dropout {
    real p; /* 0: none */
    uint64_t seed, step;
    const long *sentences; /* [B] number of each sentence within the whole batch */
};

struct encoder_run {
    int length;                     /* J, the longest sentence of the batch */
    const int *tokens;              /* [J·B], <pad> beyond a sentence's end; the caller's */
    const int *lengths;             /* [B], from 1 to J; the caller's */
    unsigned char *alive;           /* [J·B] 1 where there is a word */
    struct mat embedded, dropped;   /* [J·B × embed] x(j); the dropout mask or x == NULL */
    struct mat input[2], hidden[2]; /* [J·B × 3H] the two sums of every gate, per direction */
    struct mat gates[2];            /* [J·B × 3H] r, z, n */
    struct mat states;              /* [J·B × D·H] h(j) = [forward; backward], zero at padding */
    struct mat last; /* [B × D·H] forward state of the last word, backward of the first */
};

struct decoder_run {
    int capacity;          /* T, steps there is room for */
    int *fed;              /* [T·B] y(t−1) of every step */
    struct steps embedded; /* [B × embed] Emb(y(t−1)) */
    struct steps dropped;  /* its dropout mask, or x == NULL */
    struct steps input;    /* [B × 3H] W [Emb(y(t−1)); c(t)] + b */
    struct steps hidden;   /* [B × 3H] V s(t−1) + c */
    struct steps gates;    /* [B × 3H] r, z, n */
    struct steps states;   /* [B × H] entry t is s(t−1), entry t + 1 is s(t); entry 0 is s(0) */
    struct steps query;    /* [B × A] W s(t−1); only `additive` */
    struct steps scores;   /* [B × J] e(t,j) before the mask */
    struct steps masked;   /* [B × J] after the mask and the temperature; only with KEEP_ALL */
    struct steps weights;  /* [B × J] α(t,j), exactly 0 where masked */
    struct steps context;  /* [B × D·H] c(t) */
    struct steps pre;      /* [B × 2R] readout before the maxout */
    struct steps readout;  /* [B × R] */
    struct steps readout_dropped;
    struct steps logits;        /* [B × V] */
    struct steps probabilities; /* [B × V] */
};

struct run {
    const struct config *config;
    const struct weights *weights;
    const struct control *control; /* NULL: nothing is changed */
    struct arena *arena;           /* owns every array of the run */
    enum keep keep;
    struct dropout dropout;
    real smoothing;        /* of the labels, in the loss */
    int size;              /* B, sentences in the batch */
    unsigned char *masked; /* [B × J] 1: this position does not take part in the softmax */
    struct mat keys; /* [J·B × A] U h(j) for `additive`, the states themselves for dot scores */
    struct encoder_run encoder;
    struct decoder_run decoder;
};

/* A matrix from the run's arena, not initialised. */
struct mat run_mat(struct run *run, int rows, int cols);
struct mat run_zero(struct run *run, int rows, int cols);

/* The dropout mask for `cols` numbers of each of the B sentences at times first to first + count − 1,
 * as a matrix of count·B rows; layer tells the masks of one step apart. */
void run_dropout(const struct run *run, struct mat out, int first, int layer);

#endif
