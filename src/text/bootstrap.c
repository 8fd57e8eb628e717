#include "text/bootstrap.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/rng.h"

/* Tells the draws from other random numbers under the same seed. */
enum { STREAM = 2004 };

static void add_to_sums(double *sums, const struct bootstrap_measures *measures,
                        const struct bootstrap_rows *rows, long i)
{
    const float *row = rows->table + (rows->chosen ? rows->chosen[i] : i) * measures->statistics;
    for (int k = 0; k < measures->statistics; k++)
        sums[k] += (double)row[k];
}

void bootstrap_measure_rows(double *values, const struct bootstrap_measures *measures,
                            const struct bootstrap_rows *rows)
{
    double sums[STATISTICS_MAX] = {0};
    assert(measures->statistics <= STATISTICS_MAX && measures->count <= MEASURES_MAX);
    for (long i = 0; i < rows->count; i++)
        add_to_sums(sums, measures, rows, i);
    measures->measure(values, sums);
}

static void measure_sample(double *values, const struct bootstrap *bootstrap, int sample,
                           const struct bootstrap_measures *measures,
                           const struct bootstrap_rows *rows)
{
    struct rng rng = {.seed = bootstrap->seed, .stream = (uint64_t)STREAM << 32 | (uint32_t)sample};
    double sums[STATISTICS_MAX] = {0};
    for (long i = 0; i < rows->count; i++)
        add_to_sums(sums, measures, rows, (long)rng_below(&rng, (uint32_t)rows->count));
    measures->measure(values, sums);
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Between the two values that the quantile falls between. */
static double quantile(const double *sorted, int count, double share)
{
    double at = share * (count - 1);
    int below = (int)at, above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/* Of one measure: values stand `stride` apart. Samples that could not be measured do not count. */
static struct interval interval_of(const double *values, int stride, int samples)
{
    double *sorted = mem_new((size_t)samples, sizeof *sorted);
    int count = 0;
    for (int i = 0; i < samples; i++)
        if (!isnan(values[(long)i * stride]))
            sorted[count++] = values[(long)i * stride];
    qsort(sorted, (size_t)count, sizeof *sorted, ascending);
    struct interval out = {NAN, NAN};
    if (count > 0)
        out = (struct interval){quantile(sorted, count, 0.025), quantile(sorted, count, 0.975)};
    free(sorted);
    return out;
}

void bootstrap_intervals(struct interval *intervals, const struct bootstrap *bootstrap,
                         const struct bootstrap_measures *measures,
                         const struct bootstrap_rows *rows)
{
    int count = measures->count;
    double *values = mem_new((size_t)bootstrap->samples * (size_t)count, sizeof *values);
    for (int i = 0; rows->count > 1 && i < bootstrap->samples; i++)
        measure_sample(values + (long)i * count, bootstrap, i, measures, rows);
    for (int m = 0; m < count; m++)
        intervals[m] = interval_of(values + m, count, rows->count > 1 ? bootstrap->samples : 0);
    free(values);
}

static struct comparison compare(const double *differences, int stride, int samples)
{
    struct comparison out = {.interval = interval_of(differences, stride, samples)};
    int above = 0, below = 0, equal = 0;
    for (int i = 0; i < samples; i++) {
        double d = differences[(long)i * stride];
        above += d > 0;
        below += d < 0;
        equal += d == 0;
    }
    int rarer = (above < below ? above : below) + equal;
    out.above = (double)above / samples;
    out.below = (double)below / samples;
    out.p = fmin(1, 2.0 * (rarer + 1) / (samples + 1));
    return out;
}

void bootstrap_compare(struct comparison *comparisons, const struct bootstrap *bootstrap,
                       const struct bootstrap_measures *measures, const struct bootstrap_rows *a,
                       const struct bootstrap_rows *b)
{
    assert(a->count == b->count);
    int count = measures->count;
    double *values = mem_new((size_t)bootstrap->samples * (size_t)count, sizeof *values);
    double first[MEASURES_MAX], second[MEASURES_MAX];
    for (int i = 0; i < bootstrap->samples; i++) {
        measure_sample(first, bootstrap, i, measures, a);
        measure_sample(second, bootstrap, i, measures, b);
        for (int m = 0; m < count; m++)
            values[(long)i * count + m] = first[m] - second[m];
    }
    bootstrap_measure_rows(first, measures, a);
    bootstrap_measure_rows(second, measures, b);
    for (int m = 0; m < count; m++) {
        comparisons[m] = compare(values + m, count, bootstrap->samples);
        comparisons[m].difference = first[m] - second[m];
    }
    free(values);
}
