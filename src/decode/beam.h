#ifndef HEED_DECODE_BEAM_H
#define HEED_DECODE_BEAM_H

#include "model/seq2seq_run.h"

/* Beam search: at every step the `width` most probable beginnings of a sentence go on. The whole
 * tree is kept, with the attention of every node, so that it can be shown. */

enum { BEAM_WIDTH_MAX = 256 };

/* What ended hypotheses are ranked by (Wu et al. 2016, section 7):
 *
 *   score(Y) = ln P(Y|X) / |Y|^α + β Σ_j ln(min(Σ_t α(t,j), 1))
 *
 * |Y| counts <eos>. α = 1 is the mean per word; α = 0 is no length normalization, and short
 * translations win. Section 7 begins with this power (0.6 to 0.7 was best there); its equation 14
 * has ((5 + |Y|) / 6)^α instead. The second term is the coverage penalty of that equation: a
 * hypothesis pays for source words that it hardly looked at. Masked positions do not count. */
struct beam_options {
    int width;            /* 1 to BEAM_WIDTH_MAX; 1 is greedy decoding */
    double length_alpha;  /* α of the length */
    double coverage_beta; /* β; nothing without attention */
    bool keep_pruned;     /* the tree also has the candidates that fell out of the beam */
};

/* This width, ranked by the mean per word, nothing else. */
struct beam_options beam_defaults(int width);

/* One word of one hypothesis; the hypothesis is the way back to the root. A node that nothing
 * follows and that is neither ended nor pruned was still going on when the search stopped. */
struct beam_node {
    int parent;             /* index of the node before; −1: the first word */
    int word;               /* y(t) */
    int length;             /* words so far, this one included */
    double log_probability; /* ln P of all words so far */
    double score;           /* of ended ones with the coverage; of others the first term alone */
    const real *weights;    /* [J] attention of this step; NULL without attention */
    bool ended;             /* the word is <eos> (or the room ran out behind it) */
    bool pruned;            /* one of the candidates of its step that fell out */
};

/* Arrays are in the run's arena. */
struct beam {
    struct beam_node *nodes; /* [count] in order of time, those of one step best first */
    int count;
    int *best; /* [best_count] the ended ones, best score first: at least `width` of them, if the
                  vocabulary is large enough */
    int best_count;
};

/* Searches for all sentences of a run with KEEP_STEP, after seq2seq_start(). The number of its
 * rows changes on the way. beams: [B]. What is found for a sentence does not depend on the
 * others. <unk> is no candidate unless the run allows it. Forced words of the control come first:
 * as long as there are any, nothing else is a candidate. */
void decode_beam(struct seq2seq_run *run, const struct beam_options *options, struct beam *beams);

/* The score of struct beam_options; coverage [count] are the sums over t, or NULL. A sum below
 * 1e-10 counts as 1e-10, so that no score is infinite. */
double beam_score(const struct beam_options *options, double log_probability, int length,
                  const double *coverage, int count);

/* The words of a hypothesis without its <eos>, first word first; `out` has room for its length.
 * Returns how many. */
int beam_words(const struct beam *beam, int node, int *out);

/* The attention of those words, a row of J for each, first word first: out [length]. */
void beam_attention(const struct beam *beam, int node, const real **out);

#endif
