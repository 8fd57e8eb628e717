#ifndef HEED_MODEL_SEQ2SEQ_CONFIG_H
#define HEED_MODEL_SEQ2SEQ_CONFIG_H

#include "layer/attention.h"
#include "layer/readout.h"
#include "layer/recurrent.h"

/* What an encoder-decoder is made of, apart from its vocabularies. */

enum init {
    INIT_LAST,      /* s(0) is the last encoder state */
    INIT_TANH,      /* s(0) = tanh(W h⃖(1) + b) */
    INIT_TANH_LAST, /* s(0) = tanh(W [last encoder state] + b) */
    INIT_COUNT
};
enum query {
    QUERY_PREVIOUS, /* s(t−1) asks for c(t) (Bahdanau et al. 2015) */
    QUERY_CURRENT,  /* s(t) asks for c(t) (Luong et al. 2015) */
    QUERY_WORD,     /* [Emb(y(t−1)); s(t−1)] asks for c(t) (PyTorch's tutorial) */
    QUERY_COUNT
};
enum feed {
    FEED_INPUT,         /* c(t) enters the cell beside the embedding (Bahdanau et al. 2015) */
    FEED_OUTPUT,        /* c(t) enters the readout only */
    FEED_INPUT_FEEDING, /* the readout of step t − 1 enters the cell (Luong et al. 2015, 3.3) */
    FEED_FIRST,         /* no step has a context: s(0) is all that the decoder is told of the
                           source (Sutskever et al. 2014) */
    FEED_COMBINED,      /* ReLU(C [Emb(y(t−1)); c(t)] + b) enters the cell in the place of the
                           embedding (PyTorch's tutorial) */
    FEED_COUNT
};

/* The score of a model without attention: its context is always the last encoder state (Cho et al.
 * 2014). */
#define SCORE_NONE ((enum score)0)

struct seq2seq_config {
    struct attention_config attention; /* its score may be SCORE_NONE */
    enum cell_kind cell;
    enum init init;
    enum query query;
    enum feed feed;
    enum readout readout;
    int layers;         /* of the encoder and of the decoder */
    int directions;     /* of the encoder */
    int embed;          /* size of an embedding, both sides */
    int encoder_hidden; /* per direction */
    int decoder_hidden;
    int readout_hidden;
};

/* Entries of one encoder state h(j): directions × encoder_hidden. */
int seq2seq_state(const struct seq2seq_config *config);

/* The entries of the last encoder state that the map of s(0) reads: `*first` is the first, and how
 * many follow is returned. Not with INIT_LAST, which has no map. */
int seq2seq_init_reads(const struct seq2seq_config *config, int *first);

/* Entries of what asks: a decoder state, or the word and the state. */
int seq2seq_query(const struct seq2seq_config *config);

/* Entries of the decoder cell's input: the embedding and what is fed beside it. */
int seq2seq_input(const struct seq2seq_config *config);

/* Whether a step of the decoder has a context c(t). */
bool seq2seq_has_context(const struct seq2seq_config *config);

/* Rows of the readout before its function: twice readout_hidden for maxout. */
int seq2seq_pre(const struct seq2seq_config *config);

#endif
