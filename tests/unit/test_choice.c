/* Words to choose from, as one text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/choice.h"

static void choices_are_found(void **state)
{
    (void)state;
    size_t n;
    assert_int_equal(choice_find("red|green|blue", "red"), 0);
    assert_int_equal(choice_find("red|green|blue", "blue"), 2);
    assert_int_equal(choice_find("red|green|blue", "gree"), -1);
    assert_int_equal(choice_find("red|green|blue", "greens"), -1);
    assert_int_equal(choice_find("red|green|blue", "red|green"), -1);
    assert_int_equal(choice_find("red|green|blue", ""), -1);
    assert_memory_equal(choice_word("red|green|blue", 1, &n), "green|", 6);
    assert_int_equal(n, 5);
    assert_string_equal(choice_word("red|green|blue", 2, &n), "blue");
    assert_int_equal(n, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choices_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
