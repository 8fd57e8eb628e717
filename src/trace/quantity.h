#ifndef HEED_TRACE_QUANTITY_H
#define HEED_TRACE_QUANTITY_H

#include <stdbool.h>

#include "base/str.h"
#include "math/mat.h"

/* A quantity is anything that a run computes and a person may look at. Stage screens, the flow, the
 * cell view, exports, lessons and tests all find their numbers through it.
 *
 * A quantity has one row, functions included, in a file of the family of models that computes it
 * (trace/seq2seq_*.c, trace/qkv_quantities.c). Two families may have a row for the same id: both
 * have weights, but other words for them. */

/* The first enumerator of stages, axes, kinds, concepts and so on stands for none, so that a row
 * that forgets to name one is noticed: tests/unit/test_quantities.c. */

/* The stages of all families. Which of them a family has, and in which order, is in its struct
 * tracing. */
enum stage {
    STAGE_NONE,
    STAGE_ENCODE,
    STAGE_SCORE,
    STAGE_MASK,
    STAGE_SOFTMAX,
    STAGE_CONTEXT,
    STAGE_DECODE,
    STAGE_WORD,
    STAGE_EMBED,
    STAGE_PAIR,
    STAGE_SQUASH,
    STAGE_POOL,
    STAGE_CLASSIFY,
    STAGE_COUNT
};

/* What rows or columns of a quantity are. */
enum axis {
    AXIS_NONE,
    AXIS_ONE,    /* a single row */
    AXIS_SOURCE, /* source positions, labelled with words */
    AXIS_TARGET, /* decoder steps, labelled with the word produced (and the word fed) */
    AXIS_ASKING, /* source positions again: the words that ask, in a matrix of words × words */
    AXIS_UNIT,   /* numbered units of a layer */
    AXIS_VOCAB,  /* words of the target vocabulary */
    AXIS_HEAD,
    AXIS_HOP,
    AXIS_CLASS, /* what a classifier decides between */
    AXIS_PAIR,  /* ordered pairs of source positions, the first of a pair counting slower */
    AXIS_COUNT
};

/* Whether rows look at words without being steps of a decoder: words that ask, or hops. */
static inline bool axis_looks(enum axis rows)
{
    return rows == AXIS_ASKING || rows == AXIS_HOP;
}

/* Decides scale and ramp. */
enum kind {
    KIND_NONE,
    KIND_SIGNED,      /* any number, zero in the middle: states, embeddings, sums */
    KIND_SCORE,       /* any number, compared along its row */
    KIND_PROBABILITY, /* 0 to 1, a row sums to 1 */
    KIND_GATE,        /* 0 to 1 */
    KIND_COUNT
};

/* Which of the constant colors it has; see view. */
enum concept {
    CONCEPT_NONE,
    CONCEPT_STATE,
    CONCEPT_SCORE,
    CONCEPT_WEIGHT,
    CONCEPT_CONTEXT,
    CONCEPT_QUERY,
    CONCEPT_WORD,
    CONCEPT_EMBEDDING,
    CONCEPT_COUNT
};

/* The recurrent layers of a model: those of the encoder that read forward, those that read
 * backward, those of the decoder. */
enum chain { CHAIN_NONE, CHAIN_FORWARD, CHAIN_BACKWARD, CHAIN_DECODER };

/* What a recurrent layer computes; see layer/cell.h. */
enum layer_part {
    PART_NONE,
    PART_STATE,
    PART_RESET,        /* gru */
    PART_UPDATE,       /* gru */
    PART_INPUT_GATE,   /* lstm */
    PART_FORGET,       /* lstm */
    PART_CANDIDATE,    /* gru, lstm */
    PART_OUTPUT_GATE,  /* lstm */
    PART_MEMORY,       /* lstm */
    PART_FIRST_STATE,  /* of the decoder: s(0) */
    PART_FIRST_MEMORY, /* of the decoder, lstm */
};

enum quantity_id {
    Q_NONE = -1,
    /* encode */
    Q_STATES,
    Q_SOURCE_EMBEDDING,
    Q_FORWARD,
    Q_FORWARD_RESET,
    Q_FORWARD_UPDATE,
    Q_FORWARD_INPUT_GATE,
    Q_FORWARD_FORGET,
    Q_FORWARD_CANDIDATE,
    Q_FORWARD_OUTPUT_GATE,
    Q_FORWARD_MEMORY,
    Q_BACKWARD,
    Q_BACKWARD_RESET,
    Q_BACKWARD_UPDATE,
    Q_BACKWARD_INPUT_GATE,
    Q_BACKWARD_FORGET,
    Q_BACKWARD_CANDIDATE,
    Q_BACKWARD_OUTPUT_GATE,
    Q_BACKWARD_MEMORY,
    /* score */
    Q_SCORES,
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
    /* decode */
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
    Q_COMBINED,    /* feed combined */
    Q_PRE,
    Q_READOUT,
    /* word */
    Q_PROBABILITIES,
    Q_LOGITS,
    /* embed, of classifiers; their recurrent states are above */
    Q_EMBEDDED,
    Q_POSITIONS, /* sines and cosines */
    Q_PLACED,    /* both, added */
    Q_CONVOLUTION,
    /* pair */
    Q_FEATURES,
    Q_PAIR_HIDDEN,
    /* score: of hops */
    Q_HOP_SCORES,
    Q_HOP_HIDDEN,
    /* squash */
    Q_SQUASHED,
    /* mask, softmax: of hops */
    Q_HOP_MASKED,
    Q_HOP_WEIGHTS,
    Q_HOP_ALIGNED,
    /* context: the rest of a layer of heads */
    Q_HEADS,
    Q_FIRST_SUM,
    Q_FIRST_MEAN,
    Q_FIRST_RATIO,
    Q_FIRST_NORM,
    Q_INNER,
    Q_OUTER,
    Q_SECOND_SUM,
    Q_SECOND_MEAN,
    Q_SECOND_RATIO,
    Q_SECOND_NORM,
    /* pool */
    Q_PAIR_WEIGHTS,
    Q_HOP_SUMS,
    Q_SENTENCE,
    Q_IMPLIED, /* weights of pairs that a model without them stands for */
    Q_IMPLIED_BACKWARD,
    /* classify */
    Q_CLASS_PROBABILITIES,
    Q_CLASS_LOGITS,
    Q_PAIR_CONTRIBUTION, /* to the decision */
    Q_HOP_CONTRIBUTION,
    Q_WORD_CONTRIBUTION,
    Q_PAIR_SAYS, /* the same before the weight */
    Q_HOP_SAYS,
    Q_MARGIN,
    Q_DIRECTION,
    Q_DENSE,
    Q_COUNT
};

