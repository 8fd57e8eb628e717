#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "app/actions.h"
#include "text/utf8.h"

/* What the table of keys promises to dispatch, footer, help screen and lesson checker. */

static int key_count(const struct binding *binding)
{
    int count = 0;
    while (count < 3 && binding->keys[count])
        count++;
    return count;
}

static struct event event_of(const char *name)
{
    struct event event = {0};
    if (key_event(name, &event))
        fail_msg("\"%s\" is not the name of a key", name);
    return event;
}

static void every_key_of_the_table_can_be_pressed(void **state)
{
    (void)state;
    for (const struct binding *b = bindings; b->request; b++) {
        assert_in_range(key_count(b), action_at(b->request)->needed ? 0 : 1, 3);
        for (int i = 0; i < key_count(b); i++) {
            struct event event = event_of(b->keys[i]);
            char name[16];
            assert_string_equal(event_name(&event, name, sizeof name), b->keys[i]);
            assert_true(key_exists(b->keys[i]));
        }
    }
}

/* Whether two bindings can both be meant: CONTEXT_ANY is what a context has besides its own, which
 * come first, and a lesson's keys count beside the picture's. */
static bool meet(const struct binding *a, const struct binding *b)
{
    return a->context == b->context ||
           (a->context == CONTEXT_PICTURE && b->context == CONTEXT_LESSON) ||
           (a->context == CONTEXT_LESSON && b->context == CONTEXT_PICTURE);
}

static void no_key_asks_for_two_things(void **state)
{
    (void)state;
    for (const struct binding *a = bindings; a->request; a++)
        for (const struct binding *b = a; b->request; b++)
            for (int i = 0; i < key_count(a); i++)
                for (int k = a == b ? i + 1 : 0; k < key_count(b); k++)
                    if (meet(a, b) && strcmp(a->keys[i], b->keys[k]) == 0)
                        fail_msg("%s asks for %s and for %s", a->keys[i], request_name(a->request),
                                 request_name(b->request));
}

/* In each context where a binding counts its keys must get there, past those before it. */
static void every_binding_can_be_reached(void **state)
{
    (void)state;
    for (const struct binding *b = bindings; b->request; b++) {
        enum context context = b->context == CONTEXT_LESSON ? CONTEXT_PICTURE
                               : b->context == CONTEXT_ANY  ? CONTEXT_MENU
                                                            : b->context;
        for (int i = 0; i < key_count(b); i++) {
            struct event event = event_of(b->keys[i]);
            enum request found = request_of(context, true, &event);
            if (found != b->request)
                fail_msg("%s in context %d asks for %s, not for %s", b->keys[i], context,
                         request_name(found), request_name(b->request));
        }
    }
}

/* Help and the way out are seen however narrow the footer is; the help's own are no different. */
static bool stays(const struct binding *b)
{
    return (b->request == REQUEST_HELP || b->request == REQUEST_BACK) && b->context != CONTEXT_HELP;
}

static void footers_are_short_and_help_is_not_missing(void **state)
{
    (void)state;
    for (const struct binding *b = bindings; b->request; b++) {
        assert_non_null(b->help);
        assert_true(strlen(b->help) > 0);
        assert_true(utf8_valid(b->help, strlen(b->help)));
        if (!b->label) {
            assert_int_equal(b->rank, 0);
            continue;
        }
        assert_in_range(utf8_width(b->label), 1, 10);
        assert_in_range(b->rank, 1, 99);
        for (const struct binding *other = bindings; stays(b) && other->request; other++)
            if (!stays(other))
                assert_true(other->rank < b->rank);
    }
}

/* Which key gives way where the footer is narrow must not be left to chance. */
static void ranks_of_a_context_differ(void **state)
{
    (void)state;
    for (int context = CONTEXT_MENU; context < CONTEXT_COUNT; context++)
        for (const struct binding *a = bindings; a->request; a++)
            for (const struct binding *b = a + 1; a->label && b->request; b++)
                if (b->label && binding_applies(a, (enum context)context, true) &&
                    binding_applies(b, (enum context)context, true) && a->rank == b->rank)
                    fail_msg("\"%s\" and \"%s\" have rank %d in context %d", a->label, b->label,
                             a->rank, context);
}

static void every_request_has_a_name_and_a_place(void **state)
{
    (void)state;
    for (int i = REQUEST_NONE + 1; i < REQUEST_COUNT; i++) {
        enum request request = (enum request)i;
        assert_true(strlen(request_name(request)) > 0);
        assert_int_equal(request_find(request_name(request)), request);
        bool bound = false;
        for (const struct binding *b = bindings; b->request; b++)
            bound = bound || b->request == request;
        if (!bound)
            fail_msg("%s counts nowhere", request_name(request));
    }
    assert_int_equal(request_find("no-such-request"), REQUEST_NONE);
}

