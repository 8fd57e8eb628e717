#ifndef HEED_STUDY_INFLUENCE_H
#define HEED_STUDY_INFLUENCE_H

#include "trace/trace.h"

/* Attention and effect: what one step attends to, beside what its word depends on, for each source
 * word. Of a classifier there is one step, whose word is the label; its weight of word j is the
 * mean over the rows of the matrix (words that ask, or hops), and the loss is without a penalty.
 *
 *   weight             α(t,j)
 *   left out           ln P(y(t)|X) − ln P(y(t)|X without word j). The sentence is encoded again
 *                      without the word; the words written before stay. <eos> is left out like a
 *                      word: the sentence then has no end. The only token of a sentence cannot be
 *                      left out.
 *   gradient x input   Σ_i x(j,i) ∂ ln P(y(t)) / ∂x(j,i); x(j) is the embedding of word j
 *
 * The last two are in nats, positive where the word speaks for y(t) and negative where it speaks
 * against it. They need not agree with the weights: Jain & Wallace 2019 ("Attention is not
 * Explanation", section 4.1) compare the same three by Kendall's τ; Wiegreffe & Pinter 2019 answer
 * ("Attention is not not Explanation"). */

/* Pairs of the three whose ranks are compared. A weight has no sign, so it is compared with the
 * magnitudes of the other two. Those two are compared with their signs. */
enum influence_pair {
    PAIR_WEIGHT_LEFT_OUT,
    PAIR_WEIGHT_GRADIENT,
    PAIR_LEFT_OUT_GRADIENT,
    PAIR_COUNT
};

struct influence {
    int step;               /* t, from 0 */
    int steps;              /* of the whole translation */
    char *word;             /* y(t) */
    double log_probability; /* ln P(y(t)|X), nats */
    struct strs words;      /* source tokens, <eos> at the end */
    int count;              /* of `words` */
    bool label;             /* y(t) is the label of a classifier */
    double *weights;        /* [count]; NULL without attention */
    double *left_out;       /* [count] NaN where the sentence has nothing else */
    double *gradient;       /* [count] */
    double tau[PAIR_COUNT]; /* Kendall's τ_b; NaN when there is none */
    bool changed;           /* the trace was run under a control; what was measured here was not */
};

/* Measures step t of a sentence of a trace, from 0, within the sentence's steps. The sentence and
 * the words that were written for it are run anew, without padding and without the trace's control.
 * To be freed. */
struct influence *influence_new(const struct trace *trace, int sentence, int step);
void influence_free(struct influence *influence);

#endif
