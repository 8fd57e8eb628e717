#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

typedef void change(struct str *out, const char *text, size_t n);

static void expect(change *changed, const char *text, const char *wanted)
{
    struct str out = {0};
    changed(&out, text, strlen(text));
    assert_string_equal(out.text, wanted);
    assert_true(utf8_valid(out.text, out.length));
    str_clear(&out);
    str_add(&out, "before ");
    changed(&out, text, strlen(text)); /* appended: what was there stays */
    assert_memory_equal(out.text, "before ", 7);
    assert_string_equal(out.text + 7, wanted);
    str_free(&out);
}

static void well_formed_text_is_valid(void **state)
{
    (void)state;
    static const char *const good[] = {"", "a", "é", "€", "😀", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"};
    static const char *const bad[] = {
        "\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "a\xE2\x82",
        "\xFF", "\xFE",     "\xF0\x9F\x98", "\xC3(",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(utf8_valid(bad[i], strlen(bad[i])));
    assert_true(utf8_valid("a\0b", 3));
}

static void a_sequence_that_the_length_cuts_is_bad(void **state)
{
    (void)state;
    int code;
    char *exact = malloc(2); /* so that reading on is an error that shows */
    memcpy(exact, "\xE2\x82", 2);
    assert_int_equal(utf8_decode(exact, 2, &code), 1);
    assert_int_equal(code, -1);
    assert_false(utf8_valid(exact, 2));
    free(exact);
}

static void every_code_point_decodes_to_itself(void **state)
{
    (void)state;
    for (int code = 0; code < 0x110000; code++) {
        char text[5] = {0};
        size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        static const int lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
        for (size_t i = n - 1, rest = (size_t)code; i > 0; i--, rest >>= 6)
            text[i] = (char)(0x80 | (rest & 0x3F));
        text[0] = (char)(lead[n] | code >> 6 * (int)(n - 1));
        int found;
        bool surrogate = code >= 0xD800 && code < 0xE000;
        assert_int_equal(utf8_decode(text, n, &found), surrogate ? 1 : n);
        assert_int_equal(found, surrogate ? -1 : code);
    }
}

static void cleaning_composes(void **state)
{
    (void)state;
    expect(utf8_clean, "", "");
    expect(utf8_clean, "plain", "plain");
    expect(utf8_clean, "cafe\xCC\x81", "caf\xC3\xA9");
    expect(utf8_clean, "\xE2\x84\xAB", "\xC3\x85"); /* the angstrom sign is Å */
    expect(utf8_clean, "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한");
    expect(utf8_clean, "\xEF\xAC\x81", "\xEF\xAC\x81"); /* a ligature is no canonical equal */
    expect(utf8_clean, "q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87"); /* marks in their order */
}

static void cleaning_leaves_nothing_harmful(void **state)
{
    (void)state;
    expect(utf8_clean, "a\tb\nc\x1B[0m\x7F", "a b c [0m ");
    expect(utf8_clean,
           "a\xC2\x85"
           "b\xC2\x9B",
           "a b "); /* C1 */
    expect(utf8_clean,
           "a\xE2\x80\xAE"
           "b\xE2\x81\xA9",
           "a b "); /* turned direction */
    expect(utf8_clean,
           "a\xFF"
           "b\xC3",
           "a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD");
    expect(utf8_clean, "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    struct str out = {0};
    utf8_clean(&out, "a\0b", 3);
    assert_int_equal(out.length, 3);
    assert_string_equal(out.text, "a b");
    str_free(&out);
}

static void any_bytes_come_out_clean(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        char bytes[40];
        struct str once = {0}, twice = {0};
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> 24);
        }
        utf8_clean(&once, bytes, sizeof bytes);
        assert_true(utf8_valid(once.text, once.length));
        assert_int_equal(strlen(once.text), once.length);
        utf8_clean(&twice, once.text, once.length);
        assert_string_equal(once.text, twice.text);
        utf8_width(once.text);
        str_free(&once);
        str_free(&twice);
    }
}

static void letters_change_case(void **state)
{
    (void)state;
    expect(utf8_lower, "", "");
    expect(utf8_lower, "ÀÉÎ ŒUVRE Straße ΣΑΣ ЖУК", "àéî œuvre straße σασ жук");
    expect(utf8_lower, "İstanbul IĞDIR", "istanbul iğdir"); /* the same in a Turkish locale */
    expect(utf8_lower, "E\xCC\x81", "é");
    expect(utf8_lower, "\xE2\x84\xAA", "k"); /* the kelvin sign */
    expect(utf8_lower, "早上 3.5 !", "早上 3.5 !");
    expect(utf8_upper, "éa", "ÉA");
    expect(utf8_upper, "e\xCC\x81", "É");
}

