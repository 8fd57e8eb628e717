#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"

/* Events at random; what is asked for is answered at once. */

static void every_screen_is_whole(void **state)
{
    (void)state;
    for (int i = 0; i < events_wanted() / RUN; i++)
        free(play((uint64_t)i + 1, i % 2, false, true));
}

/* Drawing changes nothing, and nothing but the events counts: no clock, no chance. */
static void the_same_events_give_the_same_screen(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        char *first = play(seed, false, false, true), *second = play(seed, false, false, false);
        assert_string_equal(first, second);
        free(first);
        free(second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_screen_is_whole),
        cmocka_unit_test(the_same_events_give_the_same_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
