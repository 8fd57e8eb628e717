#ifndef HEED_STUDY_INFLUENCE_H
#define HEED_STUDY_INFLUENCE_H

#include "trace/trace.h"

/* Attention and effect: what one step attends to, beside what its word depends on, per source word.
 *
 *   weight             α(t,j)
 *   left out           ln P(y(t)|X) − ln P(y(t)|X without word j): the sentence is encoded again
 *                      without it, with the same words written before. <eos> is left out like a word
 *                      (the sentence then has no end); the only token of a sentence cannot be.
 *   gradient x input   Σ_i x(j,i) ∂ ln P(y(t)) / ∂x(j,i), x(j) the embedding of word j at its place
 *
 * The last two, in nats, are positive where the word speaks for y(t) and negative where it speaks
 * against it. They need not agree with the weights: Jain & Wallace 2019 ("Attention is not
 * Explanation", section 4.1, Kendall's τ of the same three); Wiegreffe & Pinter 2019 ("Attention is
 * not not Explanation"). */

/* Pairs whose ranks are compared. A weight has no sign, so the magnitudes of the others are compared
 * with it; those two are compared as they are. */
enum influence_pair {
    PAIR_WEIGHT_LEFT_OUT,
    PAIR_WEIGHT_GRADIENT,
    PAIR_LEFT_OUT_GRADIENT,
    PAIR_COUNT
};

struct influence {
    int step, steps;        /* t of how many, from 0 */
    char *word;             /* y(t) */
    double log_probability; /* ln P(y(t)|X), nats */
    struct strs words;      /* source tokens, <eos> at the end: `count` of them */
    int count;
    double *weights;        /* [count]; NULL without attention */
    double *left_out;       /* [count] NaN where the sentence has nothing else */
    double *gradient;       /* [count] */
    double tau[PAIR_COUNT]; /* Kendall's τ_b; NaN when there is none */
    bool changed;           /* the trace was run under a control, this was not */
};

/* Measures step t (from 0, within the sentence's steps) of a trace: its sentence and the words it wrote, run
 * anew on its model, without padding and without whatever its control changed. To be freed. */
struct influence *influence_new(const struct trace *trace, int sentence, int step);
void influence_free(struct influence *influence);

#endif
