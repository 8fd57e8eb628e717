#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "app/live.h"
#include "app/requests.h"
#include "panel/panel.h"
#include "text/utf8.h"

/* What the rows of requests promise to dispatch, footer, help screen and lesson checker. */

static struct request_list app, training;

static int collect(void **state)
{
    (void)state;
    struct live *live = live_new("out");
    training = live_screen(live)->requests;
    live_free(live);
    requests_collect(&app);
    return 0;
}

/* One binding of one request. */
struct entry {
    const struct request *request;
    const struct binding *binding;
};

/* Entry n of a list, of those that there are; false: there are no more. */
static bool entry_at(const struct request_list *requests, int n, struct entry *out)
{
    for (int i = 0; i < requests->count; i++)
        for (int k = 0; k < BINDINGS_MAX && requests->list[i]->bindings[k].help; k++)
            if (n-- == 0) {
                *out = (struct entry){requests->list[i], &requests->list[i]->bindings[k]};
                return true;
            }
    return false;
}

static int key_count(const struct binding *binding)
{
    int count = 0;
    while (count < KEYS_MAX && binding->keys[count])
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

/* ---- rows ---- */

/* A number without a row, or a row without its number, is named here. */
static void every_number_has_its_row(void **state)
{
    (void)state;
    static const char *const ids[REQUEST_COUNT] = {
#define ID_NAME(ID)          [REQUEST_##ID] = #ID,
#define PANEL_NAME(ID, name) [REQUEST_##ID] = #ID,
        REQUESTS(ID_NAME, PANEL_NAME)};
    for (int id = REQUEST_NONE + 1; id < REQUEST_COUNT; id++) {
        int rows = 0;
        for (int i = 0; i < app.count; i++)
            rows += (int)app.list[i]->id == id;
        if (rows != 1)
            fail_msg("REQUEST_%s has %d rows, not one", ids[id], rows);
    }
    for (int i = 0; i < app.count; i++)
        if (!app.list[i]->id)
            fail_msg("the row \"%s\" has no number", app.list[i]->name);
}

static void every_row_is_whole(void **state)
{
    (void)state;
    const struct request_list *const lists[] = {&app, &training};
    for (int l = 0; l < 2; l++)
        for (int i = 0; i < lists[l]->count; i++) {
            const struct request *r = lists[l]->list[i];
            if (!*r->name || request_find(lists[l], r->name) != r)
                fail_msg("\"%s\" is no name, or that of two requests", r->name);
            if (!r->bindings[0].help)
                fail_msg("%s counts nowhere", r->name);
            if (!r->run && !panel_of(r->id) && !r->able)
                fail_msg("%s has no function", r->name);
        }
    assert_null(request_find(&app, "no-such-request"));
}

static void must_have(const struct panel *panel, bool has, const char *what)
{
    if (!has)
        fail_msg("the panel \"%s\" has no %s", panel->opens.name, what);
}

static void every_panel_is_whole(void **state)
{
    (void)state;
    for (int id = REQUEST_NONE + 1; id < REQUEST_COUNT; id++) {
        const struct panel *panel = panel_of((enum request_id)id);
        if (!panel)
            continue;
        if ((int)panel->opens.id != id)
            fail_msg("the panel \"%s\" has another number", panel->opens.name);
        must_have(panel, panel->title, "title");
        must_have(panel, panel->reads, "reads");
        must_have(panel, panel->open, "open");
        must_have(panel, panel->draw, "draw");
        must_have(panel, panel->save, "save");
        must_have(panel, panel->close, "close");
        must_have(panel, !panel->take || panel->takes, "kind of answer that it takes");
        must_have(panel, !panel->asks || panel->opens.arguments[0], "argument to ask for");
    }
}

static void usages_name_their_arguments(void **state)
{
    (void)state;
    static const struct {
        const char *name, *usage;
    } cases[] = {
        {"stage-next", "stage-next"},       {"stage", "stage STAGE"},
        {"go", "go MATRIX [ROW [COLUMN]]"}, {"scale", "scale [SCALE]"},
        {"sentence", "sentence TEXT"},      {"compare", "compare [MODEL|\"TEXT\"]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str usage = {0};
        request_usage(request_find(&app, cases[i].name), &usage);
        assert_string_equal(usage.text, cases[i].usage);
        str_free(&usage);
    }
}

/* ---- keys ---- */

static void every_key_can_be_pressed(void **state)
{
    (void)state;
    struct entry e;
    for (int n = 0; entry_at(&app, n, &e) || entry_at(&training, n, &e); n++)
        for (int i = 0; i < key_count(e.binding); i++) {
            struct event event = event_of(e.binding->keys[i]);
            char name[EVENT_NAME];
            assert_string_equal(event_name(&event, name, sizeof name), e.binding->keys[i]);
            if (e.request->needed && !e.request->digits)
                fail_msg("%s needs to be told what, which a key cannot", e.request->name);
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

static void check_twice(const struct request_list *requests)
{
    struct entry a, b;
    for (int n = 0; entry_at(requests, n, &a); n++)
        for (int m = n; entry_at(requests, m, &b); m++)
            for (int i = 0; i < key_count(a.binding); i++)
                for (int k = n == m ? i + 1 : 0; k < key_count(b.binding); k++)
                    if (meet(a.binding, b.binding) &&
                        strcmp(a.binding->keys[i], b.binding->keys[k]) == 0)
                        fail_msg("%s asks for %s and for %s", a.binding->keys[i], a.request->name,
                                 b.request->name);
}

static void no_key_asks_for_two_things(void **state)
{
    (void)state;
    check_twice(&app);
    check_twice(&training);
}

/* In each context where a binding counts its keys must get there, past those before it. */
static void check_reached(const struct request_list *requests)
{
    struct entry e;
    for (int n = 0; entry_at(requests, n, &e); n++) {
        enum context own = e.binding->context, context = own == CONTEXT_LESSON ? CONTEXT_PICTURE
                                                         : own == CONTEXT_ANY  ? CONTEXT_MENU
                                                                               : own;
        for (int i = 0; i < key_count(e.binding); i++) {
            struct event event = event_of(e.binding->keys[i]);
            struct bound found = bound_key(requests, context, &event);
            if (found.request != e.request)
                fail_msg("%s in context %d asks for %s, not for %s", e.binding->keys[i], context,
                         found.request ? found.request->name : "nothing", e.request->name);
        }
    }
}

static void every_binding_can_be_reached(void **state)
{
    (void)state;
    check_reached(&app);
    check_reached(&training);
}

/* Help and the way out are seen however narrow the footer is. */
static bool stays(const struct entry *e)
{
    enum request_id id = e->request->id;
    return id == REQUEST_HELP || id == REQUEST_BACK || id == REQUEST_CLOSE;
}

static void check_labels(const struct request_list *requests)
{
    struct entry e, other;
    for (int n = 0; entry_at(requests, n, &e); n++) {
        const struct binding *b = e.binding;
        assert_true(strlen(b->help) > 0 && utf8_valid(b->help, strlen(b->help)));
        if (!b->label) {
            assert_int_equal(b->rank, 0);
            assert_null(b->shown);
            continue;
        }
        if (utf8_width(b->label) < 1 || utf8_width(b->label) > 10)
            fail_msg("the label of %s in the footer has more than 10 columns", e.request->name);
        if (b->rank < 1 || b->rank > 99)
            fail_msg("%s has a label for the footer and no rank there", e.request->name);
        for (int m = 0; stays(&e) && entry_at(requests, m, &other); m++)
            if (!stays(&other) && other.binding->rank >= b->rank)
                fail_msg("%s comes after %s in the footer", other.request->name, e.request->name);
    }
}

static void footers_are_short_and_help_is_not_missing(void **state)
{
    (void)state;
    check_labels(&app);
    check_labels(&training);
}

/* Which key gives way where the footer is narrow must not be left to chance. */
static void check_ranks(const struct request_list *requests, enum context context)
{
    for (int i = 0; i < requests->count; i++)
        for (int k = i + 1; k < requests->count; k++) {
            const struct binding *a = binding_of(requests->list[i], context, true),
                                 *b = binding_of(requests->list[k], context, true);
            if (a && b && a->label && b->label && a->rank == b->rank)
                fail_msg("\"%s\" and \"%s\" have rank %d in context %d", a->label, b->label,
                         a->rank, context);
        }
}

static void ranks_of_a_context_differ(void **state)
{
    (void)state;
    for (int context = CONTEXT_MENU; context < CONTEXT_COUNT; context++) {
        check_ranks(&app, (enum context)context);
        check_ranks(&training, (enum context)context);
    }
}

static void contexts_have_the_keys_that_they_should(void **state)
{
    (void)state;
    static const struct {
        enum context context;
        const char *key;
        const char *request;
    } cases[] = {
        {CONTEXT_MENU, "Enter", "open"},
        {CONTEXT_MENU, "Left", NULL},
        {CONTEXT_MENU, "q", "back"},
        {CONTEXT_MENU, "n", NULL},
        {CONTEXT_PICTURE, "n", "page-next"},
        {CONTEXT_PICTURE, "5", "answer-digit"},
        {CONTEXT_PICTURE, "9", "answer-digit"},
        {CONTEXT_PICTURE, "0", "row-start"},
        {CONTEXT_PICTURE, "Enter", "zoom-in"},
        {CONTEXT_PICTURE, "é", NULL},
        {CONTEXT_HELP, "Enter", "close"},
        {CONTEXT_HELP, "?", "close"},
        {CONTEXT_HELP, "e", NULL},
        {CONTEXT_HELP, "n", NULL},
        {CONTEXT_EDIT, "q", NULL},
        {CONTEXT_EDIT, "1", NULL},
        {CONTEXT_EDIT, "Left", NULL},
        {CONTEXT_EDIT, "Enter", "accept"},
        {CONTEXT_EDIT, "Esc", "cancel"},
        {CONTEXT_EDIT, "Ctrl-C", "cancel"},
        {CONTEXT_PICTURE, "Ctrl-C", "quit"},
        {CONTEXT_PICTURE, "Esc", "back"},
        {CONTEXT_PICTURE, ":", "command"},
        {CONTEXT_MENU, ":", "command"},
        {CONTEXT_EDIT, ":", NULL},
        {CONTEXT_COMMAND, ":", NULL},
        {CONTEXT_COMMAND, "q", NULL},
        {CONTEXT_COMMAND, "Tab", "complete"},
        {CONTEXT_COMMAND, "Up", "up"},
        {CONTEXT_COMMAND, "Esc", "cancel"},
        {CONTEXT_PICTURE, "Shift-Tab", "model-previous"},
        {CONTEXT_TRAINING, "q", "back"},
        {CONTEXT_TRAINING, "Ctrl-C", "quit"},
        {CONTEXT_TRAINING, "e", NULL},
        {CONTEXT_TRAINED, "Space", NULL},
        {CONTEXT_ASK, "y", "accept"},
        {CONTEXT_ASK, "q", "cancel"},
        {CONTEXT_ASK, "?", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct event event = event_of(cases[i].key);
        bool trains = cases[i].context >= CONTEXT_TRAINING;
        struct bound found = bound_key(trains ? &training : &app, cases[i].context, &event);
        const char *name = found.request ? found.request->name : "nothing",
                   *expected = cases[i].request ? cases[i].request : "nothing";
        if (strcmp(name, expected) != 0)
            fail_msg("%s in context %d asks for %s, expected %s", cases[i].key, cases[i].context,
                     name, expected);
    }
}

static void only_keys_are_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {"Left", "Space", "Enter", "Esc", "h", "9", "?", "$"};
    static const char *const others[] = {"", "left", "F1", "x1", "Ctrl-Z", "é", "hjkl", "10"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(requests_have_key(keys[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (requests_have_key(others[i]))
            fail_msg("\"%s\" is taken for a key", others[i]);
    struct event none = {.kind = EVENT_RESIZE, .rows = 3, .columns = 3};
    assert_null(bound_key(&app, CONTEXT_PICTURE, &none).request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_its_row),
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(every_panel_is_whole),
        cmocka_unit_test(usages_name_their_arguments),
        cmocka_unit_test(every_key_can_be_pressed),
        cmocka_unit_test(no_key_asks_for_two_things),
        cmocka_unit_test(every_binding_can_be_reached),
        cmocka_unit_test(footers_are_short_and_help_is_not_missing),
        cmocka_unit_test(ranks_of_a_context_differ),
        cmocka_unit_test(contexts_have_the_keys_that_they_should),
        cmocka_unit_test(only_keys_are_keys),
    };
    return cmocka_run_group_tests(tests, collect, NULL);
}
