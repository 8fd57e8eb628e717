#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/para.h"
#include "export/print.h"

static int lines_of(const struct para_run *runs, int count, int width, int hang)
{
    return para_draw(NULL, (struct rect){0, 0, 0, width}, runs, count, hang, 0);
}

static void check(const struct para_run *runs, int count, int width, int hang, int skip,
                  const char *text, const char *styles)
{
    struct grid grid;
    struct theme theme = {.tier = TIER_MONO};
    struct str out = {0};
    grid_init(&grid, 4, width);
    assert_int_equal(para_draw(&grid, grid_whole(&grid), runs, count, hang, skip),
                     lines_of(runs, count, width, hang));
    print_text(&out, &grid, &theme);
    assert_string_equal(out.text, text);
    str_clear(&out);
    print_styles(&out, &grid);
    if (styles)
        assert_string_equal(out.text, styles);
    str_free(&out);
    grid_free(&grid);
}

static void check_plain(const char *source, int width, const char *text)
{
    check(&(struct para_run){.text = source}, 1, width, 0, 0, text, NULL);
}

static void words_wrap(void **state)
{
    (void)state;
    check_plain("the cat sat on it", 7, "the cat\nsat on\nit\n\n");
    check_plain("the cat", 7, "the cat\n\n\n\n");
    check_plain("the cat ", 7, "the cat\n\n\n\n");
    check_plain("the   cat", 4, "the\ncat\n\n\n");
    check_plain("sat\non\n\nit\n", 7, "sat\non\n\nit\n");
    check_plain("a\n  b c", 7, "a\n  b c\n\n\n");
    check_plain("", 7, "\n\n\n\n");
    check_plain("one\u00A0two x", 7, "one\u00A0two\nx\n\n\n");
    assert_int_equal(lines_of(&(struct para_run){.text = "a\n"}, 1, 7, 0), 1);
    assert_int_equal(lines_of(&(struct para_run){.text = ""}, 1, 7, 0), 0);
    assert_int_equal(lines_of(NULL, 0, 7, 0), 0);
}

static void long_words_are_cut(void **state)
{
    (void)state;
    check_plain("unbelievable cat", 5, "unbel\nievab\nle\ncat\n");
    check_plain("ab", 1, "a\nb\n\n\n");
    for (int width = 0; width < 4; width++)
        assert_in_range(lines_of(&(struct para_run){.text = "好 cat好 好"}, 1, width, 2), 1, 9);
}

static void han_wraps_without_spaces(void **state)
{
    (void)state;
    check_plain("猫坐在那里。", 8, "猫坐在那\n里。\n\n\n");
    check_plain("猫坐在那。", 8, "猫坐在\n那。\n\n\n"); /* no line starts with a full stop */
    check_plain("猫坐（在那", 6, "猫坐\n（在那\n\n\n"); /* or ends with a bracket */
    check_plain("attention是注意力", 11, "attention是\n注意力\n\n\n");
    check_plain("一 cat", 5, "一\ncat\n\n\n");
}

static void words_may_change_style_inside(void **state)
{
    (void)state;
    static const struct para_run runs[] = {{STYLE_PLAIN, 0, "use "},
                                           {STYLE_STRONG, 0, "<pad>"},
                                           {STYLE_PLAIN, 0, ". ok "},
                                           {STYLE_WEIGHT, MARK_CURSOR, "w"}};
    check(runs, 4, 8, 0, 0, "use\n<pad>.\nok w\n\n", "........\nccccc...\n...#....\n........\n");
}

static void lines_hang_and_scroll(void **state)
{
    (void)state;
    static const struct para_run item[] = {{STYLE_PLAIN, 0, "• one two three\nfour"}};
    check(item, 1, 7, 2, 0, "• one\n  two\n  three\nfour\n", NULL);
    check(item, 1, 7, 2, 2, "  three\nfour\n\n\n", NULL);
    check(item, 1, 7, 2, 9, "\n\n\n\n", NULL);
    static const struct para_run many[] = {{STYLE_PLAIN, 0, "1\n2\n3\n4\n5\n6"}};
    check(many, 1, 7, 0, 1, "2\n3\n4\n5\n", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_wrap),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(han_wraps_without_spaces),
        cmocka_unit_test(words_may_change_style_inside),
        cmocka_unit_test(lines_hang_and_scroll),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
