#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/vocab.h"

#define SPECIALS "<pad>\n<bos>\n<eos>\n<unk>\n"

static void a_new_one_has_the_specials(void **state)
{
    (void)state;
    struct vocab *vocab = vocab_new();
    assert_int_equal(vocab_size(vocab), VOCAB_SPECIAL);
    assert_string_equal(vocab_token(vocab, ID_PAD), "<pad>");
    assert_string_equal(vocab_token(vocab, ID_BOS), "<bos>");
    assert_string_equal(vocab_token(vocab, ID_EOS), "<eos>");
    assert_string_equal(vocab_token(vocab, ID_UNK), "<unk>");
    assert_int_equal(vocab_id(vocab, "<eos>"), ID_EOS);
    assert_int_equal(vocab_id(vocab, "cat"), ID_UNK);
    assert_false(vocab_has(vocab, "cat"));
    assert_string_equal(vocab_token(vocab, -1), "<?>");
    assert_string_equal(vocab_token(vocab, VOCAB_SPECIAL), "<?>");
    vocab_free(vocab);
    vocab_free(NULL);
}

static void many_tokens_are_found_again(void **state)
{
    (void)state;
    enum { MANY = 50000 };
    struct vocab *vocab = vocab_new();
    char token[16];
    for (int round = 0; round < 2; round++) /* the second time nothing is added */
        for (int i = 0; i < MANY; i++) {
            snprintf(token, sizeof token, "t%d", i);
            assert_int_equal(vocab_add(vocab, token), VOCAB_SPECIAL + i);
        }
    assert_int_equal(vocab_size(vocab), VOCAB_SPECIAL + MANY);
    for (int i = 0; i < MANY; i++) {
        snprintf(token, sizeof token, "t%d", i);
        assert_int_equal(vocab_id(vocab, token), VOCAB_SPECIAL + i);
        assert_string_equal(vocab_token(vocab, VOCAB_SPECIAL + i), token);
    }
    assert_false(vocab_has(vocab, "t50000"));
    vocab_free(vocab);
}

static struct vocab_counts *count_words(const char *text)
{
    struct vocab_counts *counts = vocab_counts_new();
    char *copy = strdup(text), *rest = copy;
    for (char *word; (word = strsep(&rest, " "));)
        vocab_count(counts, word);
    free(copy);
    return counts;
}

static void expect_kept(const char *text, long min_count, size_t limit, const char *wanted)
{
    struct vocab_counts *counts = count_words(text);
    struct vocab *vocab = vocab_from_counts(counts, min_count, limit);
    struct str written = {0};
    vocab_write(vocab, &written);
    assert_memory_equal(written.text, SPECIALS, strlen(SPECIALS));
    assert_string_equal(written.text + strlen(SPECIALS), wanted);
    str_free(&written);
    vocab_free(vocab);
    vocab_counts_free(counts);
}

static void the_frequent_come_first(void **state)
{
    (void)state;
    const char *text = "b a c b a d b é z";
    expect_kept(text, 1, 0, "b\na\nc\nd\nz\né\n");
    expect_kept(text, 2, 0, "b\na\n");
    expect_kept(text, 1, 3, "b\na\nc\n");
    expect_kept(text, 1, 99, "b\na\nc\nd\nz\né\n");
    expect_kept(text, 4, 0, "");
    expect_kept("<unk> x <eos> <eos>", 1, 0, "x\n"); /* specials have their places already */
}

static void nothing_counted_keeps_nothing(void **state)
{
    (void)state;
    struct vocab_counts *counts = vocab_counts_new();
    struct vocab *vocab = vocab_from_counts(counts, 1, 0);
    assert_int_equal(vocab_size(vocab), VOCAB_SPECIAL);
    vocab_free(vocab);
    vocab_counts_free(counts);
    vocab_counts_free(NULL);
}

static void counting_many_loses_none(void **state)
{
    (void)state;
    struct vocab_counts *counts = vocab_counts_new();
    char token[16];
    for (int i = 0; i < 1000; i++)
        for (int k = 0; k <= i % 7; k++) {
            snprintf(token, sizeof token, "t%03d", i);
            vocab_count(counts, token);
        }
    for (int least = 1; least <= 8; least++) {
        int wanted = VOCAB_SPECIAL;
        for (int i = 0; i < 1000; i++)
            wanted += i % 7 + 1 >= least;
        struct vocab *vocab = vocab_from_counts(counts, least, 0);
        assert_int_equal(vocab_size(vocab), wanted);
        vocab_free(vocab);
    }
    vocab_counts_free(counts);
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    struct vocab *vocab = vocab_new();
    vocab_add(vocab, "j'");
    vocab_add(vocab, "早");
    vocab_add(vocab, "▁");
    struct str text = {0};
    struct err err;
    vocab_write(vocab, &text);
    assert_string_equal(text.text, SPECIALS "j'\n早\n▁\n");
    struct vocab *back = vocab_read(text.text, text.length, &err);
    assert_non_null(back);
    assert_true(vocab_equal(vocab, back));
    assert_int_equal(vocab_id(back, "早"), VOCAB_SPECIAL + 1);
    vocab_add(back, "more");
    assert_false(vocab_equal(vocab, back));
    vocab_free(back);
    back = vocab_read(text.text, text.length - 1, &err); /* the last newline may be missing */
    assert_non_null(back);
    assert_true(vocab_equal(vocab, back));
    vocab_free(back);
    str_free(&text);
    vocab_free(vocab);
}

static void order_makes_a_difference(void **state)
{
    (void)state;
    struct vocab *a = vocab_new(), *b = vocab_new();
    vocab_add(a, "x"), vocab_add(a, "y");
    vocab_add(b, "y"), vocab_add(b, "x");
    assert_false(vocab_equal(a, b));
    vocab_free(a);
    vocab_free(b);
}

static void damaged_text_is_refused(void **state)
{
    (void)state;
#define TEXT(literal) literal, sizeof(literal) - 1
    static const struct {
        const char *text;
        size_t size;
        const char *message; /* a part of it */
    } cases[] = {
        {TEXT(""), "0 lines"},
        {TEXT("<pad>\n<bos>\n<eos>\n"), "3 lines"},
        {TEXT("<bos>\n<pad>\n<eos>\n<unk>\n"), "line 1"},
        {TEXT("<pad>\n<bos>\n<eos>\ncat\n"), "line 4"},
        {TEXT(SPECIALS "cat\ndog\ncat\n"), "line 7: the token \"cat\" is there twice"},
        {TEXT(SPECIALS "<unk>\n"), "line 5"},
        {TEXT(SPECIALS "\ndog\n"), "line 5: the token \"\" is empty"},
        {TEXT(SPECIALS "dog\n\n"), "line 6"},
        {TEXT(SPECIALS "\xC3\n"), "not UTF-8"},
        {TEXT(SPECIALS "a\0b\n"), "not UTF-8"},
        {TEXT(SPECIALS "\x1B[2J\xFF\n"), "the token \" [2J\xEF\xBF\xBD\" is not"}, /* harmless */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        assert_null(vocab_read(cases[i].text, cases[i].size, &err));
        assert_non_null(strstr(err.text, cases[i].message));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_one_has_the_specials),
        cmocka_unit_test(many_tokens_are_found_again),
        cmocka_unit_test(the_frequent_come_first),
        cmocka_unit_test(nothing_counted_keeps_nothing),
        cmocka_unit_test(counting_many_loses_none),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(order_makes_a_difference),
        cmocka_unit_test(damaged_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
