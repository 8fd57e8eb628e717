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

enum quantity_id {
    Q_NONE = -1,
    /* encode */
    Q_STATES,
    Q_FORWARD,
    Q_BACKWARD,
    Q_SOURCE_EMBEDDING,
    Q_FIRST_STATE,
    /* score */
    Q_SCORES,
    Q_QUERY,
    Q_QUERY_PROJECTED,
    Q_KEYS,
    /* mask */
    Q_MASKED,
    Q_CENTER, /* of local windows */
    /* softmax */
    Q_WEIGHTS,
    Q_ALIGNED, /* local_p: before the Gaussian */
    /* context */
    Q_CONTEXT,
    /* decode */
    Q_STATE,
    Q_RESET,       /* gru */
    Q_UPDATE,      /* gru */
    Q_INPUT_GATE,  /* lstm */
    Q_FORGET,      /* lstm */
    Q_CANDIDATE,   /* gru, lstm */
    Q_OUTPUT_GATE, /* lstm */
    Q_MEMORY,      /* lstm */
    Q_BELOW,       /* more than one layer */
    Q_FED,
    Q_PRE,
    Q_READOUT,
    /* word */
    Q_PROBABILITIES,
    Q_LOGITS,
    Q_COUNT
};

struct quantity {
    enum quantity_id id;
    const char *name;    /* in expressions, scripts and file names: "weights" */
    const char *symbol;  /* "α(t,j)" */
    const char *words;   /* "attention weights" */
    const char *formula; /* for models where it does not depend on the configuration */
    const char *reads;   /* one line: how to read this picture */
    enum stage stage;
    enum axis rows, columns;
    enum kind kind;
    enum concept concept;
};

/* In the order of enum quantity_id, which is the order of the stages; the first of a stage is
 * what its screen shows first. */
const struct quantity *quantity_at(enum quantity_id id);

/* By name; Q_NONE when there is none. */
enum quantity_id quantity_find(const char *name);

/* Whether runs of this configuration compute it. A fixed-context model has no scores. */
bool quantity_exists(enum quantity_id id, const struct config *config);

/* The formula for this configuration: "e(t,j) = v·tanh(W s(t−1) + U h(j))". */
const char *quantity_formula(enum quantity_id id, const struct config *config);

/* Which of the G numbers per unit of the decoder's cell a gate is, 0 to G − 1; −1: it is no gate of this
 * cell. */
int quantity_gate(enum quantity_id id, const struct config *config);

/* "encode", "score" ...; and back, −1 when there is none. */
const char *stage_name(enum stage stage);
int stage_find(const char *name);

#endif
