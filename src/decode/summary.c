#include "decode/summary.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/vec.h"

/* Sums over target words, source words, places and links. */
enum {
    STEPS, /* target words that look somewhere */
    ENTROPY,
    ENTROPY_SHARE,
    EOS,
    EOS_UNIFORM,
    MARKS,
    MARKS_UNIFORM,
    WORDS, /* of the source */
    COVERAGE,
    UNSEEN,
    DISTANCE,
    DISTANCE_UNIFORM,
    PLACES, /* target words that look at a word */
    X,
    Y,
    XX,
    YY,
    XY,
    LINKS,       /* |A| */
    SURE,        /* |S| */
    IN_SURE,     /* |A∩S| */
    IN_POSSIBLE, /* |A∩P| */
    END
};

_Static_assert((int)END == (int)SUMMARY_STATISTICS && (int)END <= (int)STATISTICS_MAX,
               "a row has all statistics");

int summary_link(const real *weights, int source_length)
{
    return vec_argmax(weights, source_length - 1);
}

/* How spread out a row is, and how much of it falls on what is no word. */
static void add_spread(double *sums, const struct summary_input *in, const real *row, double total)
{
    int length = in->weights.cols, words = length - 1;
    double entropy = 0, marks = 0, mark_count = 0;
    for (int j = 0; j < length; j++) {
        double a = row[j] / total;
        entropy -= a > 0 ? a * log(a) : 0;
        if (j < words && in->is_mark[j]) {
            marks += a;
            mark_count++;
        }
    }
    sums[STEPS]++;
    sums[ENTROPY] += entropy;
    sums[ENTROPY_SHARE] += length > 1 ? entropy / log(length) : 0;
    sums[EOS] += row[words] / total;
    sums[EOS_UNIFORM] += 1.0 / length;
    sums[MARKS] += marks;
    sums[MARKS_UNIFORM] += mark_count / length;
}

/* Where a row looks, against where its word stands: y between 0 and 1. */
static void add_places(double *sums, const real *row, int words, double y)
{
    double total = 0;
    for (int j = 0; j < words; j++)
        total += row[j];
    if (!(total > 0))
        return;
    for (int j = 0; j < words; j++) {
        double a = row[j] / total, x = (j + 0.5) / words;
        sums[DISTANCE] += a * fabs(x - y);
        sums[DISTANCE_UNIFORM] += fabs(x - y) / words;
        sums[X] += a * x;
        sums[XX] += a * x * x;
        sums[XY] += a * x * y;
    }
    sums[PLACES]++;
    sums[Y] += y;
    sums[YY] += y * y;
}

static void add_coverage(double *sums, const double *seen, int words)
{
    for (int j = 0; j < words; j++) {
        sums[COVERAGE] += fmin(1, seen[j]);
        sums[UNSEEN] += seen[j] < SUMMARY_UNSEEN_BELOW;
    }
    sums[WORDS] += words;
}

/* Whether link i is a sure one; listed twice it is one link still. */
static bool is_new_sure(const struct links *links, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (links->list[k].source == links->list[i].source &&
            links->list[k].target == links->list[i].target && links->list[k].sure)
            return false;
    return links->list[i].sure;
}

static void add_links(double *sums, const struct summary_input *in)
{
    const struct links *reference = in->reference;
    for (size_t i = 0; i < reference->count; i++)
        sums[SURE] += is_new_sure(reference, i);
    for (int t = 0; t < in->weights.rows; t++) {
        int j = summary_link(mat_row(in->weights, t), in->weights.cols);
        bool sure = false, possible = false;
        for (size_t i = 0; i < reference->count; i++)
            if (reference->list[i].source == j && reference->list[i].target == t) {
                possible = true;
                sure = sure || reference->list[i].sure;
            }
        sums[LINKS] += j >= 0;
        sums[IN_SURE] += sure;
        sums[IN_POSSIBLE] += possible;
    }
}

