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
    real p;           /* on embeddings, between layers and on the readout; 0: none */
    real attention_p; /* on the attention weights */
    uint64_t seed, step;
    const long *sentences; /* [B] number of each sentence within the whole batch */
};

/* One layer of the encoder. */
struct encoder_layer {
    struct mat in, dropped; /* [J·B × in] what it reads; its dropout mask or x == NULL */
    struct mat input[2];    /* [J·B × G·H] W x + b of every gate, per direction */
    struct mat hidden[2];   /* [J·B × G·H] V h + c */
    struct mat gates[2];    /* [J·B × G·H] */
    struct mat states;      /* [J·B × D·H] h(j) = [forward; backward], zero at padding */
    struct mat memory;      /* [J·B × D·H] C(j) of an lstm; else x == NULL */
    struct mat last;        /* [B × D·H] forward state of the last word, backward of the first */
    struct mat last_memory; /* [B × D·H] likewise */
};

struct encoder_run {
    int length;           /* J, the longest sentence of the batch */
    const int *tokens;    /* [J·B], <pad> beyond a sentence's end; the caller's */
    const int *lengths;   /* [B], from 1 to J; the caller's */
    unsigned char *alive; /* [J·B] 1 where there is a word */
    struct encoder_layer layer[LAYERS_MAX];
    struct mat embedded; /* [J·B × embed] x(j), what the first layer reads */
    struct mat states;   /* those of the last layer: what attention sees */
    struct mat last;
    struct mat
        dembedded; /* [J·B × embed] after run_backward(): the gradient of `embedded`, at every
                             position its own, which the gradient of the weights adds up by word */
};

/* What the attention of a run works with: the model's own parts, or what a control puts in their
 * place. */
struct attention_run {
    const struct attention_config *config;
    const struct attention_weights *weights;
    bool current;   /* s(t) asks, not s(t−1) */
    int query_size; /* entries of a query before it is projected */
    enum score score;
    enum window window;
    struct mat query, key, v; /* the projections in force; x == NULL: none */
    struct mat source;        /* [J·B × S] what keys are made of: h(j), or keys that were given */
    struct mat values;        /* [J·B × V] what is summed up: h(j), or values that were given */
    real scale;               /* of a dot product */
    real width;               /* D of the window */
    struct mat keys;          /* [J·B × K] projected keys, or `source` itself */
    unsigned char *masked;    /* [B × J] 1: this position takes part at no step */
    unsigned char *untouched; /* [B × J] all 0 */
};

/* One layer of the decoder. */
struct decoder_layer {
    struct steps in, dropped; /* [B × in] the state below after dropout; only with dropout */
    struct steps input;       /* [B × G·H] W x + b; x of the first layer = [Emb(y(t−1)); fed] */
    struct steps hidden;      /* [B × G·H] V s(t−1) + c */
    struct steps gates;       /* [B × G·H] */
    struct steps states; /* [B × H] entry t is s(t−1), entry t + 1 is s(t); entry 0 is s(0) */
    struct steps memory; /* [B × H] the same of an lstm's memory */
};

/* What every step of the decoder multiplies with, as run_turned() gives it. */
struct turned {
    struct mat hidden[LAYERS_MAX]; /* [H × G·H] */
    struct mat input[LAYERS_MAX]; /* [in × G·H]; of the first layer the part beside the embedding */
    struct mat query;             /* [decoder × A] */
};

struct decoder_run {
    int capacity;          /* T, steps there is room for */
    int *fed;              /* [T·B] y(t−1) of every step */
    struct steps embedded; /* [B × embed] Emb(y(t−1)) */
    struct steps dropped;  /* its dropout mask, or x == NULL */
    struct decoder_layer layer[LAYERS_MAX];
    struct steps states;          /* those of the last layer: what asks, and what is read out */
    struct steps query;           /* [B × A] W s; only `additive` */
    struct steps scores;          /* [B × J] e(t,j) before the mask */
    struct steps masked;          /* [B × J] after mask and temperature; only with KEEP_ALL */
    unsigned char *excluded;      /* [T·B × J] 1: no part in the softmax of this step; NULL: the
                                     same as attention.masked at every step */
    struct steps position;        /* [B × A] W_p s, of local_p */
    struct steps center;          /* [B × 1] p(t) from 1, of local windows */
    struct steps aligned;         /* [B × J] the softmax, before Gaussian or control change it */
    struct steps weights;         /* [B × J] α(t,j), exactly 0 where masked */
    struct steps weights_dropped; /* their dropout mask, or x == NULL */
    struct steps context;         /* [B × D·H] c(t) */
    struct steps pre;             /* [B × P] readout before its function */
    struct steps readout;         /* [B × R] */
    struct steps readout_dropped;
    struct steps logits;                      /* [B × V] */
    struct steps probabilities;               /* [B × V]; only with KEEP_ALL */
    struct steps other_scores, other_weights; /* [B × J] asked by the other state, for showing */
};

struct run {
    const struct seq2seq_config *config;
    const struct seq2seq_weights *weights;
    const struct control *control; /* NULL: nothing is changed */
    struct arena *arena;           /* owns every array of the run */
    enum keep keep;
    struct dropout dropout;
    real smoothing; /* of the labels, in the loss */
    int size;       /* B, sentences in the batch */
    struct encoder_run encoder;
    struct attention_run attention;
    struct turned turned;
    struct decoder_run decoder;
};

/* The dropout masks of one training step, told apart. */
enum {
    DROPOUT_SOURCE,
    DROPOUT_TARGET,
    DROPOUT_READOUT,
    DROPOUT_ATTENTION,
    DROPOUT_ENCODER,                                /* + layer */
    DROPOUT_DECODER = DROPOUT_ENCODER + LAYERS_MAX, /* + layer */
};

/* A matrix from the run's arena, not initialised. */
struct mat run_mat(struct run *run, int rows, int cols);
struct mat run_zero(struct run *run, int rows, int cols);

/* The transpose of a weight that every time step of a batch is multiplied with, so that rows of the
 * product lie in rows of it (math/direct.h); x == NULL where that does not pay. */
struct mat run_turned(struct run *run, struct mat weight);

/* Room for `kept` steps of [B × cols]. */
struct steps run_steps(struct run *run, int cols, int kept);

/* The dropout mask with probability p for `cols` numbers of each of the B sentences at times first to
 * first + count − 1, as a matrix of count·B rows. */
void run_dropout(const struct run *run, struct mat out, real p, int first, int which);

#endif
