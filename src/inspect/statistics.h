#ifndef HEED_INSPECT_STATISTICS_H
#define HEED_INSPECT_STATISTICS_H

#include <stddef.h>

/* What can be said of many numbers without keeping them: they come in pieces, in any number. */

enum { STATISTICS_PLACES = 4 };

/* Of the finite ones: min, max, mean, sd, norm. Those are 0 when none is finite. */
struct statistics {
    size_t count;
    size_t nan, infinite, zero;
    size_t places[STATISTICS_PLACES]; /* numbers of the first values that are not finite */
    double min, max;
    size_t min_at, max_at; /* numbers of the first such values */
    double mean;
    double sd;   /* of the values as they are: divided by their count */
    double norm; /* the square root of the sum of squares */
};

/* While the values come. All zero is the beginning. */
struct tally {
    struct statistics found;
    double shift; /* subtracted before summing, so that a large mean does not swallow the sd */
    double sum, squares;  /* of what is left */
    double scale, scaled; /* scale² · scaled is the sum of the squares as they are */
};

/* The next n values; they count on from those before. */
void tally_add(struct tally *tally, const double *values, size_t n);

/* What all of them gave. */
struct statistics tally_end(const struct tally *tally);

/* How many are finite; and the share of zeros among all, 0 to 1. */
size_t statistics_finite(const struct statistics *statistics);
double statistics_sparsity(const struct statistics *statistics);

/* How many values lie in each of equal steps from `low` to `high`. */
enum { HISTOGRAM_BINS = 60 };
struct histogram {
    double low, high; /* low < high; or equal: there is but one value, in bin 0 */
    size_t bins[HISTOGRAM_BINS];
};

/* The ends are those of the statistics; then values are added. What is not finite is left out. */
void histogram_start(struct histogram *histogram, const struct statistics *statistics);
void histogram_add(struct histogram *histogram, const double *values, size_t n);

/* The value at which this share (0 to 1) of the values lies below, as exact as a bin is wide. */
double histogram_quantile(const struct histogram *histogram, double share);

#endif
