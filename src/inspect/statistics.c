#include "inspect/statistics.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "math/real.h"

enum { LANES = 8 };

/* What a piece without NaN and infinity gives. */
struct piece_sums {
    double min, max, sum, squares, plain;
    size_t zero;
};

/* Whether all are finite; then *out is filled in. Sums run in lanes of their own, which is what
 * lets the compiler use vectors. */
VECTOR_CLONES static bool sum_piece(struct piece_sums *out, const double *x, size_t n, double shift)
{
    double min[LANES], max[LANES], sum[LANES] = {0}, squares[LANES] = {0}, plain[LANES] = {0};
    double bad[LANES] = {0}, zero[LANES] = {0};
    for (int l = 0; l < LANES; l++)
        min[l] = DBL_MAX, max[l] = -DBL_MAX;
    for (size_t i = 0; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++) {
            double v = x[i + (size_t)l], d = v - shift;
            bad[l] += v - v; /* NaN of what is not finite, else 0 */
            min[l] = v < min[l] ? v : min[l];
            max[l] = v > max[l] ? v : max[l];
            zero[l] += v == 0 ? 1.0 : 0.0;
            sum[l] += d;
            squares[l] += d * d;
            plain[l] += v * v;
        }
    for (size_t i = n / LANES * LANES; i < n; i++) {
        double v = x[i], d = v - shift;
        bad[0] += v - v;
        min[0] = v < min[0] ? v : min[0];
        max[0] = v > max[0] ? v : max[0];
        zero[0] += v == 0 ? 1.0 : 0.0;
        sum[0] += d;
        squares[0] += d * d;
        plain[0] += v * v;
    }
    *out = (struct piece_sums){.min = DBL_MAX, .max = -DBL_MAX};
    double wrong = 0, zeros = 0;
    for (int l = 0; l < LANES; l++) {
        wrong += bad[l];
        zeros += zero[l];
        out->min = fmin(out->min, min[l]);
        out->max = fmax(out->max, max[l]);
        out->sum += sum[l];
        out->squares += squares[l];
        out->plain += plain[l];
    }
    out->zero = (size_t)zeros;
    return wrong == 0;
}

static size_t find_value(const double *values, double value)
{
    size_t i = 0;
    while (values[i] != value)
        i++;
    return i;
}

static void note_bad(struct statistics *found, double value, size_t at)
{
    size_t bad = found->nan + found->infinite;
    if (bad < STATISTICS_PLACES)
        found->places[bad] = at;
    found->nan += isnan(value) ? 1 : 0;
    found->infinite += isinf(value) ? 1 : 0;
}

/* The square of a large value may be infinite: squares are summed at a scale of their own. */
static void add_squares(struct tally *tally, double largest, double squares, const double *values,
                        size_t n)
{
    if (largest == 0)
        return;
    if (largest > 1e100 || largest < 1e-100) {
        squares = 0;
        for (size_t i = 0; i < n; i++)
            squares += values[i] / largest * (values[i] / largest);
    } else {
        squares /= largest * largest;
    }
    double scale = fmax(tally->scale, largest), old = tally->scale / scale, new = largest / scale;
    tally->scaled = tally->scaled * old * old + squares * new *new;
    tally->scale = scale;
}

static void add_finite(struct tally *tally, const double *values, size_t n)
{
    struct statistics *found = &tally->found;
    struct piece_sums sums;
    if (statistics_finite(found) == 0) {
        tally->shift = values[0];
        found->min = found->max = values[0];
        found->min_at = found->max_at = found->count;
    }
    sum_piece(&sums, values, n, tally->shift);
    if (sums.min < found->min) {
        found->min = sums.min;
        found->min_at = found->count + find_value(values, sums.min);
    }
    if (sums.max > found->max) {
        found->max = sums.max;
        found->max_at = found->count + find_value(values, sums.max);
    }
    found->zero += sums.zero;
    found->count += n;
    tally->sum += sums.sum;
    tally->squares += sums.squares;
    add_squares(tally, fmax(fabs(sums.min), fabs(sums.max)), sums.plain, values, n);
}

void tally_add(struct tally *tally, const double *values, size_t n)
{
    struct piece_sums sums;
    if (n && sum_piece(&sums, values, n, tally->shift)) {
        add_finite(tally, values, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i]))
            add_finite(tally, values + i, 1);
        else
            note_bad(&tally->found, values[i], tally->found.count++);
    }
}

struct statistics tally_end(const struct tally *tally)
{
    struct statistics found = tally->found;
    double n = (double)statistics_finite(&found);
    if (n > 0) {
        double mean = tally->sum / n;
        found.mean = tally->shift + mean;
        found.sd = sqrt(fmax(tally->squares / n - mean * mean, 0));
        found.norm = tally->scale * sqrt(tally->scaled);
    }
    return found;
}

size_t statistics_finite(const struct statistics *statistics)
{
    return statistics->count - statistics->nan - statistics->infinite;
}

double statistics_sparsity(const struct statistics *statistics)
{
    return statistics->count ? (double)statistics->zero / (double)statistics->count : 0;
}

void histogram_start(struct histogram *histogram, const struct statistics *statistics)
{
    *histogram = (struct histogram){.low = statistics->min, .high = statistics->max};
}

void histogram_add(struct histogram *histogram, const double *values, size_t n)
{
    double width = histogram->high - histogram->low;
    double steps = width > 0 && isfinite(width) ? HISTOGRAM_BINS / width : 0;
    for (size_t i = 0; i < n; i++) {
        double at = (values[i] - histogram->low) * steps;
        if (at >= 0 && isfinite(values[i]))
            histogram->bins[at < HISTOGRAM_BINS ? (int)at : HISTOGRAM_BINS - 1]++;
    }
}

double histogram_quantile(const struct histogram *histogram, double share)
{
    double width = (histogram->high - histogram->low) / HISTOGRAM_BINS, all = 0, below = 0;
    for (int b = 0; b < HISTOGRAM_BINS; b++)
        all += (double)histogram->bins[b];
    for (int b = 0; b < HISTOGRAM_BINS; b++) {
        double in = (double)histogram->bins[b];
        if (in > 0 && below + in >= share * all)
            return histogram->low + width * (b + (share * all - below) / in);
        below += in;
    }
    return histogram->high;
}
