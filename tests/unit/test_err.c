/* Messages that are longer than their room are cut between two characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "text/utf8.h"

static void texts_are_cut_between_characters(void **state)
{
    (void)state;
    static const char text[] = "a\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x99\x82"; /* 1, 2, 3 and 4 bytes */
    static const size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
    for (size_t n = 0; n <= 10; n++)
        assert_int_equal(str_whole(text, n), whole[n]);
}

static void messages_stay_valid(void **state)
{
    (void)state;
    struct err err;
    char signs[3 * 1024 + 1] = "";
    for (int i = 0; i < 1024; i++)
        memcpy(signs + 3 * i, "\xE4\xBD\xA0", 4);
    for (int shift = 0; shift < 3; shift++) {
        assert_int_equal(err_set(&err, "%.*s%s", shift, "abc", signs), -1);
        assert_in_range(strlen(err.text), sizeof err.text - 3, sizeof err.text - 1);
        assert_true(utf8_valid(err.text, strlen(err.text)));
        assert_int_equal(err_prefix(&err, "%.*s", shift + 1, "abcd"), -1);
        assert_true(utf8_valid(err.text, strlen(err.text)));
        assert_int_equal(err_prefix(&err, "%.*s%s", shift, "abc", signs), -1);
        assert_true(utf8_valid(err.text, strlen(err.text)));
    }
    err_set(&err, "no such file");
    err_prefix(&err, "model %d", 3);
    assert_string_equal(err.text, "model 3: no such file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cut_between_characters),
        cmocka_unit_test(messages_stay_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
