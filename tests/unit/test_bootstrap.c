/* Resampling over sentences, on data made so that the answer is known; and the rows of statistics
 * that it resamples. */
#include "tiny.h"

#include "text/bootstrap.h"
#include "text/chrf.h"
#include "text/quality.h"

/* Mean of a column, of another one, and their ratio. */
enum { MEAN, OTHER, RATIO, KINDS };

static void measure(double *values, const double *sums)
{
    values[MEAN] = sums[1] / sums[0];
    values[OTHER] = sums[2] / sums[0];
    values[RATIO] = sums[2] > 0 ? sums[1] / sums[2] : (double)NAN;
}

static const struct bootstrap_measure about[KINDS];
static const struct bootstrap_measures means = {3, KINDS, about, measure};
static const struct bootstrap samples = {1000, 7};

enum { N = 400 };

/* Uniform numbers around `mean`, from mean − ½ to mean + ½, the others all 2. */
static void fill_rows(float table[N][3], double mean, uint64_t seed)
{
    struct rng rng = {.seed = seed, .stream = 5};
    for (int i = 0; i < N; i++) {
        table[i][0] = 1;
        table[i][1] = (float)(mean - 0.5 + rng_uniform(&rng));
        table[i][2] = 2;
    }
}

static struct bootstrap_rows all_of(float table[N][3])
{
    return (struct bootstrap_rows){table[0], NULL, N};
}

static void an_interval_is_as_wide_as_the_theory_says(void **state)
{
    (void)state;
    float table[N][3];
    struct interval interval[KINDS];
    double value[KINDS];
    fill_rows(table, 10, 1);
    struct bootstrap_rows rows = all_of(table);
    bootstrap_measure_rows(value, &means, &rows);
    bootstrap_intervals(interval, &samples, &means, &rows);
    /* the standard error of the mean of N uniform numbers is 1 / √(12 N) */
    double half = 1.96 / sqrt(12.0 * N);
    assert_close(value[MEAN] - interval[MEAN].low, half, half / 5, "the lower half");
    assert_close(interval[MEAN].high - value[MEAN], half, half / 5, "the upper half");
    assert_true(interval[OTHER].low == 2 && interval[OTHER].high == 2);
    assert_close(interval[RATIO].low, interval[MEAN].low / 2, 1e-9, "a ratio");
}

static void the_seed_decides_and_nothing_else(void **state)
{
    (void)state;
    float table[N][3];
    struct interval one[KINDS], two[KINDS], other[KINDS];
    fill_rows(table, 10, 1);
    struct bootstrap_rows rows = all_of(table);
    bootstrap_intervals(one, &samples, &means, &rows);
    bootstrap_intervals(two, &samples, &means, &rows);
    bootstrap_intervals(other, &(struct bootstrap){1000, 8}, &means, &rows);
    assert_true(one[MEAN].low == two[MEAN].low && one[MEAN].high == two[MEAN].high);
    assert_true(one[MEAN].low != other[MEAN].low);
}

static void a_part_is_measured_by_its_numbers(void **state)
{
    (void)state;
    float table[][3] = {{1, 5, 0}, {1, 7, 0}, {1, 100, 0}, {1, 9, 0}};
    const long chosen[] = {0, 1, 3};
    double value[KINDS];
    struct interval interval[KINDS];
    struct bootstrap_rows rows = {table[0], chosen, 3};
    bootstrap_measure_rows(value, &means, &rows);
    bootstrap_intervals(interval, &samples, &means, &rows);
    assert_close(value[MEAN], 7, 1e-9, "the mean of three");
    assert_true(interval[MEAN].low >= 5 && interval[MEAN].high <= 9);
    assert_true(interval[MEAN].low < 7 && interval[MEAN].high > 7);
    assert_true(isnan(value[RATIO]) && isnan(interval[RATIO].low) && isnan(interval[RATIO].high));
    rows.count = 1; /* of one sentence nothing is known about others */
    bootstrap_intervals(interval, &samples, &means, &rows);
    assert_true(isnan(interval[MEAN].low) && isnan(interval[MEAN].high));
}

static void compare(struct comparison out[KINDS], float a[N][3], float b[N][3])
{
    struct bootstrap_rows first = all_of(a), second = all_of(b);
    bootstrap_compare(out, &samples, &means, &first, &second);
}

static void identical_systems_do_not_differ(void **state)
{
    (void)state;
    float table[N][3];
    struct comparison out[KINDS];
    fill_rows(table, 10, 1);
    compare(out, table, table);
    for (int m = 0; m < KINDS; m++) {
        assert_true(out[m].difference == 0 && out[m].above == 0 && out[m].below == 0);
        assert_true(out[m].interval.low == 0 && out[m].interval.high == 0);
        assert_true(out[m].p == 1);
    }
}

static void a_clearly_better_system_wins(void **state)
{
    (void)state;
    float good[N][3], bad[N][3];
    struct comparison out[KINDS];
    fill_rows(good, 10.2, 1);
    fill_rows(bad, 10, 2);
    compare(out, good, bad);
    assert_true(out[MEAN].above == 1 && out[MEAN].below == 0);
    assert_true(out[MEAN].interval.low > 0.1 && out[MEAN].interval.high < 0.3);
    assert_close(out[MEAN].p, 2.0 / 1001, 1e-12, "p");
    compare(out, bad, good);
    assert_true(out[MEAN].above == 0 && out[MEAN].below == 1 && out[MEAN].interval.high < 0);
    assert_close(out[MEAN].p, 2.0 / 1001, 1e-12, "p the other way round");
}

