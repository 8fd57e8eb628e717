#ifndef HEED_TRAIN_EVALUATE_H
#define HEED_TRAIN_EVALUATE_H

#include "base/pool.h"
#include "model/model.h"
#include "text/bleu.h"
#include "text/pairs.h"

/* Measuring a model on pairs: loss by teacher forcing, BLEU and chrF of its own greedy
 * translations. All lines with the same source are references of one sentence; when pairs are joined, each joined
 * pair is a sentence with one reference. */

enum { BUCKETS = 8 };

/* Sentences whose source has from `from` to `to` tokens (without <eos>). */
struct bucket {
    int from, to;
    long sentences;
    struct bleu bleu;
};

struct evaluation {
    long pairs, sentences, tokens; /* tokens: target, <eos> included */
    double loss;                   /* mean per target token, nats; perplexity is its exponential */
    struct bleu bleu;
    struct chrf chrf;
    struct bucket buckets[BUCKETS]; /* lengths 1–5, 6–10, 11–15, 16–20, 21–30, 31–40, 41–60, 61– */
    long bad_lines;
};

struct evaluation_options {
    struct pair_source source;
    int join; /* as in training; 1: none */
    uint64_t seed;
    const char
        *hypotheses; /* file of translations made elsewhere, one a line per distinct source in
                               order of first appearance, tokens separated by spaces; NULL: the
                               model translates (loss is then not measured) */
};

/* `flat` gives the weights to use (laid out like model->flat). 0, or -1. */
int evaluate(struct evaluation *out, const struct model *model, const struct weights *weights,
             struct pool *pool, const struct evaluation_options *options, struct err *err);

#endif
