#ifndef HEED_MODEL_BEAM_H
#define HEED_MODEL_BEAM_H

#include "model/run.h"

/* Beam search for one sentence: at every step the `width` most probable beginnings go on. The whole
 * tree is kept, with the attention of every node, so that it can be shown. */

enum { BEAM_WIDTH_MAX = 64 };

/* One word of one hypothesis; the hypothesis is the way back to the root. */
struct beam_node {
    int parent;             /* index of the node before; −1: the first word */
    int word;               /* y(t) */
    int length;             /* words so far, this one included */
    double log_probability; /* ln P of all words so far */
    double score;           /* the same per word, for ended ones: what they are ranked by */
    const real *weights;    /* [J] attention of this step; NULL without attention */
    bool ended;             /* the word is <eos> (or the room ran out behind it) */
};

struct beam {
    struct beam_node *nodes; /* [count] in order of time; in the run's arena */
    int count;
    int *best; /* [best_count] the ended ones, best score first */
    int best_count;
};

/* Before it: run_start() with size `width`, the same sentence on every row. The score of a
 * hypothesis is its log-probability divided by its length, <eos> counted; without that, short
 * translations would win. Width 1 is greedy decoding. */
void decode_beam(struct run *run, struct beam *beam);

/* The words of a hypothesis without its <eos>, first word first; `out` has room for its length.
 * Returns how many. */
int beam_words(const struct beam *beam, int node, int *out);

#endif
