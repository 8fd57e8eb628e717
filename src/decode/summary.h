#ifndef HEED_DECODE_SUMMARY_H
#define HEED_DECODE_SUMMARY_H

#include <stdbool.h>

#include "math/mat.h"
#include "text/bootstrap.h"
#include "text/pharaoh.h"

/* What the attention over many sentences is like, in a few numbers: measures of a corpus, from
 * statistics per sentence. The weights are those of forced decoding. The step that writes <eos> is
 * left out, and every row counts with sum 1 (rows of a local window may have less; a row of zeros
 * is left out). "Words" of the source are its positions without <eos>. */

enum summary {
    /* Mean over the target words of H = −Σ_j α ln α over all J positions, <eos> included: in nats,
     * and as a share of what uniform weights have, ln J. */
    SUMMARY_ENTROPY,
    SUMMARY_ENTROPY_SHARE,
    /* Mean over the source words of min(1, Σ_t α(t,j)); and the share of them that nobody looks at:
     * Σ_t α(t,j) below UNSEEN. */
    SUMMARY_COVERAGE,
    SUMMARY_UNSEEN,
    /* Positions as places between 0 and 1, x = (j − ½) / words of the source, y = (t − ½) / words
     * of the target; the weights of each row scaled to sum 1 over the words. Diagonality is 1 − Σ_t
     * Σ_j α |x − y| / Σ_t mean_j |x − y|: 1 when every word looks at its own place, 0 when it looks
     * no nearer than uniform weights do, negative when farther. Correlation is Pearson's, of x and
     * y over all target words, every position counting with its weight. */
    SUMMARY_DIAGONALITY,
    SUMMARY_CORRELATION,
    /* Mean over the target words of the weight on <eos>, and on punctuation; and what uniform
     * weights would give. */
    SUMMARY_EOS,
    SUMMARY_EOS_UNIFORM,
    SUMMARY_PUNCTUATION,
    SUMMARY_PUNCTUATION_UNIFORM,
    /* A: for every target word the source word with its largest weight (summary_link). S: sure, P:
     * sure or possible links of the reference. AER = 1 − (|A∩S| + |A∩P|) / (|A| + |S|), precision
     * |A∩P| / |A|, recall |A∩S| / |S| (Och and Ney 2003, eq. 20). NaN without references. */
    SUMMARY_AER,
    SUMMARY_PRECISION,
    SUMMARY_RECALL,
    SUMMARIES
};

#define SUMMARY_UNSEEN_BELOW 0.1

/* One sentence pair. */
struct summary_input {
    struct mat weights;            /* [target words × J] α(t,j); the last column is <eos> */
    const unsigned char *is_mark;  /* [J − 1] 1: this source word is punctuation */
    const struct links *reference; /* NULL: none */
};

enum { SUMMARY_STATISTICS = 22 };

/* The sentence as a row of statistics [SUMMARY_STATISTICS]. */
void summary_row(float *row, const struct summary_input *input);

/* Over such rows, in the order of enum summary. */
extern const struct bootstrap_measures summary_measures;

/* The source word that this row of weights [J] looks at most, the first of equals; −1 when the
 * source has no words but <eos>. */
int summary_link(const real *weights, int source_length);

#endif
