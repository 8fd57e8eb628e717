#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "screen/event.h"

static void every_key_has_a_name_that_leads_back(void **state)
{
    (void)state;
    for (int key = INPUT_NONE + 1; key < INPUT_COUNT; key++) {
        struct event event = {.kind = EVENT_KEY, .key = (enum key)key}, back;
        char name[32];
        event_name(&event, name, sizeof name);
        assert_true(strlen(name) > 1);
        assert_int_equal(key_event(name, &back), 0);
        assert_int_equal(back.kind, EVENT_KEY);
        assert_int_equal(back.key, key);
    }
}

static void characters_name_themselves(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "?", "é", "好", "😀", "Q"};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        struct event event;
        char name[32];
        assert_int_equal(key_event(characters[i], &event), 0);
        assert_int_equal(event.kind, EVENT_TEXT);
        assert_string_equal(event.text, characters[i]);
        assert_string_equal(event_name(&event, name, sizeof name), characters[i]);
    }
    struct event space;
    char name[32];
    assert_int_equal(key_event("Space", &space), 0);
    assert_string_equal(space.text, " ");
    assert_string_equal(event_name(&space, name, sizeof name), "Space");
    assert_string_equal(event_name(&space, name, 3), "Sp");
}

static void other_names_are_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"",     "Enterr", "enter", "ab",       "éa",
                                        "\x1b", "\x7F",   "\xFF",  "\xC2\x9B", "Ctrl-Z"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct event event = {.kind = EVENT_QUIT};
        assert_int_equal(key_event(names[i], &event), -1);
        assert_int_equal(event.kind, EVENT_QUIT);
    }
}

static void what_is_not_a_key_has_no_name(void **state)
{
    (void)state;
    char name[8];
    assert_string_equal(event_name(&(struct event){.kind = EVENT_TICK}, name, sizeof name), "");
    assert_string_equal(event_name(&(struct event){.kind = EVENT_KEY}, name, sizeof name), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_a_name_that_leads_back),
        cmocka_unit_test(characters_name_themselves),
        cmocka_unit_test(other_names_are_refused),
        cmocka_unit_test(what_is_not_a_key_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
