#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lesson/progress.h"

static void assert_written(const struct progress *progress, const char *expected)
{
    struct str out = {0};
    progress_write(progress, &out);
    assert_string_equal(out.text ? out.text : "", expected);
    str_free(&out);
}

static void nothing_at_first(void **state)
{
    (void)state;
    struct progress progress = {0};
    assert_false(progress_seen(&progress, "01-screen", 0));
    assert_false(progress_answered(&progress, "01-screen", 0));
    assert_int_equal(progress_count(&progress, "01-screen"), 0);
    assert_written(&progress, "");
    progress_read(&progress, "");
    assert_written(&progress, "");
    progress_free(&progress);
}

static void notes_and_writes(void **state)
{
    (void)state;
    struct progress progress = {0};
    progress_page(&progress, "02-masking", 2);
    progress_page(&progress, "02-masking", 0);
    progress_page(&progress, "02-masking", 0);
    progress_right(&progress, "02-masking", 2);
    progress_page(&progress, "my own lesson", 63);
    assert_true(progress_seen(&progress, "02-masking", 0));
    assert_false(progress_seen(&progress, "02-masking", 1));
    assert_false(progress_seen(&progress, "01-screen", 0));
    assert_true(progress_answered(&progress, "02-masking", 2));
    assert_false(progress_answered(&progress, "02-masking", 0));
    assert_int_equal(progress_count(&progress, "02-masking"), 2);
    assert_written(&progress, "02-masking\tseen 1 3\tright 3\nmy own lesson\tseen 64\tright\n");
    progress_free(&progress);
}

static void reads_what_it_writes(void **state)
{
    (void)state;
    static const char text[] = "02-masking\tseen 1 3 64\tright 3\n面具\tseen\tright\n";
    struct progress progress = {0};
    progress_read(&progress, text);
    assert_written(&progress, text);
    assert_true(progress_seen(&progress, "02-masking", 63));
    progress_free(&progress);
}

static void joins_lines_of_one_lesson(void **state)
{
    (void)state;
    struct progress progress = {0};
    progress_read(&progress, "a\tseen 1\tright\r\na\tseen 2\tright 1");
    assert_written(&progress, "a\tseen 1 2\tright 1\n");
    progress_free(&progress);
}

static void leaves_out_what_it_cannot_read(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\n",
        "words",
        "a\tseen 1",
        "\tseen 1\tright",
        "a\tseen 0\tright",
        "a\tseen 65\tright",
        "a\tseen -1\tright",
        "a\tseen x\tright",
        "a\tseen 1\tright 1x",
        "a\tseen  1\tright",
        "a\tseen 1\twrong",
        "a\tright 1\tseen 1",
        "a\tseen 99999999999999999999\tright",
        "a\tseen 1,2\tright",
        "a\tseen 1\tright 1\tmore",
        "a\tseen 1 \tright",
        "a\tseen1\tright",
        "\t\t",
        "\xFF\xFE\t\t\t",
    };
    struct progress progress = {0};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        progress_read(&progress, lines[i]);
    assert_written(&progress, "");
    progress_read(&progress, "nonsense\nb\tseen 2\tright\nnonsense");
    assert_written(&progress, "b\tseen 2\tright\n");
    progress_free(&progress);
}

static void ignores_pages_and_names_that_cannot_be(void **state)
{
    (void)state;
    struct progress progress = {0};
    progress_page(&progress, "a", -1);
    progress_page(&progress, "a", 64);
    progress_right(&progress, "a", 1000);
    progress_page(&progress, "two\nlines", 0);
    progress_page(&progress, "", 0);
    assert_true(progress_seen(&progress, "two\nlines", 0));
    assert_false(progress_seen(&progress, "a", -1));
    assert_false(progress_seen(&progress, "a", 64));
    assert_written(&progress, "a\tseen\tright\n");
    progress_free(&progress);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_at_first),
        cmocka_unit_test(notes_and_writes),
        cmocka_unit_test(reads_what_it_writes),
        cmocka_unit_test(joins_lines_of_one_lesson),
        cmocka_unit_test(leaves_out_what_it_cannot_read),
        cmocka_unit_test(ignores_pages_and_names_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
