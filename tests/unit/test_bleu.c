#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/bleu.h"
#include "text/chrf.h"
#include "text/ngram.h"

/* A sentence and its references; expected numbers are from a few lines of Python over Counter,
 * written from the papers. */
struct example {
    const char *hypothesis, *references[3]; /* up to a NULL */
};

static const struct example examples[] = {
    {"the small cat sat on the red mat .",
     {"the small cat sat on a red mat .", "a little cat was sitting on the red mat ."}},
    {"she reads a book a book", {"she reads a book every day", "she is reading a book"}},
    {"où est le château ?", {"où se trouve le château ?", "le château est où ?"}},
};

enum { EXAMPLES = sizeof examples / sizeof *examples };

static size_t count_references(const struct example *example)
{
    size_t n = 0;
    while (n < 3 && example->references[n])
        n++;
    return n;
}

static void cut(struct strs *out, const char *text)
{
    for (size_t n; *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, " ");
        strs_add_n(out, text, n);
    }
}

static void add_bleu(struct bleu *bleu, const struct example *example)
{
    struct strs hypothesis = {0}, references[3] = {0};
    const char *const *lists[3];
    size_t sizes[3], count = count_references(example);
    cut(&hypothesis, example->hypothesis);
    for (size_t r = 0; r < count; r++) {
        cut(&references[r], example->references[r]);
        lists[r] = (const char *const *)references[r].list;
        sizes[r] = references[r].count;
    }
    bleu_add(bleu, (const char *const *)hypothesis.list, hypothesis.count, lists, sizes, count);
    strs_free(&hypothesis);
    for (size_t r = 0; r < count; r++)
        strs_free(&references[r]);
}

static double bleu_of(const struct example *example)
{
    struct bleu bleu = {0};
    add_bleu(&bleu, example);
    return bleu_score(&bleu);
}

static double chrf_of(const struct example *example)
{
    struct chrf chrf = {0};
    chrf_add(&chrf, example->hypothesis, example->references, count_references(example));
    return chrf_score(&chrf);
}

static void assert_near(double found, double wanted)
{
    if (fabs(found - wanted) > 1e-9 * (1 + fabs(wanted)))
        fail_msg("%.12f instead of %.12f", found, wanted);
}

static void bleu_of_known_sentences(void **state)
{
    (void)state;
    static const double wanted[EXAMPLES] = {84.42136252749054, 50.813274815461476, 0};
    static const long match[] = {17, 13, 9, 5}, total[] = {20, 17, 14, 11};
    struct bleu all = {0};
    for (size_t i = 0; i < EXAMPLES; i++) {
        assert_near(bleu_of(&examples[i]), wanted[i]);
        add_bleu(&all, &examples[i]);
    }
    assert_memory_equal(all.match, match, sizeof match);
    assert_memory_equal(all.total, total, sizeof total);
    assert_int_equal(all.hypothesis_length, 20);
    assert_int_equal(all.reference_length, 20);
    assert_int_equal(all.sentences, 3);
    assert_near(bleu_score(&all), 66.016316343839); /* of the corpus, not a mean of sentences */
}

static void bleu_has_its_limits(void **state)
{
    (void)state;
    struct bleu none = {0};
    assert_near(bleu_score(&none), 0);
    assert_near(bleu_of(&(struct example){"a b c d", {"a b c d"}}), 100);
    assert_near(bleu_of(&(struct example){"a b c d", {"e f g h", "a b c d"}}), 100);
    assert_near(bleu_of(&(struct example){"a b c", {"a b c"}}), 0); /* no 4-gram, no smoothing */
    assert_near(bleu_of(&(struct example){"d c b a", {"a b c d"}}), 0);
    assert_near(bleu_of(&(struct example){"", {"a b c d"}}), 0);
    assert_near(bleu_of(&(struct example){"a", {""}}), 0);
    assert_near(bleu_of(&(struct example){"A b c d", {"a b c d"}}), 0);
}

static void repeated_words_are_clipped(void **state)
{
    (void)state;
    struct bleu bleu = {0}; /* the example of Papineni et al. 2002, section 2.1 */
    add_bleu(&bleu, &(struct example){"the the the the the the the",
                                      {"the cat is on the mat", "there is a cat on the mat"}});
    assert_int_equal(bleu.match[0], 2);
    assert_int_equal(bleu.total[0], 7);
    assert_int_equal(bleu.match[1], 0);
    assert_int_equal(bleu.total[1], 6);
}

