#ifndef HEED_MODEL_CONFIG_H
#define HEED_MODEL_CONFIG_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "text/token.h"

/* What an encoder-decoder is made of. The names in the tables of config.c are those of the model
 * file, of the options of `heed train` and of the screens. */

enum cell_kind { CELL_GRU };        /* Cho et al. 2014, in PyTorch's form */
enum init { INIT_LAST, INIT_TANH }; /* s(0): the last encoder state; tanh(W h⃖(1) + b) */
enum score {
    SCORE_NONE,       /* one fixed context, the last state (Cho et al. 2014) */
    SCORE_DOT,        /* s·h (Luong et al. 2015, eq. 8) */
    SCORE_SCALED_DOT, /* s·h / √d (Vaswani et al. 2017, eq. 1) */
    SCORE_ADDITIVE,   /* v·tanh(W s + U h) (Bahdanau et al. 2015, appendix A.1.2) */
};
enum query { QUERY_PREVIOUS };   /* s(t−1) asks for c(t) (Bahdanau et al. 2015) */
enum window { WINDOW_GLOBAL };   /* every source position */
enum feed { FEED_INPUT };        /* c(t) enters the cell beside the embedding */
enum readout { READOUT_MAXOUT }; /* Goodfellow et al. 2013, as in Bahdanau's appendix A.2.2 */

struct config {
    enum cell_kind cell;
    enum init init;
    enum score score;
    enum query query;
    enum window window;
    enum feed feed;
    enum readout readout;
    enum unit source_unit, target_unit;
    int layers, directions;
    int embed;          /* size of an embedding, both sides */
    int encoder_hidden; /* per direction */
    int decoder_hidden;
    int attention_hidden;           /* only `additive` uses it */
    int readout_hidden;             /* after the maxout; twice that before */
    int source_vocab, target_vocab; /* tokens, specials included */
};

/* The default architecture, that of eng-fra-additive: the largest that stays below 8 MB in F16 with
 * its vocabularies. Vocabulary sizes are 0. */
struct config config_default(void);

/* Entries of one encoder state h(j): directions × encoder_hidden. */
int config_state(const struct config *config);

/* Entries of a key: what the score compares the query with. */
int config_key(const struct config *config);

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
