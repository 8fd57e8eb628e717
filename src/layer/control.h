#ifndef HEED_LAYER_CONTROL_H
#define HEED_LAYER_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "layer/score.h"
#include "math/real.h"

/* What a run does differently: plain data, given to every forward (NULL while training). All zero
 * changes nothing. The arrays belong to the caller and outlive the run. Steps and positions count
 * from 0. The names of each kind are what a person types; they end with NULL. */

enum mask_mode {
    MASK_ON,       /* positions that are padding do not take part in the softmax */
    MASK_OFF,      /* padding takes part as if it were words */
    MASK_INVERTED, /* the words are masked, the padding is not: the classic mistake */
    MASK_ALL,      /* every position is masked: the row is all zero */
    MASK_COUNT
};
extern const char *const mask_mode_names[MASK_COUNT + 1];

/* How weights are made of scores (Xu et al. 2015, section 4, for the hard ones). */
enum select {
    SELECT_SOFT,    /* softmax */
    SELECT_ARGMAX,  /* all weight on the highest score */
    SELECT_SAMPLE,  /* all weight on one position, drawn by the softmax */
    SELECT_UNIFORM, /* the same for every position that takes part */
    SELECT_COUNT
};
extern const char *const select_names[SELECT_COUNT + 1];

/* Dot products divided by √d, as in scaled_dot, or not. */
enum scale_mode {
    SCALE_AS_IS, /* as the score has it */
    SCALE_ON,
    SCALE_OFF,
    SCALE_MODE_COUNT
};
extern const char *const scale_mode_names[SCALE_MODE_COUNT + 1];

/* Whether a word looks only at itself and at the words before it (Vaswani et al. 2017, 3.2.3). */
enum causal {
    CAUSAL_AS_IS, /* as the model has it */
    CAUSAL_ON,
    CAUSAL_OFF,
    CAUSAL_COUNT
};
extern const char *const causal_names[CAUSAL_COUNT + 1];

enum window {
    WINDOW_GLOBAL,  /* every source position */
    WINDOW_LOCAL_M, /* those within D of position t (Luong et al. 2015, section 3.2) */
    WINDOW_LOCAL_P, /* within D of a predicted p(t), under a Gaussian (the same, eq. 9 and 10) */
    WINDOW_COUNT
};
extern const char *const window_names[WINDOW_COUNT + 1];

/* Numbers that take the place of a row of weights, or of a context vector. */
struct row_change {
    int sentence, step; /* −1: every one */
    int slice;          /* the head or hop, where there are several; −1: every one */
    const real *values; /* [count]; what is beyond it is 0 */
    int count;
    const char *by; /* the name of the intervention that put them there, for formulas; or NULL */
};

/* A number of a table (model/qkv.h) that is another now. */
enum given { GIVEN_QUERY, GIVEN_KEY, GIVEN_VALUE, GIVEN_LENGTH, GIVEN_COUNT };
extern const char *const given_names[GIVEN_COUNT + 1];
struct cell_change {
    enum given which;
    int sentence, row, column; /* GIVEN_LENGTH has no row or column */
    real value;
};

/* The arrays of a control: NAME has NAME_count entries. control_copy() copies those of this
 * list, so that none can be forgotten.
 *
 *   cells     numbers of a table that are others now, in order
 *   hidden    per position, 1: mask it, 2: do not
 *   lengths   valid positions at each step; −1: those of the sentence
 *   weights   rows of weights; of two that fit the last counts
 *   contexts  context vectors; likewise
 *   forced    target tokens that greedy decoding must write first */
#define CONTROL_ARRAYS(X)                                                                          \
    X(struct cell_change, cells)                                                                   \
    X(unsigned char, hidden)                                                                       \
    X(int, lengths)                                                                                \
    X(struct row_change, weights)                                                                  \
    X(struct row_change, contexts)                                                                 \
    X(int, forced)

#define CONTROL_ARRAY(type, name)                                                                  \
    const type *name;                                                                              \
    int name##_count;
struct control {
    CONTROL_ARRAYS(CONTROL_ARRAY)
    enum causal causal; /* of the words of one sentence that look at each other */
    bool allow_unknown; /* <unk> is written where it is the most probable word */
    /* mask */
    enum mask_mode mask;
    bool soft_mask; /* masked scores become −1e6 instead of −inf */
    /* score */
    bool use_score;
    enum score score;    /* another function on the same states */
    uint64_t score_seed; /* draws the parameters of `score` that the model does not have */
    enum scale_mode scale;
    bool keys_equal;  /* every key is the mean of the sentence's keys */
    bool other_query; /* scores and weights of the other state are computed besides, for showing */
    /* softmax */
    bool use_temperature;
    real temperature; /* divides the scores: 0 keeps only the largest, infinity makes all equal */
    bool use_window;
    enum window window;
    bool use_center;
    real center; /* position, from 1, that a local window is around */
    real width;  /* D of a local window; 0: the model's */
    enum select select;
    uint64_t select_seed;
};
#undef CONTROL_ARRAY

/* A copy whose arrays lie in the arena. */
struct control control_copy(struct arena *arena, const struct control *control);

/* The change of a row that is in force: of those that name it the last; NULL: none does. */
const struct row_change *control_row(const struct row_change *changes, int count, int sentence,
                                     int slice, int step);

/* ---- the same, of a control that may be NULL ---- */

/* Whether a position takes part in no row of weights. `padding`: it is beyond the sentence's
 * end. */
bool control_masks(const struct control *control, bool padding, int position);

/* How many positions are valid at a step, by hand; −1: nobody said. */
int control_length(const struct control *control, int step);

/* Whether words look only back, of a model that does so or not by itself. */
bool control_looks_back(const struct control *control, bool model);

/* What a masked score becomes before the softmax: −inf or −1e6. */
real control_masked_score(const struct control *control);

/* Whether the temperature counts as 0: the largest score gets all the weight. */
bool control_is_cold(const struct control *control);

#endif