static void short_hypotheses_are_penalised(void **state)
{
    (void)state;
    static const struct {
        struct example example;
        long reference_length;
    } cases[] = {
        {{"a b c d", {"a b c d e f"}}, 6},
        {{"a b c d", {"a b c d e f", "a b"}}, 2}, /* as close: the shorter */
        {{"a b c d", {"a b", "a b c d e f"}}, 2}, /* in either order */
        {{"a b c d", {"a b c d e f", "a b c d e"}}, 5},
        {{"a b c d", {"a"}}, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bleu bleu = {0};
        add_bleu(&bleu, &cases[i].example);
        long length = cases[i].reference_length;
        assert_int_equal(bleu.reference_length, length);
        assert_near(bleu_brevity_penalty(&bleu), length > 4 ? exp(1 - (double)length / 4) : 1);
    }
    assert_near(bleu_of(&cases[0].example), 100 * exp(-0.5));
}

static void chrf_of_known_sentences(void **state)
{
    (void)state;
    static const double wanted[EXAMPLES] = {81.4683366501299, 59.096639059320125,
                                            62.594072594072586};
    static const double match[] = {52, 44, 38, 33, 29, 25}, ours[] = {59, 56, 53, 50, 47, 44},
                        theirs[] = {60, 57, 54, 51, 48, 45};
    struct chrf all = {0};
    for (size_t i = 0; i < EXAMPLES; i++) {
        assert_near(chrf_of(&examples[i]), wanted[i]);
        chrf_add(&all, examples[i].hypothesis, examples[i].references,
                 count_references(&examples[i]));
    }
    for (size_t k = 0; k < 6; k++) {
        assert_near(all.match[k], match[k]);
        assert_near(all.hypothesis[k], ours[k]);
        assert_near(all.reference[k], theirs[k]);
    }
    assert_near(chrf_score(&all), 69.41452972384009);
}

static void chrf_has_its_limits(void **state)
{
    (void)state;
    struct chrf none = {0};
    assert_near(chrf_score(&none), 0);
    assert_near(chrf_of(&(struct example){"ab", {"ab"}}), 100); /* only orders that occur count */
    assert_near(chrf_of(&(struct example){"a bc\xE2\x80\xAF"
                                          "d",
                                          {"ab cd"}}),
                100);
    assert_near(chrf_of(&(struct example){"ab", {"xy", "ab"}}), 100);
    assert_near(chrf_of(&(struct example){"", {"ab"}}), 0);
    assert_near(chrf_of(&(struct example){"ab", {""}}), 0);
    assert_near(chrf_of(&(struct example){"ab", {"cd"}}), 0);
    assert_near(chrf_of(&(struct example){"早", {"晚"}}), 0); /* characters, not bytes */
    /* One of two letters found, one reference letter: precision 1/2, recall 1, of order 1 only. */
    assert_near(chrf_of(&(struct example){"ab", {"a"}}), 100 * 5 * 0.5 / (4 * 0.5 + 1));
}

/* How often the n symbols at `gram` stand in a sequence. */
static long times(const int *symbols, size_t count, const int *gram, size_t n)
{
    long found = 0;
    for (size_t i = 0; i + n <= count; i++)
        found += !memcmp(symbols + i, gram, n * sizeof *gram);
    return found;
}

/* The definition: every distinct n-gram, at its first place, clipped by the richest reference. */
static long slow_match(const struct ngrams *of, const struct ngrams *references, size_t count,
                       size_t n)
{
    long match = 0;
    for (size_t i = 0; i + n <= of->count; i++) {
        const int *gram = of->symbols + i;
        if (times(of->symbols, i + n - 1, gram, n))
            continue;
        long here = times(of->symbols, of->count, gram, n), most = 0;
        for (size_t r = 0; r < count; r++) {
            long there = times(references[r].symbols, references[r].count, gram, n);
            most = there > most ? there : most;
        }
        match += here < most ? here : most;
    }
    return match;
}

static void sorted_matches_are_the_slow_ones(void **state)
{
    (void)state;
    uint32_t seed = 3;
    for (int round = 0; round < 2000; round++) {
        struct ngrams all[4];
        for (size_t s = 0; s < 4; s++) {
            seed = seed * 1664525 + 1013904223;
            size_t count = (seed >> 16) % 25;
            int *symbols = mem_new(count, sizeof *symbols);
            for (size_t i = 0; i < count; i++) {
                seed = seed * 1664525 + 1013904223;
                symbols[i] = (int)(seed >> 16) % (1 + round % 4);
            }
            ngrams_make(&all[s], symbols, count);
        }
        for (size_t n = 1; n <= NGRAM_MAX; n++)
            assert_int_equal(ngrams_match(&all[0], all + 1, 3, n),
                             slow_match(&all[0], all + 1, 3, n));
        for (size_t s = 0; s < 4; s++)
            ngrams_free(&all[s]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bleu_of_known_sentences),
        cmocka_unit_test(bleu_has_its_limits),
        cmocka_unit_test(repeated_words_are_clipped),
        cmocka_unit_test(short_hypotheses_are_penalised),
        cmocka_unit_test(chrf_of_known_sentences),
        cmocka_unit_test(chrf_has_its_limits),
        cmocka_unit_test(sorted_matches_are_the_slow_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
