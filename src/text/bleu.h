#ifndef HEED_TEXT_BLEU_H
#define HEED_TEXT_BLEU_H

#include <stddef.h>

/* Corpus BLEU-4 (Papineni et al. 2002): clipped n-gram counts against all references, geometric
 * mean of the four precisions, brevity penalty with the reference length closest to the
 * hypothesis (the shorter one on a tie). No smoothing. Tokens are compared as ids or texts that
 * the caller made equal (lower case). */
struct bleu {
    long match[4], total[4];
    long hypothesis_length, reference_length, sentences;
};

/* Adds one sentence: hypothesis tokens [n] and `references` token lists, at least one. */
void bleu_add(struct bleu *bleu, const char *const *hypothesis, size_t n,
              const char *const *const *references, const size_t *reference_sizes,
              size_t references_count);

/* Adds the counts of other sentences. */
void bleu_join(struct bleu *bleu, const struct bleu *more);

/* 0 to 100; 0 when any precision is 0. */
double bleu_score(const struct bleu *bleu);
double bleu_brevity_penalty(const struct bleu *bleu);

#endif
