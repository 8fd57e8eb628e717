/* The formats of output: whoever forgets a part of one is told which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "export/format.h"

static void every_row_is_whole(void **state)
{
    (void)state;
    for (const struct format *format = formats; format->name; format++) {
        if (!format->ending || format->ending[0] != '.' || !format->ending[1])
            fail_msg("the format \"%s\" has no ending of files", format->name);
        if (!format->grid && !format->matrix && !format->table)
            fail_msg("the format \"%s\" has no function: it holds nothing", format->name);
        if (!format->grid && (format->binary || format->alone))
            fail_msg("the format \"%s\" says how a screen is shown, and holds none", format->name);
    }
}

static void names_and_endings_tell_formats_apart(void **state)
{
    (void)state;
    for (const struct format *format = formats; format->name; format++) {
        char path[64] = "a.picture";
        strncat(path, format->ending, sizeof path - 16);
        if (format_find(format->name) != format)
            fail_msg("two formats have the name \"%s\"", format->name);
        if (format_of_file(path) != format)
            fail_msg("two formats have the ending \"%s\"", format->ending);
    }
    assert_null(format_find("tiff"));
    assert_null(format_of_file("a.tiff"));
    assert_null(format_of_file("csv"));
}

static void lists_name_every_format_once(void **state)
{
    (void)state;
    struct str names = {0}, screens = {0}, numbers = {0};
    format_names(&names);
    format_endings(&screens, true);
    format_endings(&numbers, false);
    for (const struct format *format = formats; format->name; format++) {
        assert_non_null(strstr(names.text, format->name));
        assert_true(!strstr(screens.text, format->ending) != !strstr(numbers.text, format->ending));
    }
    str_free(&names);
    str_free(&screens);
    str_free(&numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(names_and_endings_tell_formats_apart),
        cmocka_unit_test(lists_name_every_format_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
