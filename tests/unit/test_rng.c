/* Random numbers: the published ones of Philox, and what is made of them. */
#include "tiny.h"

/* Known answers of Philox 4×32-10, from the reference implementation (Salmon et al. 2011). The key
 * is the seed, the counter the block and then the stream, low halves first. */
static void philox_gives_the_published_numbers(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed, stream, block;
        uint32_t expected[4];
    } known[] = {
        {0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {UINT64_MAX, UINT64_MAX, UINT64_MAX, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {0x299f31d0a4093822, /* counter and key from the digits of pi */
         0x0370734413198a2e,
         0x85a308d3243f6a88,
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t out[4];
        rng_block(out, known[i].seed, known[i].stream, known[i].block);
        assert_memory_equal(out, known[i].expected, sizeof out);
    }
}

static void numbers_are_found_by_position(void **state)
{
    (void)state;
    struct rng rng = {.seed = 5, .stream = 6};
    for (uint64_t i = 0; i < 40; i++) {
        uint32_t four[4];
        rng_block(four, 5, 6, i / 4);
        assert_int_equal(rng_next(&rng), four[i % 4]);
        struct rng there = {.seed = 5, .stream = 6, .position = i};
        assert_int_equal(rng_next(&there), four[i % 4]);
    }
    struct rng stream = {.seed = 5, .stream = 7}, seed = {.seed = 6, .stream = 6};
    rng.position = 0;
    uint32_t first = rng_next(&rng);
    assert_int_not_equal(first, rng_next(&stream));
    assert_int_not_equal(first, rng_next(&seed));
}

static void below_is_even_and_in_range(void **state)
{
    (void)state;
    static const uint32_t limits[] = {1, 2, 3, 7, 10, 100};
    enum { DRAWS = 60000 };
    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
        struct rng rng = {.seed = 11, .stream = k};
        uint32_t n = limits[k], counts[100] = {0};
        for (int i = 0; i < DRAWS; i++) {
            uint32_t x = rng_below(&rng, n);
            assert_true(x < n);
            counts[x]++;
        }
        double expected = (double)DRAWS / n;
        for (uint32_t i = 0; i < n; i++) /* five standard deviations */
            assert_close(counts[i], expected, 5 * sqrt(expected) + 1e-9, "a count");
    }
}

/* With n = 3·2^30, taking the rest alone would give the lower third twice as often. */
static void below_has_no_bias(void **state)
{
    (void)state;
    struct rng rng = {.seed = 12};
    int low = 0;
    for (int i = 0; i < 30000; i++)
        low += rng_below(&rng, 3u << 30) < 1u << 30;
    assert_close(low, 10000, 5 * sqrt(30000 * 2.0 / 9), "the lower third");
}

static void uniform_and_normal_have_their_moments(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    struct rng rng = {.seed = 13};
    double sum = 0, squares = 0, lowest = 1, highest = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = rng_uniform(&rng);
        sum += x;
        lowest = fmin(lowest, x);
        highest = fmax(highest, x);
    }
    assert_close(sum / DRAWS, 0.5, 5 * sqrt(1.0 / 12 / DRAWS), "mean of uniform");
    assert_true(lowest >= 0 && lowest < 1e-3 && highest < 1 && highest > 1 - 1e-3);
    sum = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = rng_normal(&rng);
        assert_true(isfinite(x));
        sum += x;
        squares += x * x;
    }
    assert_close(sum / DRAWS, 0, 5 / sqrt(DRAWS), "mean of normal");
    assert_close(squares / DRAWS, 1, 5 * sqrt(2.0 / DRAWS), "variance of normal");
}

static void a_shuffle_keeps_everything(void **state)
{
    (void)state;
    enum { SIZE = 500 };
    long list[SIZE], again[SIZE];
    int seen[SIZE] = {0}, moved = 0;
    for (long i = 0; i < SIZE; i++)
        list[i] = again[i] = i;
    struct rng rng = {.seed = 14}, same = {.seed = 14};
    rng_shuffle(&rng, list, SIZE);
    rng_shuffle(&same, again, SIZE);
    assert_memory_equal(list, again, sizeof list);
    for (int i = 0; i < SIZE; i++) {
        seen[list[i]]++;
        moved += list[i] != i;
    }
    for (int i = 0; i < SIZE; i++)
        assert_int_equal(seen[i], 1);
    assert_true(moved > SIZE / 2);
    rng_shuffle(&rng, list, 0);
    rng_shuffle(&rng, list, 1);
}

/* Where one of three ends up: all six orders equally often. */
static void shuffles_are_even(void **state)
{
    (void)state;
    int counts[27] = {0};
    for (uint64_t i = 0; i < 12000; i++) {
        struct rng rng = {.seed = 15, .stream = i};
        long list[3] = {0, 1, 2};
        rng_shuffle(&rng, list, 3);
        counts[list[0] * 9 + list[1] * 3 + list[2]]++;
    }
    for (int i = 0; i < 27; i++)
        if (counts[i])
            assert_close(counts[i], 2000, 5 * sqrt(2000), "an order");
    assert_true(counts[5] && counts[7] && counts[11] && counts[15] && counts[19] && counts[21]);
}

static void dropout_keeps_the_expectation(void **state)
{
    (void)state;
    enum { SIZE = 40000 };
    static real mask[SIZE];
    static const real rates[] = {0, 0.1f, 0.2f, 0.5f, 0.9f};
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        real p = rates[k], keep = 1 / (1 - p);
        double sum = 0;
        rng_dropout(mask, SIZE, p, 3, 4, 5);
        for (int i = 0; i < SIZE; i++) {
            assert_true(mask[i] == 0 || mask[i] == keep);
            sum += mask[i];
        }
        assert_close(sum / SIZE, 1, 5 * sqrt(p / (1 - p) / SIZE) + 1e-6, "the mean of a mask");
    }
}

static void dropout_depends_on_the_row_alone(void **state)
{
    (void)state;
    enum { SIZE = 33, ROWS = 6 };
    real forward[ROWS][SIZE], backward[ROWS][SIZE], part[SIZE];
    for (int row = 0; row < ROWS; row++)
        rng_dropout(forward[row], SIZE, 0.5f, 1, 2, (uint64_t)row);
    for (int row = ROWS - 1; row >= 0; row--)
        rng_dropout(backward[row], SIZE, 0.5f, 1, 2, (uint64_t)row);
    assert_memory_equal(forward, backward, sizeof forward);
    for (int row = 1; row < ROWS; row++)
        assert_memory_not_equal(forward[0], forward[row], sizeof part);
    rng_dropout(part, 7, 0.5f, 1, 2, 3); /* a shorter row starts the same */
    assert_memory_equal(part, forward[3], 7 * sizeof *part);
    rng_dropout(part, SIZE, 0.5f, 1, 3, 0);
    assert_memory_not_equal(part, forward[0], sizeof part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_numbers),
        cmocka_unit_test(numbers_are_found_by_position),
        cmocka_unit_test(below_is_even_and_in_range),
        cmocka_unit_test(below_has_no_bias),
        cmocka_unit_test(uniform_and_normal_have_their_moments),
        cmocka_unit_test(a_shuffle_keeps_everything),
        cmocka_unit_test(shuffles_are_even),
        cmocka_unit_test(dropout_keeps_the_expectation),
        cmocka_unit_test(dropout_depends_on_the_row_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
