#ifndef HEED_MODEL_CONTROL_H
#define HEED_MODEL_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "math/real.h"
#include "model/config.h"

/* What a run does differently: plain data, given to every forward (NULL while training). All zero
 * changes nothing. The arrays belong to the caller and outlive the run. Steps and positions count
 * from 0. */

enum mask_mode {
    MASK_ON,       /* positions that are padding do not take part in the softmax */
    MASK_OFF,      /* padding takes part as if it were words */
    MASK_INVERTED, /* the words are masked, the padding is not: the classic mistake */
    MASK_ALL,      /* every position is masked: the row is all zero */
};

/* How weights are made of scores (Xu et al. 2015, section 4, for the hard ones). */
enum select {
    SELECT_SOFT,    /* softmax */
    SELECT_ARGMAX,  /* all weight on the highest score */
    SELECT_SAMPLE,  /* all weight on one position, drawn by the softmax */
    SELECT_UNIFORM, /* the same for every position that takes part */
};

enum scale_mode { SCALE_AS_IS, SCALE_ON, SCALE_OFF }; /* scores / √d, as in scaled_dot, or not */

/* Numbers that take the place of a row of weights, or of a context vector. */
struct row_change {
    int sentence, step; /* −1: every one */
    const real *values; /* [count]; what is beyond it is 0 */
    int count;
    const char *by; /* the name of the intervention that put them there, for formulas; or NULL */
};

/* A number of a table (model/qkv.h) that is another now. */
enum given { GIVEN_QUERY, GIVEN_KEY, GIVEN_VALUE, GIVEN_LENGTH };
struct cell_change {
    enum given which;
    int sentence, row, column; /* GIVEN_LENGTH has no row or column */
    real value;
};

struct control {
    const struct cell_change *cells; /* [cells_count] of a table, in order */
    int cells_count;
    /* mask */
    enum mask_mode mask;
    bool soft_mask;              /* masked scores become −1e6 instead of −inf */
    const unsigned char *hidden; /* [hidden_count] per position 1: mask it, 2: do not */
    int hidden_count;
    const int
        *lengths; /* [lengths_count] valid positions at each step; −1: those of the sentence */
    int lengths_count;
    /* score */
    bool use_score;
    enum score score;    /* another function on the same states; parameters that the model does */
    uint64_t score_seed; /* not have are drawn at random: nobody trained them */
    enum scale_mode scale;
    bool keys_equal;  /* every key is the mean of the sentence's keys */
    bool other_query; /* scores and weights of the other state are computed besides, for showing */
    /* softmax */
    bool use_temperature; /* divide the scores by `temperature` before the softmax: */
    real temperature;     /* 0 keeps only the largest, infinity makes all equal */
    bool use_window;
    enum window window;
    bool use_center;
    real center; /* position, from 1, that a local window is around */
    real width;  /* D of a local window; 0: the model's */
    enum select select;
    uint64_t select_seed;
    const struct row_change *weights; /* [weights_count], the last that fits counts */
    int weights_count;
    /* context */
    const struct row_change *contexts; /* [contexts_count] */
    int contexts_count;
    /* words */
    const int *forced; /* [forced_count] target tokens that greedy decoding must write first */
    int forced_count;
};

#endif
