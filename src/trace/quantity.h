#ifndef HEED_TRACE_QUANTITY_H
#define HEED_TRACE_QUANTITY_H

#include <stdbool.h>

#include "model/config.h"

/* A quantity is anything that a run computes and a person may look at. One table lists them;
 * stage screens, the flow, the cell view, exports, lessons and tests all find their numbers
 * through it. A new part of a model adds rows here, not screens. */

enum stage {
    STAGE_ENCODE,
    STAGE_SCORE,
    STAGE_MASK,
    STAGE_SOFTMAX,
    STAGE_CONTEXT,
    STAGE_DECODE,
    STAGE_WORD,
    STAGE_COUNT
};

/* What rows or columns of a quantity are. */
enum axis {
    AXIS_SOURCE, /* source positions, labelled with words */
    AXIS_TARGET, /* decoder steps, labelled with the word produced (and the word fed) */
    AXIS_ONE,    /* a single row */
    AXIS_UNIT,   /* numbered units of a layer */
    AXIS_VOCAB,  /* words of the target vocabulary */
};

/* Decides scale and ramp. */
enum kind {
    KIND_SIGNED,      /* any number, zero in the middle: states, embeddings, sums */
    KIND_SCORE,       /* any number, compared along its row */
    KIND_PROBABILITY, /* 0 to 1, a row sums to 1 */
    KIND_GATE,        /* 0 to 1 */
};

/* Which of the constant colors it has; see view. */
enum concept {
    CONCEPT_STATE,
    CONCEPT_SCORE,
    CONCEPT_WEIGHT,
    CONCEPT_CONTEXT,
    CONCEPT_QUERY,
    CONCEPT_WORD,
    CONCEPT_EMBEDDING,
};

/* The recurrent layers of a model: those of the encoder that read forward, those that read backward,
 * those of the decoder. */
enum chain { CHAIN_FORWARD, CHAIN_BACKWARD, CHAIN_DECODER };

/* What a recurrent layer computes; see model/cell.h. */
enum layer_part {
    PART_STATE,
    PART_RESET,       /* gru */
    PART_UPDATE,      /* gru */
    PART_INPUT_GATE,  /* lstm */
    PART_FORGET,      /* lstm */
    PART_CANDIDATE,   /* gru, lstm */
    PART_OUTPUT_GATE, /* lstm */
    PART_MEMORY,      /* lstm */
    ENCODER_PARTS,
    PART_FIRST_STATE = ENCODER_PARTS, /* s(0) */
    PART_FIRST_MEMORY,                /* lstm */
    DECODER_PARTS,
    LAYER_PARTS = 2 * ENCODER_PARTS + DECODER_PARTS,
};

/* The last layers have rows of their own, because they are all that most models have; the layers
 * below follow at the end, LAYER_PARTS each, from the first layer up. */
enum quantity_id {
    Q_NONE = -1,
    /* encode */
    Q_STATES,
    Q_SOURCE_EMBEDDING,
    Q_FORWARD,                              /* and its other parts */
    Q_BACKWARD = Q_FORWARD + ENCODER_PARTS, /* likewise */
    /* score */
    Q_SCORES = Q_BACKWARD + ENCODER_PARTS,
    Q_QUERY,
    Q_QUERY_PROJECTED,
    Q_KEYS,
    Q_GIVEN_KEYS,   /* of a table, where the keys in force are made of them */
    Q_OTHER_SCORES, /* asked by the other state, where a control wants them */
    /* mask */
    Q_MASKED,
    Q_CENTER,   /* of local windows */
    Q_POSITION, /* local_p: what the center is predicted from */
    /* softmax */
    Q_WEIGHTS,
    Q_ALIGNED, /* before the Gaussian of local_p, or before a control changed them */
    Q_OTHER_WEIGHTS,
    /* context */
    Q_CONTEXT,
    Q_VALUES, /* of a table; elsewhere the states are the values */
    /* decode: the parts of the decoder's last layer, in the order of enum layer_part */
    Q_STATE,
    Q_RESET,
    Q_UPDATE,
    Q_INPUT_GATE,
    Q_FORGET,
    Q_CANDIDATE,
    Q_OUTPUT_GATE,
    Q_MEMORY,
    Q_FIRST_STATE,
    Q_FIRST_MEMORY,
    Q_FED,
    Q_FED_READOUT, /* input_feeding */
    Q_PRE,
    Q_READOUT,
    /* word */
    Q_PROBABILITIES,
    Q_LOGITS,
    /* the layers below the last */
    Q_LAYERS,
    Q_COUNT = Q_LAYERS + (LAYERS_MAX - 1) * LAYER_PARTS
};

/* Where a part of a recurrent layer is; layers count from 0, the one that reads embeddings. */
struct recurrent {
    enum chain chain;
    int layer;
    enum layer_part part;
};

struct quantity {
    enum quantity_id id;
    const char *name;  /* in expressions, scripts and file names: "weights" */
    const char *words; /* "attention weights" */
    const char *reads; /* one line: how to read this picture */
    enum stage stage;
    enum axis rows, columns;
    enum kind kind;
    enum concept concept;
    const char *symbol;       /* "α(t,j)"; NULL: only quantity_symbol() knows */
    const char *other_symbol; /* for the other kind of model; NULL: the same */
};

/* In the order of enum quantity_id; the first of a stage is what its screen shows first. */
const struct quantity *quantity_at(enum quantity_id id);

/* By name; Q_NONE when there is none. */
enum quantity_id quantity_find(const char *name);

/* Whether unchanged runs of this configuration compute it. A fixed-context model has no scores. */
bool quantity_exists(enum quantity_id id, const struct config *config);

/* Whether it is a part of a recurrent layer, and of which; and back. */
bool quantity_recurrent(enum quantity_id id, const struct config *config, struct recurrent *out);
enum quantity_id quantity_of(const struct config *config, struct recurrent place);

/* Which of the G numbers per unit that a cell sums up a part is, 0 to G − 1; −1: it is no gate of
 * this cell. */
int quantity_gate(enum layer_part part, const struct config *config);

/* "α(t,j)", "s(t−1)" or "s(t)", "n(t)" or "g(t)": what this configuration calls it. t is the step, j
 * the source position, both from 1. */
const char *quantity_symbol(enum quantity_id id, const struct config *config);

/* One line: how to read this picture. */
const char *quantity_reads(enum quantity_id id, const struct config *config);

/* The formula for this configuration, into `out`: "e(t,j) = v·tanh(W s(t−1) + U h(j))". Returns it. */
enum { FORMULA_SIZE = 200 };
const char *quantity_formula(enum quantity_id id, const struct config *config,
                             char out[FORMULA_SIZE]);

/* "encode", "score" ...; and back, −1 when there is none. */
const char *stage_name(enum stage stage);
int stage_find(const char *name);

#endif
