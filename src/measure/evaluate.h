#ifndef HEED_MEASURE_EVALUATE_H
#define HEED_MEASURE_EVALUATE_H

#include "base/pool.h"
#include "decode/summary.h"
#include "decode/unknown.h"
#include "model/model.h"
#include "text/pairs.h"
#include "text/quality.h"
#include "text/vary.h"

/* Measuring a model on pairs: loss by teacher forcing, BLEU, chrF and exact matches of its own
 * translations, and what its attention is like. All lines with the same source are
 * references of one sentence; when pairs are joined, each joined pair is a sentence with one
 * reference. */

enum { BUCKETS = 8 };

/* Sentences whose source has from `from` to `to` tokens (without <eos>). */
struct bucket {
    int from, to;
    long sentences;
    long *chosen;  /* [sentences] their numbers */
    double length; /* of their sources, mean */
};

/* To be freed with evaluation_free(). */
struct evaluation {
    long pairs, sentences, tokens; /* tokens: target, <eos> included */
    double loss;                   /* mean per target token, nats; perplexity is its exponential */
    double quality[QUALITIES];     /* on all sentences */
    struct bleu bleu;              /* its counts, for the brevity penalty */
    struct bucket buckets[BUCKETS]; /* lengths 1–5, 6–10, 11–15, 16–20, 21–30, 31–40, 41–60, 61– */
    long bad_lines;
    float *quality_rows; /* [sentences × QUALITY_STATISTICS] */
    float *summary_rows; /* [sentences × SUMMARY_STATISTICS], or NULL: not asked for */
};

struct evaluation_options {
    struct pair_source source;
    enum vary form; /* that all sources are put into (text/vary.h) */
    bool plain;     /* the sources stay as they are, and their translations are put into the form */
    int join;       /* as in training; 1: none */
    uint64_t seed;
    /* A file of translations made elsewhere: a line for each distinct source in order of first
     * appearance, words separated by spaces; the loss is then not measured. NULL: the model
     * translates. */
    const char *hypotheses;
    struct translate_options decoding;   /* how it translates, and together with which models; all
                                            zero: greedily, alone */
    bool replace;                        /* every <unk> gives way, as in unknown_replace() */
    const struct dictionary *dictionary; /* what `replace` looks words up in; or NULL */
    bool attention;         /* summaries of it, over the first reference of every sentence; only for
                               a model that has attention and translates alone, without
                               hypotheses */
    const char *alignments; /* with attention, unjoined: a Pharaoh file, a line for every line of
                               the pair file, counting words (tokenizer/tokenizer.h); NULL: none */
};

/* Measures the model with these weights, which may be others than its own. 0, or -1. */
int evaluate(struct evaluation *out, const struct model *model, const struct weights *weights,
             struct pool *pool, const struct evaluation_options *options, struct err *err);
void evaluation_free(struct evaluation *evaluation);

#endif
