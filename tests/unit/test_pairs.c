#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "text/pairs.h"

static char folder[] = "/tmp/heed-pairs-XXXXXX";
static char path[sizeof folder + 16];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/pairs.tsv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct pairs *open_bytes(const char *bytes, size_t n)
{
    struct err err;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
    struct pairs *pairs = pairs_open(path, &err);
    assert_non_null(pairs);
    return pairs;
}

/* The rest of the pairs as "line:first=second;". */
static char *rest_of(struct pairs *pairs)
{
    struct err err;
    struct pair pair;
    struct str out = {0};
    int got;
    while ((got = pairs_next(pairs, &pair, &err)) > 0)
        str_format(&out, "%ld:%s=%s;", pair.line, pair.first, pair.second);
    assert_int_equal(got, 0);
    assert_int_equal(pairs_next(pairs, &pair, &err), 0); /* the end stays the end */
    return str_take(&out);
}

static void expect_bytes(const char *bytes, size_t n, const char *wanted)
{
    struct pairs *pairs = open_bytes(bytes, n);
    char *found = rest_of(pairs);
    assert_string_equal(found, wanted);
    free(found);
    pairs_close(pairs);
}

static void expect(const char *text, const char *wanted)
{
    expect_bytes(text, strlen(text), wanted);
}

static void lines_are_pairs(void **state)
{
    (void)state;
    expect("a cat\tun chat\nyes\toui\n", "1:a cat=un chat;2:yes=oui;");
    expect("a\tb", "1:a=b;");
    expect("a\tb\r\nc\td\r\n", "1:a=b;2:c=d;");
    expect("\xEF\xBB\xBF"
           "a\tb\n\xEF\xBB\xBF"
           "c\td\n",
           "1:a=b;2:c=d;");
    expect("\xEF\xBB\xBF\n\nx\ty\n", "3:x=y;");
    expect("", "");
    expect("\n\n", "");
}

static void further_columns_are_ignored(void **state)
{
    (void)state;
    expect("a\tb\tc\td\n1\t2\t\n", "1:a=b;2:1=2;");
}

static void a_quote_is_an_ordinary_character(void **state)
{
    (void)state;
    expect("\"Stop\tArrête\"\nx\t\"y\n\"a\"\t\"\"\n", "1:\"Stop=Arrête\";2:x=\"y;3:\"a\"=\"\";");
    expect("a,b;c\td'e\n", "1:a,b;c=d'e;");
}

static void numbers_count_every_line(void **state)
{
    (void)state;
    expect("\n  \na\tb\n\r\n\nc\td\nbad\ne\tf\n", "3:a=b;6:c=d;8:e=f;");
}

static void a_bare_return_ends_no_line(void **state)
{
    (void)state;
    expect("a\rb\tc\rd\ne\tf\n", "1:a b=c d;2:e=f;");
}

static void spaces_around_are_trimmed(void **state)
{
    (void)state;
    expect("  a b \t c  \n", "1:a b=c;");
    expect("\xC2\xA0"
           "a\xE3\x80\x80\t\xE2\x80\xAF\xC3\xA0\xE2\x80\xAF!\xE2\x80\xAF\n",
           "1:a=\xC3\xA0\xE2\x80\xAF!;");
}

static void bad_lines_are_counted_with_reasons(void **state)
{
    (void)state;
    static const char text[] = "no tab here\n"
                               "\tx\n"
                               "x\t\n"
                               "a\tb\n"
                               "\xFF\tx\n"
                               "x\0y\tz\n"
                               "x\t\xC2\xA0\n"
                               "\t\n";
    struct pairs *pairs = open_bytes(text, sizeof text - 1);
    const struct bad_line *list;
    struct err err;
    free(rest_of(pairs));
    assert_int_equal(pairs_good(pairs), 1);
    assert_int_equal(pairs_bad(pairs), 7);
    assert_int_equal(pairs_bad_lines(pairs, &list), 5);
    static const struct {
        long line;
        const char *reason;
    } wanted[] = {{1, "no tab"}, {2, "before"}, {3, "after"}, {5, "UTF-8"}, {6, "NUL"}};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(list[i].line, wanted[i].line);
        assert_non_null(strstr(list[i].reason, wanted[i].reason));
    }
    assert_int_equal(pairs_check(pairs, &err), -1);
    assert_non_null(strstr(err.text, "pairs.tsv:1: no tab"));
    assert_non_null(strstr(err.text, "7 of 8 lines"));
    pairs_close(pairs);
}

static struct pairs *open_mixed(int good, int bad)
{
    struct str text = {0};
    for (int i = 0; i < bad; i++)
        str_add(&text, "bad\n");
    for (int i = 0; i < good; i++)
        str_add(&text, "good\tbon\n");
    struct pairs *pairs = open_bytes(text.text ? text.text : "", text.length);
    str_free(&text);
    free(rest_of(pairs));
    return pairs;
}

