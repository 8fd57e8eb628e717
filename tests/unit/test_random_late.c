#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"

/* Events at random; answers come late, in any order, or never. */

static void every_screen_is_whole_whenever_answers_come(void **state)
{
    (void)state;
    for (int i = 0; i < events_wanted() / RUN; i++)
        free(play((uint64_t)i + 1, i % 2, true, true, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_screen_is_whole_whenever_answers_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
