#ifndef HEED_MODEL_CONFIG_H
#define HEED_MODEL_CONFIG_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "text/token.h"

/* What an encoder-decoder is made of. The names in the tables of config.c are those of the model
 * file, of the options of `heed train` and of the screens. */

enum { LAYERS_MAX = 4 };

enum cell_kind {
    CELL_RNN,  /* tanh (Elman 1990) */
    CELL_GRU,  /* Cho et al. 2014, in PyTorch's form */
    CELL_LSTM, /* Hochreiter & Schmidhuber 1997, with forget gates (Gers et al. 2000) */
};
enum init { INIT_LAST, INIT_TANH }; /* s(0): the last encoder state; tanh(W h⃖(1) + b) */
enum score {
    SCORE_NONE,       /* one fixed context, the last state (Cho et al. 2014) */
    SCORE_DOT,        /* s·h (Luong et al. 2015, eq. 8) */
    SCORE_SCALED_DOT, /* s·h / √d (Vaswani et al. 2017, eq. 1) */
    SCORE_GENERAL,    /* s·W h (Luong et al. 2015, eq. 8) */
    SCORE_ADDITIVE,   /* v·tanh(W s + U h) (Bahdanau et al. 2015, appendix A.1.2) */
};
enum query {
    QUERY_PREVIOUS, /* s(t−1) asks for c(t) (Bahdanau et al. 2015) */
    QUERY_CURRENT,  /* s(t) asks for c(t) (Luong et al. 2015) */
};
enum window {
    WINDOW_GLOBAL,  /* every source position */
    WINDOW_LOCAL_M, /* those within D of position t (Luong et al. 2015, section 3.2) */
    WINDOW_LOCAL_P, /* within D of a predicted p(t), under a Gaussian (the same, eq. 9 and 10) */
};
enum feed {
    FEED_INPUT,         /* c(t) enters the cell beside the embedding (Bahdanau et al. 2015) */
    FEED_OUTPUT,        /* c(t) enters the readout only */
    FEED_INPUT_FEEDING, /* the readout of step t − 1 enters the cell (Luong et al. 2015, 3.3) */
};
enum readout {
    READOUT_MAXOUT,      /* Goodfellow et al. 2013, as in Bahdanau et al. 2015, A.2.2 */
    READOUT_ATTENTIONAL, /* tanh(W [c(t); s(t)] + b) (Luong et al. 2015, eq. 5) */
    READOUT_LINEAR,      /* W [c(t); s(t)] + b */
};

struct config {
    enum cell_kind cell;
    enum init init;
    enum score score;
    enum query query;
    enum window window;
    enum feed feed;
    enum readout readout;
    enum unit source_unit, target_unit;
    int layers;         /* of the encoder and of the decoder */
    int directions;     /* of the encoder */
    int window_width;   /* D: a local window reaches from p − D to p + D */
    int embed;          /* size of an embedding, both sides */
    int encoder_hidden; /* per direction */
    int decoder_hidden;
    int attention_hidden; /* of the tanh in additive scores and in the predicted position */
    int readout_hidden;
    int source_vocab, target_vocab; /* tokens, specials included */
    bool table; /* attention alone, on queries, keys and values that were given (model/qkv.h): no
                   encoder, no decoder; in no file */
};

/* The default architecture, that of eng-fra-additive: the largest that stays below 8 MB in F16 with
 * its vocabularies. Vocabulary sizes are 0. */
struct config config_default(void);

/* Entries of one encoder state h(j): directions × encoder_hidden. */
int config_state(const struct config *config);

/* Entries of a key under a score: what the query is compared with. */
int config_key(const struct config *config, enum score score);

/* Numbers per unit that the cell sums up: 1, 3 (r, z, n) or 4 (i, f, g, o). */
int config_gates(const struct config *config);

/* Entries of the decoder cell's input: the embedding and what is fed beside it. */
int config_input(const struct config *config);

/* Rows of the readout before its function: twice readout_hidden for maxout. */
int config_pre(const struct config *config);

/* 0, or -1 with the reason: sizes out of range, parts that do not fit together. */
int config_check(const struct config *config, struct err *err);

/* One field, as option or JSON key: "embed", "score" ... */
struct field {
    const char *name;
    size_t offset;
    const char *const *words; /* NULL: a whole number; else the names of an enum, NULL-ended */
    const char *help;         /* with its source, for --help */
};
extern const struct field config_fields[]; /* ended by a NULL name */

/* Sets a field from text. -1 with what would be allowed. */
int config_set(struct config *config, const char *name, const char *value, struct err *err);

/* A field as text, in a static table or in `buffer`. */
const char *config_get(const struct config *config, const struct field *field, char *buffer,
                       size_t size);

/* {"cell": "gru", "embed": 128, ...} and back; unknown keys and wrong types are refused by name. */
void config_write(const struct config *config, struct str *out);
int config_read(struct config *config, const char *json, struct err *err);

/* "BiGRU 96+96 · GRU 192 · additive", for title lines. */
void config_describe(const struct config *config, struct str *out);

#endif
