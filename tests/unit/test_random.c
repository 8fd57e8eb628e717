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
        free(play((uint64_t)i + 1, i % 2, false, true, NULL));
}

/* The first event after which two plays of the same ones have led to different screens. */
static void check_same(uint64_t seed, const struct strs *first, const struct strs *second)
{
    for (size_t i = 0; i < first->count; i++) {
        if (strcmp(first->list[i], second->list[i]) == 0)
            continue;
        print_difference(first->list[i], second->list[i]);
        fail_msg("seed %d: event %zu leads to another screen", (int)seed, i);
    }
}

/* Nothing but the events counts: no clock, no chance. Drawing changes nothing: a play of which
 * nothing is drawn ends the same. */
static void the_same_events_give_the_same_screens(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct strs first = {0}, second = {0};
        char *ends[] = {play(seed, false, false, true, &first),
                        play(seed, false, false, true, &second),
                        play(seed, false, false, false, NULL)};
        check_same(seed, &first, &second);
        assert_string_equal(ends[0], ends[1]);
        assert_string_equal(ends[0], ends[2]);
        for (int i = 0; i < 3; i++)
            free(ends[i]);
        strs_free(&first);
        strs_free(&second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_screen_is_whole),
        cmocka_unit_test(the_same_events_give_the_same_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
