#ifndef HEED_DECODE_DECODE_H
#define HEED_DECODE_DECODE_H

#include "model/seq2seq_run.h"

/* Decoding without a reference: every step is fed the word that the step before produced. */

struct decoded {
    int steps;               /* steps that were run, the longest sentence's */
    int *words;              /* [steps·B] y(t), <eos> included, <pad> beyond a sentence's end */
    int *lengths;            /* [B] words of each sentence without its <eos> */
    bool *ended;             /* [B] false: cut off at the limit before an <eos> */
    double *log_probability; /* [B] Σ ln P(y(t)), <eos> included */
    int *aligned;            /* [steps·B] the source word with the most attention while y(t) was
                                written, −1 when there is none; NULL without attention */
    const real **looks; /* [steps·B] rows of attention [J], where the run keeps looks; or NULL */
};

/* Takes the most probable word at every step (after seq2seq_start(), which made room for the
 * steps), until every sentence has ended, has reached the limit of its own length, or the room is
 * used up. <unk> is not taken, but the next most probable word, unless the run allows it. Forced
 * words of the control come first, whatever they are. Arrays are the run's arena's. */
void decode_greedy(struct seq2seq_run *run, struct decoded *out);

/* The same words without log_probability (NULL): the largest logit says which, and the sum over the
 * vocabulary is not needed. */
void decode_words(struct seq2seq_run *run, struct decoded *out);

/* The `count` most probable words that may be written, best first, of a row of logits [size]: ids
 * into `words`. Returns how many. */
int decode_best(bool allow_unknown, const real *logits, int size, int *words, int count);

/* The source word with the largest weight of a row of attention. The <eos> at the end is no
 * word; −1 when there is none. */
int decode_aligned(const real *weights, int source_length);

/* Steps that a source of this length may take. A batch needs room for those of its longest
 * source. */
int decode_limit(int source_length);

/* Steps that a row of a run may take: by its own length alone, whatever else is in the batch,
 * and enough for the forced words of the control. */
int decode_room(const struct seq2seq_run *run, int row);

/* The word that the control forces at step t, or −1. */
int decode_forced(const struct seq2seq_run *run, int t);

#endif
