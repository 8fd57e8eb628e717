#ifndef HEED_MODEL_SEQ2SEQ_WEIGHTS_H
#define HEED_MODEL_SEQ2SEQ_WEIGHTS_H

#include "model/seq2seq_config.h"

/* The weights of an encoder-decoder: views of one flat array (model/weights.h); a part that the
 * configuration lacks has x == NULL. Names and shapes follow PyTorch's state_dict. */
struct seq2seq_weights {
    struct mat source_embedding;                /* [source vocab × embed] */
    struct cell_weights encoder[LAYERS_MAX][2]; /* forward, backward */
    struct mat init[LAYERS_MAX];                /* [decoder × what seq2seq_init_reads() says] */
    struct mat init_bias[LAYERS_MAX];           /* [1 × decoder] */
    struct attention_weights attention;
    struct mat target_embedding;             /* [target vocab × embed] */
    struct cell_weights decoder[LAYERS_MAX]; /* of the first: input = [embedding; fed] */
    struct mat combine,
        combine_bias;             /* C [embed × (embed + state)] of FEED_COMBINED; [1 × embed] */
    struct mat readout_state;     /* U_o [pre × decoder] */
    struct mat readout_embedding; /* V_o [pre × embed]; only `maxout` */
    struct mat readout_context;   /* C_o [pre × state] */
    struct mat readout_bias;      /* [1 × pre] */
    struct mat output;            /* W_o [target vocab × readout] */
    struct mat output_bias;       /* [1 × target vocab] */
};

struct binder;
struct config;
struct weights;

/* Fills in weights->seq2seq. */
void seq2seq_bind(struct weights *weights, struct binder *binder, const struct config *config);

#endif