static void usages_name_their_arguments(void **state)
{
    (void)state;
    static const struct {
        enum request request;
        const char *usage;
    } cases[] = {
        {REQUEST_STAGE_NEXT, "stage-next"},       {REQUEST_STAGE, "stage STAGE"},
        {REQUEST_GO, "go MATRIX [ROW [COLUMN]]"}, {REQUEST_SCALE, "scale [SCALE]"},
        {REQUEST_SENTENCE, "sentence TEXT"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str usage = {0};
        action_usage(cases[i].request, &usage);
        assert_string_equal(usage.text, cases[i].usage);
        str_free(&usage);
    }
}

static void contexts_have_the_keys_that_they_should(void **state)
{
    (void)state;
    static const struct {
        enum context context;
        const char *key;
        enum request request;
    } cases[] = {
        {CONTEXT_MENU, "Enter", REQUEST_OPEN},
        {CONTEXT_MENU, "Left", REQUEST_NONE},
        {CONTEXT_MENU, "q", REQUEST_BACK},
        {CONTEXT_MENU, "n", REQUEST_NONE},
        {CONTEXT_PICTURE, "n", REQUEST_PAGE_NEXT},
        {CONTEXT_PICTURE, "5", REQUEST_ANSWER},
        {CONTEXT_PICTURE, "9", REQUEST_ANSWER},
        {CONTEXT_PICTURE, "0", REQUEST_ROW_START},
        {CONTEXT_PICTURE, "Enter", REQUEST_ZOOM_IN},
        {CONTEXT_PICTURE, "é", REQUEST_NONE},
        {CONTEXT_HELP, "Enter", REQUEST_BACK},
        {CONTEXT_HELP, "?", REQUEST_BACK},
        {CONTEXT_HELP, "e", REQUEST_NONE},
        {CONTEXT_HELP, "n", REQUEST_NONE},
        {CONTEXT_EDIT, "q", REQUEST_NONE},
        {CONTEXT_EDIT, "1", REQUEST_NONE},
        {CONTEXT_EDIT, "Left", REQUEST_NONE},
        {CONTEXT_EDIT, "Enter", REQUEST_ACCEPT},
        {CONTEXT_EDIT, "Esc", REQUEST_CANCEL},
        {CONTEXT_EDIT, "Ctrl-C", REQUEST_CANCEL},
        {CONTEXT_PICTURE, "Ctrl-C", REQUEST_QUIT},
        {CONTEXT_PICTURE, "Esc", REQUEST_BACK},
        {CONTEXT_PICTURE, ":", REQUEST_COMMAND},
        {CONTEXT_MENU, ":", REQUEST_COMMAND},
        {CONTEXT_EDIT, ":", REQUEST_NONE},
        {CONTEXT_COMMAND, ":", REQUEST_NONE},
        {CONTEXT_COMMAND, "q", REQUEST_NONE},
        {CONTEXT_COMMAND, "Tab", REQUEST_COMPLETE},
        {CONTEXT_COMMAND, "Up", REQUEST_UP},
        {CONTEXT_COMMAND, "Esc", REQUEST_CANCEL},
        {CONTEXT_PICTURE, "Shift-Tab", REQUEST_MODEL_PREVIOUS},
        {CONTEXT_TRAINING, "q", REQUEST_BACK},
        {CONTEXT_TRAINING, "Ctrl-C", REQUEST_QUIT},
        {CONTEXT_TRAINING, "e", REQUEST_NONE},
        {CONTEXT_TRAINED, "Space", REQUEST_NONE},
        {CONTEXT_ASK, "y", REQUEST_ACCEPT},
        {CONTEXT_ASK, "q", REQUEST_CANCEL},
        {CONTEXT_ASK, "?", REQUEST_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct event event = event_of(cases[i].key);
        enum request found = request_of(cases[i].context, true, &event);
        if (found != cases[i].request)
            fail_msg("%s in context %d asks for %s, expected %s", cases[i].key, cases[i].context,
                     request_name(found), request_name(cases[i].request));
    }
}

static void only_keys_are_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {"Left", "Space", "Enter", "Esc", "h", "9", "?", "$"};
    static const char *const others[] = {"", "left", "F1", "x1", "Ctrl-Z", "é", "hjkl", "10"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(key_exists(keys[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (key_exists(others[i]))
            fail_msg("\"%s\" is taken for a key", others[i]);
    struct event none = {.kind = EVENT_RESIZE, .rows = 3, .columns = 3};
    assert_null(binding_of(CONTEXT_PICTURE, &none));
    assert_null(binding_elsewhere(&none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_the_table_can_be_pressed),
        cmocka_unit_test(no_key_asks_for_two_things),
        cmocka_unit_test(every_binding_can_be_reached),
        cmocka_unit_test(footers_are_short_and_help_is_not_missing),
        cmocka_unit_test(ranks_of_a_context_differ),
        cmocka_unit_test(every_request_has_a_name_and_a_place),
        cmocka_unit_test(usages_name_their_arguments),
        cmocka_unit_test(contexts_have_the_keys_that_they_should),
        cmocka_unit_test(only_keys_are_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
