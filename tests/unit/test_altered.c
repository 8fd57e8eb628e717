#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "text/altered.h"

/* Compares two texts and writes the marks down: "." shared, "x" not. */
static void check(const char *a, const char *b, const char *a_expected, const char *b_expected)
{
    struct strs one = altered_words(a), other = altered_words(b);
    bool marks[2][16] = {0};
    char text[2][17] = {"", ""};
    altered_mark(&one, &other, marks[0], marks[1]);
    for (size_t i = 0; i < one.count; i++)
        strcat(text[0], marks[0][i] ? "x" : ".");
    for (size_t i = 0; i < other.count; i++)
        strcat(text[1], marks[1][i] ? "x" : ".");
    assert_string_equal(text[0], a_expected);
    assert_string_equal(text[1], b_expected);
    strs_free(&one);
    strs_free(&other);
}

static void words_that_both_have_are_shared(void **state)
{
    (void)state;
    check("je suis chez moi .", "je suis chez moi .", ".....", ".....");
    check("je suis chez moi .", "je reste chez lui .", ".x.x.", ".x.x.");
    check("il dort", "il dort bien ici", "..", "..xx");
    check("a b c d", "b d", "x.x.", "..");
    check("un deux", "trois", "xx", "x");
    check("deux un", "un deux", "x.", ".x");
    check("", "un", "", "x");
    check("  un   deux ", "un", ".x", ".");
    check("", "", "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_that_both_have_are_shared)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
