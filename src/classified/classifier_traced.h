#ifndef HEED_CLASSIFIED_CLASSIFIER_TRACED_H
#define HEED_CLASSIFIED_CLASSIFIER_TRACED_H

#include "classify/classifier_run.h"
#include "trace/trace.h"

/* What a trace of a classifier holds: its run, and why it decided as it did.
 *
 * The lead of the winning label over the next one is l(a) − l(b) = m·s + m₀: where a dense unit is
 * not 0 its ReLU is a linear map, so
 *
 *   m = Σ_d (W(a,d) − W(b,d)) V(d,·)  over the units d that are not 0
 *
 * and s is a sum over pairs, hops and words. So the lead is a sum of what each of them brings. */
struct classifier_traced {
    struct classifier_run run;
    int *winner, *next;     /* [B] labels a and b from 0; next −1: there is one label */
    struct mat direction;   /* [B × S] m */
    real *rest;             /* [B] m₀ */
    struct mat margin;      /* [B × 1] the lead */
    struct mat pair_says;   /* [pairs × 1] m·f(i,j) */
    struct mat pair_brings; /* [pairs × 1] its part of the lead */
    struct mat hop_says;    /* [B·r × J] m of the hop · h(j) */
    struct mat hop_brings;  /* [B·r × J] */
    struct mat word_brings; /* [J·B × 1] where s is a mean over words */
    struct mat implied[2];  /* [B·J × J] 1 where a pair counts; x == NULL: weights are computed */
    const char **pair_labels; /* [J²] of each sentence, one after the other; NULL: too many */
};

/* That of a trace of this family. */
const struct classifier_traced *classifier_traced(const struct trace *trace);

/* Fills in everything but `run`, which is computed; in the arena of the run. */
void classifier_traced_explain(struct classifier_traced *traced);

/* 1/T² of pairs, 1/T of words: what one of them counts in the mean of a sentence; T: those that
 * take part. */
double classifier_traced_pair_share(const struct classifier_run *run, int sentence);
double classifier_traced_word_share(const struct classifier_run *run, int sentence);

#endif