void summary_row(float *row, const struct summary_input *in)
{
    int words = in->weights.cols - 1;
    double sums[SUMMARY_STATISTICS] = {0};
    double *seen = mem_new((size_t)words, sizeof *seen);
    for (int t = 0; t < in->weights.rows; t++) {
        const real *weights = mat_row(in->weights, t);
        double total = 0;
        for (int j = 0; j <= words; j++)
            total += weights[j];
        if (!(total > 0))
            continue;
        add_spread(sums, in, weights, total);
        add_places(sums, weights, words, (t + 0.5) / in->weights.rows);
        for (int j = 0; j < words; j++)
            seen[j] += weights[j] / total;
    }
    add_coverage(sums, seen, words);
    if (in->reference)
        add_links(sums, in);
    free(seen);
    for (int k = 0; k < SUMMARY_STATISTICS; k++)
        row[k] = (float)sums[k];
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static double correlation(const double *s)
{
    double xx = s[XX] * s[PLACES] - s[X] * s[X], yy = s[YY] * s[PLACES] - s[Y] * s[Y];
    double tiny = 1e-9 * s[PLACES] * s[PLACES]; /* sums of floats: nothing varies */
    return xx > tiny && yy > tiny ? (s[XY] * s[PLACES] - s[X] * s[Y]) / sqrt(xx * yy) : NAN;
}

static void measure(double *values, const double *s)
{
    values[SUMMARY_ENTROPY] = share(s[ENTROPY], s[STEPS]);
    values[SUMMARY_ENTROPY_SHARE] = 100 * share(s[ENTROPY_SHARE], s[STEPS]);
    values[SUMMARY_COVERAGE] = share(s[COVERAGE], s[WORDS]);
    values[SUMMARY_UNSEEN] = 100 * share(s[UNSEEN], s[WORDS]);
    values[SUMMARY_DIAGONALITY] = 1 - share(s[DISTANCE], s[DISTANCE_UNIFORM]);
    values[SUMMARY_CORRELATION] = correlation(s);
    values[SUMMARY_EOS] = 100 * share(s[EOS], s[STEPS]);
    values[SUMMARY_EOS_UNIFORM] = 100 * share(s[EOS_UNIFORM], s[STEPS]);
    values[SUMMARY_PUNCTUATION] = 100 * share(s[MARKS], s[STEPS]);
    values[SUMMARY_PUNCTUATION_UNIFORM] = 100 * share(s[MARKS_UNIFORM], s[STEPS]);
    values[SUMMARY_AER] = 1 - share(s[IN_SURE] + s[IN_POSSIBLE], s[LINKS] + s[SURE]);
    values[SUMMARY_PRECISION] = share(s[IN_POSSIBLE], s[LINKS]);
    values[SUMMARY_RECALL] = share(s[IN_SURE], s[SURE]);
}

static const struct bootstrap_measure list[SUMMARIES] = {
    [SUMMARY_ENTROPY] = {"entropy", "entropy", "nats", 3, BETTER_NEITHER},
    [SUMMARY_ENTROPY_SHARE] = {"  of the maximum", "entropy_percent", "% of ln J", 1,
                               BETTER_NEITHER},
    [SUMMARY_COVERAGE] = {"coverage", "coverage", "of a source word, at most 1", 3, BETTER_NEITHER},
    [SUMMARY_UNSEEN] = {"  not looked at", "unseen_percent", "% of the source words", 1,
                        BETTER_NEITHER},
    [SUMMARY_DIAGONALITY] = {"diagonality", "diagonality", "0 as uniform, 1 diagonal", 3,
                             BETTER_NEITHER},
    [SUMMARY_CORRELATION] = {"  correlation", "place_correlation", "of places", 3, BETTER_NEITHER},
    [SUMMARY_EOS] = {"on <eos>", "eos_percent", "%", 1, BETTER_NEITHER},
    [SUMMARY_EOS_UNIFORM] = {"  if uniform", "eos_percent_uniform", "%", 1, BETTER_NEITHER},
    [SUMMARY_PUNCTUATION] = {"on punctuation", "punctuation_percent", "%", 1, BETTER_NEITHER},
    [SUMMARY_PUNCTUATION_UNIFORM] = {"  if uniform", "punctuation_percent_uniform", "%", 1,
                                     BETTER_NEITHER},
    [SUMMARY_AER] = {"AER", "aer", "", 4, BETTER_LOWER},
    [SUMMARY_PRECISION] = {"  precision", "alignment_precision", "", 4, BETTER_HIGHER},
    [SUMMARY_RECALL] = {"  recall", "alignment_recall", "", 4, BETTER_HIGHER},
};

const struct bootstrap_measures summary_measures = {SUMMARY_STATISTICS, SUMMARIES, list, measure};