static void one_line_in_a_hundred_may_be_bad(void **state)
{
    (void)state;
    static const struct {
        int good, bad, result;
    } cases[] = {{100, 0, 0}, {99, 1, 0}, {98, 1, -1}, {198, 2, 0}, {0, 1, -1}, {0, 0, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err;
        struct pairs *pairs = open_mixed(cases[i].good, cases[i].bad);
        assert_int_equal(pairs_check(pairs, &err), cases[i].result);
        pairs_close(pairs);
    }
}

/* A line of n bytes with a tab in it. */
static void add_long(struct str *text, size_t n)
{
    str_add(text, "x\t");
    for (size_t i = 2; i < n; i++)
        str_add(text, "y");
    str_add(text, "\n");
}

static void a_line_of_more_than_a_megabyte_is_bad(void **state)
{
    (void)state;
    struct str text = {0};
    struct pair pair;
    struct err err;
    const struct bad_line *list;
    add_long(&text, (1 << 20) + 1);
    add_long(&text, 1 << 20);
    add_long(&text, 3 << 20);
    str_add(&text, "a\tb\n");
    struct pairs *pairs = open_bytes(text.text, text.length);
    assert_int_equal(pairs_next(pairs, &pair, &err), 1);
    assert_int_equal(pair.line, 2);
    assert_int_equal(strlen(pair.second), (1 << 20) - 2);
    assert_int_equal(pairs_next(pairs, &pair, &err), 1);
    assert_int_equal(pair.line, 4);
    assert_string_equal(pair.second, "b");
    assert_int_equal(pairs_bad_lines(pairs, &list), 2);
    assert_int_equal(list[1].line, 3);
    assert_non_null(strstr(list[1].reason, "longer"));
    pairs_close(pairs);
    str_free(&text);
}

static void lines_across_buffers_stay_whole(void **state)
{
    (void)state;
    struct str text = {0};
    for (int i = 0; i < 30000; i++)
        str_format(&text, "left %d\tright %d\n", i, i);
    struct pairs *pairs = open_bytes(text.text, text.length);
    struct pair pair;
    struct err err;
    char wanted[32];
    for (int i = 0; i < 30000; i++) {
        assert_int_equal(pairs_next(pairs, &pair, &err), 1);
        snprintf(wanted, sizeof wanted, "right %d", i);
        assert_string_equal(pair.second, wanted);
        assert_int_equal(pair.line, i + 1);
    }
    assert_int_equal(pairs_next(pairs, &pair, &err), 0);
    pairs_close(pairs);
    str_free(&text);
}

static void rewinding_gives_the_same_again(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF"
                               "a\tb\nbad\nc\td\ne\tf";
    struct pairs *pairs = open_bytes(text, sizeof text - 1);
    struct pair pair;
    struct err err;
    assert_int_equal(pairs_next(pairs, &pair, &err), 1);
    for (int round = 0; round < 3; round++) { /* from the middle, then from the end */
        assert_int_equal(pairs_rewind(pairs, &err), 0);
        assert_int_equal(pairs_good(pairs) + pairs_bad(pairs), 0);
        char *found = rest_of(pairs);
        assert_string_equal(found, "1:a=b;3:c=d;4:e=f;");
        assert_int_equal(pairs_good(pairs), 3);
        assert_int_equal(pairs_bad(pairs), 1);
        free(found);
    }
    pairs_close(pairs);
}

static void what_cannot_be_opened_or_read_says_so(void **state)
{
    (void)state;
    struct err err;
    struct pair pair;
    assert_null(pairs_open("/tmp/no-such-folder/x.tsv", &err));
    assert_non_null(strstr(err.text, "/tmp/no-such-folder/x.tsv"));
    struct pairs *pairs = pairs_open(folder, &err);
    if (pairs) {
        assert_int_equal(pairs_next(pairs, &pair, &err), -1);
        pairs_close(pairs);
    }
    assert_non_null(strstr(err.text, folder));
    pairs_close(NULL);
}

static void standard_input_is_read_once(void **state)
{
    (void)state;
    struct pairs *pairs = open_bytes("a\tb\n", 4);
    struct err err;
    pairs_close(pairs);
    assert_non_null(freopen(path, "rb", stdin));
    pairs = pairs_open("-", &err);
    char *found = rest_of(pairs);
    assert_string_equal(found, "1:a=b;");
    free(found);
    assert_int_equal(pairs_rewind(pairs, &err), -1);
    assert_non_null(strstr(err.text, "standard input"));
    pairs_close(pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_pairs),
        cmocka_unit_test(further_columns_are_ignored),
        cmocka_unit_test(a_quote_is_an_ordinary_character),
        cmocka_unit_test(numbers_count_every_line),
        cmocka_unit_test(a_bare_return_ends_no_line),
        cmocka_unit_test(spaces_around_are_trimmed),
        cmocka_unit_test(bad_lines_are_counted_with_reasons),
        cmocka_unit_test(one_line_in_a_hundred_may_be_bad),
        cmocka_unit_test(a_line_of_more_than_a_megabyte_is_bad),
        cmocka_unit_test(lines_across_buffers_stay_whole),
        cmocka_unit_test(rewinding_gives_the_same_again),
        cmocka_unit_test(what_cannot_be_opened_or_read_says_so),
        cmocka_unit_test(standard_input_is_read_once),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
