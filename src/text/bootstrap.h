#ifndef HEED_TEXT_BOOTSTRAP_H
#define HEED_TEXT_BOOTSTRAP_H

#include <stdint.h>

/* How far a number measured on a corpus would move on another corpus of the same kind: bootstrap
 * resampling over sentences (Efron 1979; for BLEU Koehn 2004). Every sentence has a row of
 * statistics that add up over sentences; a measure is a function of the sums. A sample draws as
 * many sentences as there are, with replacement; what it draws depends on the seed, its number and
 * how many sentences there are, so two systems measured on the same sentences see the same draws. */

enum { STATISTICS_MAX = 48, MEASURES_MAX = 24 };

enum better { BETTER_NEITHER, BETTER_HIGHER, BETTER_LOWER };

struct measure {
    const char *name; /* as people read it, */
    const char *key;  /* and programs */
    const char *unit; /* what stands behind the number, or "" */
    int decimals;
    enum better better;
};

/* What is measured: `measure` fills in values [count] from sums [statistics]; NaN says that there
 * is nothing to measure. */
struct measures {
    int statistics, count; /* at most STATISTICS_MAX, MEASURES_MAX */
    const struct measure *list;
    void (*measure)(double *values, const double *sums);
};

/* Statistics of a corpus, or of the part that `chosen` lists. */
struct rows {
    const float *table; /* [· × statistics] */
    const long *chosen; /* [count] row numbers; NULL: rows 0 to count − 1 */
    long count;
};

struct bootstrap {
    int samples; /* at least 1 */
    uint64_t seed;
};

/* Between the 2.5 % and the 97.5 % quantile of the samples: 95 % confidence, percentile method.
 * NaN when no sample could be measured, and for a single sentence, which says nothing of others. */
struct interval {
    double low, high;
};

/* Two systems on the same sentences, measured on the same samples. */
struct comparison {
    double difference; /* of the first and the second on all sentences */
    struct interval interval;
    double above, below; /* share of samples where the first has the larger, the smaller value */
    double p; /* two-sided: twice the share of samples on the other side of no difference, or on
                 it, counting one sample more, so that it is never 0; at most 1 */
};

/* The measures of all the rows, values [measures->count]. */
void measure_rows(double *values, const struct measures *measures, const struct rows *rows);

/* intervals [measures->count]. */
void bootstrap_intervals(struct interval *intervals, const struct bootstrap *bootstrap,
                         const struct measures *measures, const struct rows *rows);

/* comparisons [measures->count]; the rows of `a` and `b` belong to the same sentences, one by one. */
void bootstrap_compare(struct comparison *comparisons, const struct bootstrap *bootstrap,
                       const struct measures *measures, const struct rows *a, const struct rows *b);

#endif