static void characters_have_kinds(void **state)
{
    (void)state;
    static const int spaces[] = {' ',    '\t',   '\n',   '\r',   0x85,   0xA0,
                                 0x202F, 0x2009, 0x3000, 0xFEFF, 0x200B, 0x2028};
    static const int marks[] = {'.',  '\'',   '_',    '$',    '+', 0x2019,
                                0xAB, 0x3002, 0xFF01, 0x2764, 0xB0};
    static const int letters[] = {'a', 'Z', 0xE9, 0x301, 0x4E00, 0x3B1};
    static const int han[] = {0x4E00, 0x3042, 0x30AB, 0xAC00, 0x3002, 0xFF0C, 0x20000, 0xFF66};
    static const int no_han[] = {'a', '.', 0x3000, 0xFF21, 0xFF11, 0x2026, 0x1F600, -1};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        assert_true(utf8_is_space(spaces[i]) && !utf8_is_letter(spaces[i]));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        assert_true(utf8_is_punctuation(marks[i]) && !utf8_is_space(marks[i]));
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        assert_true(utf8_is_letter(letters[i]) && !utf8_is_punctuation(letters[i]));
    for (size_t i = 0; i < sizeof han / sizeof *han; i++)
        assert_true(utf8_is_han(han[i]));
    for (size_t i = 0; i < sizeof no_han / sizeof *no_han; i++)
        assert_false(utf8_is_han(no_han[i]));
    assert_true(utf8_is_digit('7') && utf8_is_digit(0x0663) && !utf8_is_digit(0xB2));
    assert_false(utf8_is_space(-1) || utf8_is_letter(-1) || utf8_is_punctuation(-1));
}

static void graphemes_have_widths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        int width;
    } cases[] = {
        {"a", 1, 1},
        {"ab", 1, 1},
        {"e\xCC\x81x", 3, 1},
        {"早上", 3, 2},
        {"한", 3, 2},
        {"▁", 3, 1},
        {"\xE2\x80\xAF!", 3, 1},
        {"😀x", 4, 2},
        {"👨‍👩‍👧!", 18, 2},
        {"👍🏽", 8, 2},
        {"🇫🇷🇨🇳", 8, 2},
        {"\xFF"
         "a",
         1, 1},
        {"e\xFF", 1, 1},
        {"\xCC\x81", 2, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int width;
        size_t size = utf8_grapheme(cases[i].text, strlen(cases[i].text), &width);
        assert_int_equal(size, cases[i].size);
        assert_int_equal(width, cases[i].width);
    }
}

static void text_fits_into_columns(void **state)
{
    (void)state;
    assert_int_equal(utf8_width(""), 0);
    assert_int_equal(utf8_width("a早e\xCC\x81😀"), 6);
    assert_int_equal(utf8_fit("abc", 0), 0);
    assert_int_equal(utf8_fit("abc", -1), 0);
    assert_int_equal(utf8_fit("abc", 2), 2);
    assert_int_equal(utf8_fit("abc", 99), 3);
    assert_int_equal(utf8_fit("早上", 3), 3); /* the second would stick out */
    assert_int_equal(utf8_fit("早上", 1), 0);
    assert_int_equal(utf8_fit("e\xCC\x81x", 1), 3); /* the accent goes with its letter */
    static const char text[] = "l'été à 上海, 👨‍👩‍👧 !";
    for (int columns = 0; columns <= utf8_width(text); columns++) {
        char part[sizeof text] = "";
        memcpy(part, text, utf8_fit(text, columns));
        assert_true(utf8_valid(part, strlen(part)));
        assert_in_range(utf8_width(part), columns ? columns - 1 : 0, columns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_valid),
        cmocka_unit_test(a_sequence_that_the_length_cuts_is_bad),
        cmocka_unit_test(every_code_point_decodes_to_itself),
        cmocka_unit_test(cleaning_composes),
        cmocka_unit_test(cleaning_leaves_nothing_harmful),
        cmocka_unit_test(any_bytes_come_out_clean),
        cmocka_unit_test(letters_change_case),
        cmocka_unit_test(characters_have_kinds),
        cmocka_unit_test(graphemes_have_widths),
        cmocka_unit_test(text_fits_into_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
