#ifndef HEED_TEXT_BOOTSTRAP_H
#define HEED_TEXT_BOOTSTRAP_H

#include <stdint.h>

/* How far a number measured on a corpus would move on another corpus of the same kind: bootstrap
 * resampling over sentences (Efron 1979; for BLEU Koehn 2004). Every sentence has a row of
 * statistics that add up over sentences, and a measure is a function of the sums. A sample draws as
 * many sentences as there are, with replacement. What it draws depends on the seed, the number of
 * the sample and how many sentences there are. So two systems measured on the same sentences see
 * the same draws. */

enum { STATISTICS_MAX = 48, MEASURES_MAX = 24 };

enum better { BETTER_NEITHER, BETTER_HIGHER, BETTER_LOWER };

struct bootstrap_measure {
    const char *name; /* for people */
    const char *key;  /* for programs */
    const char *unit; /* what stands behind the number, or "" */
    int decimals;
    enum better better;
};

/* What is measured. */
struct bootstrap_measures {
    int statistics;                       /* numbers in a row, at most STATISTICS_MAX */
    int count;                            /* measures, at most MEASURES_MAX */
    const struct bootstrap_measure *list; /* [count] */

    /* Fills in values [count] from sums [statistics]. NaN: there is nothing to measure. */
    void (*measure)(double *values, const double *sums);
};

/* Statistics of a corpus, or of the part that `chosen` lists. */
struct bootstrap_rows {
    const float *table; /* [· × statistics] */
    const long *chosen; /* [count] row numbers; NULL: rows 0 to count − 1 */
    long count;
};

struct bootstrap {
    int samples; /* at least 1 */
    uint64_t seed;
};

/* The 2.5 % and the 97.5 % quantile of the samples: 95 % confidence by the percentile method. NaN
 * when no sample could be measured, and for a single sentence, which tells nothing about others. */
struct interval {
    double low, high;
};

/* Two systems on the same sentences, measured on the same samples. */
struct comparison {
    double difference; /* the first less the second, on all sentences */
    struct interval interval;
    double above; /* the share of samples where the first is larger */
    double below; /* the share of samples where the first is smaller */

    /* Two-sided: twice the share of samples without a difference or with one of the other sign. One
     * sample more is counted, so that it is never 0. At most 1. */
    double p;
};

/* The measures of all the rows, values [measures->count]. */
void bootstrap_measure_rows(double *values, const struct bootstrap_measures *measures,
                            const struct bootstrap_rows *rows);

/* Of the measures of all the rows: intervals [measures->count]. */
void bootstrap_intervals(struct interval *intervals, const struct bootstrap *bootstrap,
                         const struct bootstrap_measures *measures,
                         const struct bootstrap_rows *rows);

/* Compares two systems: comparisons [measures->count]. Row i of `a` and row i of `b` belong to the
 * same sentence. */
void bootstrap_compare(struct comparison *comparisons, const struct bootstrap *bootstrap,
                       const struct bootstrap_measures *measures, const struct bootstrap_rows *a,
                       const struct bootstrap_rows *b);

#endif
