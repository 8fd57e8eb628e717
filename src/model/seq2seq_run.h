#ifndef HEED_MODEL_SEQ2SEQ_RUN_H
#define HEED_MODEL_SEQ2SEQ_RUN_H

#include "layer/attention.h"
#include "layer/recurrent.h"
#include "model/seq2seq_weights.h"

/* One run of an encoder-decoder over a batch: everything it computes, in one struct. Training, file
 * translation and the tutor fill in the same struct by the same functions; they differ only
 * in how much they keep. Everything is time-major: row t·B + b belongs to sentence b at time t. */

struct encoder_run {
    int length;           /* J, the longest sentence of the batch */
    const int *tokens;    /* [J·B], <pad> beyond a sentence's end; the caller's */
    const int *lengths;   /* [B], from 1 to J; the caller's */
    struct mat embedded;  /* [J·B × embed] x(j), what the first layer reads */
    struct mat dembedded; /* [J·B × embed] the gradient of `embedded`, after seq2seq_backward() */
    struct recurrent_run recurrent;
    struct mat states; /* [J·B × D·H] those of the last layer: what attention sees */
    struct mat last;   /* [B × D·H] likewise */
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

struct decoder_run {
    int capacity;          /* T, steps there is room for */
    int *fed;              /* [T·B] y(t−1) of every step */
    struct steps embedded; /* [B × embed] Emb(y(t−1)) */
    struct steps dropped;  /* its dropout mask, or x == NULL */
    struct steps queries;  /* [B × (embed + H)] [Emb(y(t−1)); s(t−1)] of QUERY_WORD */
    struct steps combined; /* [B × embed] what enters the cell with FEED_COMBINED */
    struct decoder_layer layer[LAYERS_MAX];
    struct steps states;  /* those of the last layer: what asks, and what is read out */
    struct steps pre;     /* [B × P] readout before its function */
    struct steps readout; /* [B × R] */
    struct steps readout_dropped;
    struct steps logits;        /* [B × V] */
    struct steps probabilities; /* [B × V]; only with KEEP_ALL */
};

/* What every step of the decoder multiplies with, as pass_turned() gives it. */
struct decoder_turned {
    struct mat hidden[LAYERS_MAX]; /* [H × G·H] */
    struct mat combine;            /* [state × embed] of FEED_COMBINED */
    struct mat input[LAYERS_MAX]; /* [in × G·H]; of the first layer the part beside the embedding */
};

struct seq2seq_run {
    struct pass pass;
    const struct seq2seq_config *config;
    const struct seq2seq_weights *weights;
    real smoothing;     /* of the labels, in the loss */
    bool keep_looks;    /* greedy decoding keeps its attention */
    bool allow_unknown; /* decoding may write <unk> */
    struct encoder_run encoder;
    struct attention_run attention; /* its source and values are the encoder's states */
    struct decoder_turned turned;
    struct decoder_run decoder;
    struct seq2seq_run *next; /* of an ensemble: the run of the next model (decode/ensemble.h) */
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

#endif