/* Which of several matrices of a quantity: that of a layer, of a head, of a hop. They count from 1;
 * 0 is the last layer, the first head, the first hop, and what a quantity without slices has. */
struct slice {
    int layer, head, hop;
};

/* Along what a quantity has slices. */
enum slicing { SLICED_NOT = 0, SLICED_BY_LAYER = 1, SLICED_BY_HEAD = 2, SLICED_BY_HOP = 4 };

/* One matrix of a run: a quantity, of one layer, head and hop. */
struct sheet {
    enum quantity_id quantity;
    struct slice slice;
};

/* A cell of one; from 0. */
struct origin {
    enum quantity_id quantity; /* Q_NONE: none */
    int row, column;
    struct slice slice;
};

/* "α" and "{r},{c}" of α(t,j), or "s" and "{r-1}" of s(t−1): a base, and what stands in brackets
 * behind it as formula_add() writes it. */
struct symbol {
    char base[24];
    const char *index;
};

struct trace;
struct tracing; /* trace/tracing.h */
struct formula; /* trace/formula.h */
struct subject; /* trace/summand.h */

struct quantity {
    enum quantity_id id;
    const char *name;  /* in expressions, scripts and file names: "weights" */
    const char *label; /* on screen: "attention weights" */
    enum stage stage;
    enum axis rows, columns;
    enum kind kind;
    enum concept concept;
    enum slicing slices;  /* what it has several matrices for */
    enum chain chain;     /* of which layers, when it is a part of a recurrent layer */
    enum layer_part part; /* which part of a recurrent layer it is */
    struct symbol base;   /* its symbol; without a base symbol() knows it */
    const char *reads;    /* one line: how to read this picture; NULL: reading() writes it */

    /* The numbers of one sentence, as a view into the run: [rows × columns] as its axes say; padded
     * source positions are included. x == NULL: this run has none. */
    struct mat (*numbers)(const struct trace *trace, int sentence, struct sheet sheet);

    /* The symbol where it depends on the run; NULL: it is `base`. */
    struct symbol (*symbol)(const struct trace *trace, struct sheet sheet);

    /* Writes how to read this picture where that depends on the run; NULL: it is `reads`. */
    void (*reading)(struct formula *f);

    /* Writes the formula, of the quantity or of one cell of it, as the run computed it: with its
     * configuration and under its control. */
    void (*formula)(struct formula *f);

    /* Adds the summands that the cell is made of. */
    void (*rule)(struct subject *s);
};

/* The first row that any family has for this id. To be asked where there is no run: the stage and
 * the name of a quantity are the same in every family. */
const struct quantity *quantity_any(enum quantity_id id);

/* "weights", "layer1_forward", "layer2_head3_weights" → the matrix of that name; false where no
 * family has a quantity of that name. */
bool quantity_find(const char *name, struct sheet *out);

/* The same in one family. */
bool quantity_find_in(const struct tracing *tracing, const char *name, struct sheet *out);

/* The name of a matrix: the reverse. Appended. */
void quantity_name(struct sheet sheet, struct str *out);

/* "states, embedding, forward ...": the quantities of all families, for messages. Appended. */
void quantity_list(struct str *out);

/* "encode", "score" ... in scripts, and on screen; and back from a name, −1 when there is none. */
const char *stage_name(enum stage stage);
const char *stage_label(enum stage stage);
int stage_find(const char *name);

/* "target" in exported files; "t" in formulas. */
const char *axis_name(enum axis axis);
const char *axis_letter(enum axis axis);

/* The matrix of a quantity without slices, or of the last layer and the first head. */
static inline struct sheet sheet_of(enum quantity_id id)
{
    return (struct sheet){.quantity = id};
}

/* A cell of a quantity, of its last layer and first head; and of another slice. */
struct origin origin_at(enum quantity_id quantity, int row, int column);
struct origin origin_in(struct sheet sheet, int row, int column);
extern const struct origin origin_none;

/* Whether two are the same matrix. */
bool sheet_same(struct sheet a, struct sheet b);

#endif
