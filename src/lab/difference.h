#ifndef HEED_LAB_DIFFERENCE_H
#define HEED_LAB_DIFFERENCE_H

#include "trace/trace.h"

/* What a change did to a run: one quantity of two runs, number by number, and the distributions of
 * the next word. The runs may also be of two models, or of two sentences. */

struct difference {
    struct sheet sheet;
    int rows, columns;        /* that both runs have: steps as far as both go */
    struct mat before, after; /* [rows × columns] of the two runs; x == NULL: that run has none */
    struct mat values; /* [rows × columns] after − before; −∞ where either is masked. x == NULL
                                 where rows or columns are not the same words */
    double largest;    /* magnitude among the values */
    double low, high; /* range of the numbers of both */
    int apart;        /* the first step at which they write other words; −1: none */
    const char *why;  /* why there are no values, in the arena; NULL: there are */
};

/* Compares sentence `sentence`, which both must have. The arena owns the values. */
void difference_of(const struct trace *before, const struct trace *after, int sentence,
                   struct sheet sheet, struct arena *arena, struct difference *out);

/* Whether both write words of one vocabulary, so that their distributions can be compared. */
bool difference_same_words(const struct trace *before, const struct trace *after);

/* How the distribution of the next word moved at a step that both runs have. */
struct word_move {
    int word;
    double before, after; /* probabilities */
};

/* Whether it is seen in three decimals. */
bool difference_moved(const struct word_move *move);

/* KL(P before ‖ P after) in nats (Kullback & Leibler 1951), from the logits in double precision:
 * never infinite. The `count` words that moved most go to `moves` (unless NULL), the most first. */
double difference_words(const struct trace *before, const struct trace *after, int sentence,
                        int step, struct word_move *moves, int count);

/* Both as lines of text: what was written, and at every step that both have the divergence and the
 * words that moved most. Appended. */
void difference_say(const struct trace *before, const struct trace *after, int sentence,
                    struct str *out);

#endif