/* A difference that every sentence shares is certain when sentences are drawn in pairs, however
 * much the sentences themselves differ. */
static void samples_are_paired(void **state)
{
    (void)state;
    float a[N][3], b[N][3];
    struct comparison out[KINDS];
    fill_rows(a, 10, 1);
    memcpy(b, a, sizeof a);
    for (int i = 0; i < N; i++)
        b[i][1] -= 0.001f;
    compare(out, a, b);
    assert_close(out[MEAN].interval.low, 0.001, 1e-4, "the interval of a constant difference");
    assert_close(out[MEAN].interval.high, 0.001, 1e-4, "the interval of a constant difference");
    assert_true(out[MEAN].above == 1);
}

/* Of many pairs of equally good systems about one in twenty differs "significantly". */
static void equally_good_systems_seldom_differ(void **state)
{
    (void)state;
    int found = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        float a[N][3], b[N][3];
        struct comparison out[KINDS];
        fill_rows(a, 10, 2 * seed + 100);
        fill_rows(b, 10, 2 * seed + 101);
        struct bootstrap_rows first = all_of(a), second = all_of(b);
        bootstrap_compare(out, &(struct bootstrap){200, seed}, &means, &first, &second);
        found += out[MEAN].p < 0.05;
    }
    assert_in_range(found, 1, 12);
}

static void rows_give_the_scores_of_the_corpus(void **state)
{
    (void)state;
    static const char *const said[] = {"the", "cat", "sleeps", "here", "now"};
    static const char *const right[] = {"the", "cat", "sleeps", "there", "now", "."};
    static const char *const other[] = {"the", "cat", "sleeps", "here", "now", "and", "then"};
    const char *const *first[] = {right}, *const * second[] = {right, other};
    const size_t sizes[] = {6, 7};
    const char *texts[] = {"the cat sleeps there now .", "the cat sleeps here now and then"};
    struct sentence_quality one = {.loss = 3, .tokens = 4},
                            two = {.loss = 5, .tokens = 1, .exact = true};
    struct bleu bleu = {0};
    struct chrf chrf = {0};
    bleu_add(&one.bleu, said, 5, first, sizes, 1);
    bleu_add(&two.bleu, said, 5, second, sizes, 2);
    chrf_add(&one.chrf, "the cat sleeps here now", texts, 1);
    chrf_add(&two.chrf, "the cat sleeps here now", texts, 2);
    bleu_add(&bleu, said, 5, first, sizes, 1);
    bleu_add(&bleu, said, 5, second, sizes, 2);
    chrf_add(&chrf, "the cat sleeps here now", texts, 1);
    chrf_add(&chrf, "the cat sleeps here now", texts, 2);
    two.unknown = true;
    float rows[2][QUALITY_STATISTICS];
    double values[QUALITIES];
    quality_row(rows[0], &one);
    quality_row(rows[1], &two);
    bootstrap_measure_rows(values, &quality_measures, &(struct bootstrap_rows){rows[0], NULL, 2});
    assert_true(bleu_score(&bleu) > 20);
    assert_close(values[QUALITY_BLEU], bleu_score(&bleu), 1e-12, "BLEU");
    assert_close(values[QUALITY_CHRF], chrf_score(&chrf), 1e-9, "chrF");
    assert_close(values[QUALITY_LOSS], 1.6, 1e-9, "loss");
    assert_close(values[QUALITY_PERPLEXITY], exp(1.6), 1e-9, "perplexity");
    assert_close(values[QUALITY_EXACT], 50, 1e-9, "exact match");
    assert_close(values[QUALITY_UNKNOWN], 50, 1e-9, "translations with <unk>");
    bleu_join(&one.bleu, &two.bleu);
    assert_memory_equal(&one.bleu, &bleu, sizeof bleu);
}

static void what_was_not_measured_is_no_number(void **state)
{
    (void)state;
    struct sentence_quality sentence = {0};
    float row[QUALITY_STATISTICS];
    double values[QUALITIES];
    quality_row(row, &sentence);
    bootstrap_measure_rows(values, &quality_measures, &(struct bootstrap_rows){row, NULL, 1});
    assert_true(isnan(values[QUALITY_LOSS]) && isnan(values[QUALITY_PERPLEXITY]));
    assert_true(values[QUALITY_BLEU] == 0 && values[QUALITY_EXACT] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interval_is_as_wide_as_the_theory_says),
        cmocka_unit_test(the_seed_decides_and_nothing_else),
        cmocka_unit_test(a_part_is_measured_by_its_numbers),
        cmocka_unit_test(identical_systems_do_not_differ),
        cmocka_unit_test(a_clearly_better_system_wins),
        cmocka_unit_test(samples_are_paired),
        cmocka_unit_test(equally_good_systems_seldom_differ),
        cmocka_unit_test(rows_give_the_scores_of_the_corpus),
        cmocka_unit_test(what_was_not_measured_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
