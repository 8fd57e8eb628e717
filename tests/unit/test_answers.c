#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/print.h"
#include "rig.h"

/* Answers that come when nobody waits for them any more: the panel that asked was closed, another
 * one was opened, the page was turned, another model or lesson was asked for. */

static const char *const panels_that_ask[] = {"states", "replay", "compare", "compare eng-fra-dot"};
enum { ASKING = sizeof panels_that_ask / sizeof *panels_that_ask };

static char *screen(const struct rig *rig)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    rig_draw(rig, &grid, 30, 120);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void command(struct rig *rig, const char *line)
{
    struct event event = {.kind = EVENT_COMMAND, .line = line};
    rig_event(rig, &event);
}

/* The last one first, as if the first had taken the longest. */
static void deliver_all(struct rig *rig, bool backwards)
{
    while (rig->open.count)
        rig_deliver(rig, backwards ? rig->open.count - 1 : 0, true);
}

/* ---- a lesson that switches model and panel at once ---- */

static char *two_pages(const char *first, const char *second)
{
    return mem_format("---\ntitle: Two\nmodel: eng-fra-additive\nsource: I'm home.\n---\n# One\n\n"
                      "```view\n%s%s\n```\n---\n# Two\n\n"
                      "```view\nmodel: eng-fra-dot\npanel: %s\n```\n",
                      *first ? "panel: " : "stage: softmax", first, second);
}

static void open_lesson(struct rig *rig, const char *text)
{
    struct err err;
    rig_start(rig, "of the test", NULL, NULL); /* no lesson is found by this name */
    rig->app->screen.waits_for[ASKER_LESSON] = 77;
    struct event event = {.kind = EVENT_ANSWER,
                          .answer = {.kind = ANSWER_LESSON, .asker = {ASKER_LESSON, 77}}};
    event.answer.lesson = lesson_parse("two.md", text, strlen(text), &err);
    if (!event.answer.lesson)
        fail_msg("%s", err.text);
    rig_event(rig, &event);
}

/* Every panel, opened by a key or by the first page, and every other one by the second page, whose
 * model is another one: the first panel asks anew for that model, the second one must not get it. */
static void a_page_brings_a_model_and_a_panel(void **state)
{
    (void)state;
    for (int i = 0; i < ASKING * ASKING * 4; i++) {
        const char *first = panels_that_ask[i % ASKING],
                   *second = panels_that_ask[i / ASKING % ASKING];
        bool by_page = i / ASKING / ASKING % 2, late = i / ASKING / ASKING / 2;
        char *text = two_pages(by_page ? first : "", second);
        struct rig rig = {0};
        open_lesson(&rig, text);
        if (!by_page)
            command(&rig, first);
        rig.late = late;
        rig_keys(&rig, "n");
        deliver_all(&rig, true);
        free(screen(&rig));
        assert_int_equal(rig.app->course.page, 1);
        assert_string_equal(rig.app->bench.model->name, "eng-fra-dot");
        assert_non_null(rig.app->panel.which);
        rig_keys(&rig, "p q");
        free(screen(&rig));
        rig_end(&rig);
        free(text);
    }
}

/* ---- late answers ---- */

/* Closed before its answer came: it is not opened by it again. */
static void a_closed_panel_stays_closed(void **state)
{
    (void)state;
    for (int i = 0; i < ASKING; i++) {
        struct rig rig = {0};
        rig_start(&rig, NULL, NULL, "I'm home.");
        char *before = screen(&rig);
        rig.late = true;
        command(&rig, panels_that_ask[i]);
        rig_keys(&rig, "q");
        assert_true(rig.open.count > 0);
        deliver_all(&rig, false);
        char *after = screen(&rig);
        assert_string_equal(before, after);
        assert_null(rig.app->panel.which);
        free(before);
        free(after);
        rig_end(&rig);
    }
}

/* Closed and opened again: the second answer is the one that counts, the first is dropped. */
static void an_answer_for_the_panel_before_is_dropped(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, NULL, NULL, "I'm home.");
    rig.late = true;
    command(&rig, "compare eng-fra-dot");
    command(&rig, "compare eng-fra-fixed");
    deliver_all(&rig, true);
    char *now = screen(&rig);
    assert_non_null(strstr(now, "eng-fra-fixed"));
    assert_null(strstr(now, "eng-fra-dot"));
    free(now);
    rig_end(&rig);
}

static void the_model_that_was_asked_for_last_is_shown(void **state)
{
    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        struct rig rig = {0};
        rig_start(&rig, NULL, NULL, "I'm home.");
        rig.late = true;
        rig_keys(&rig, "Tab Tab");
        deliver_all(&rig, backwards);
        assert_string_equal(rig.app->bench.model->name, "eng-fra-fixed");
        rig_end(&rig);
    }
}

/* The page was turned back before its model came. */
static void a_page_that_was_left_gets_no_model(void **state)
{
    (void)state;
    char *text = two_pages("", "states");
    struct rig rig = {0};
    open_lesson(&rig, text);
    rig.late = true;
    rig_keys(&rig, "n p");
    deliver_all(&rig, false);
    assert_int_equal(rig.app->course.page, 0);
    assert_string_equal(rig.app->bench.model->name, "eng-fra-additive");
    assert_null(rig.app->panel.which);
    rig_keys(&rig, "n");
    deliver_all(&rig, false);
    assert_string_equal(rig.app->bench.model->name, "eng-fra-dot");
    rig_end(&rig);
    free(text);
}

/* A lesson that is on the way does not open over what was begun in the meantime. */
static void a_lesson_that_nobody_waits_for_is_dropped(void **state)
{
    (void)state;
    static const char *const begun[] = {"Up Enter", "do:text_Go.", "do:lesson_02-batch"};
    for (size_t i = 0; i < sizeof begun / sizeof *begun; i++) {
        struct rig rig = {0};
        rig_start(&rig, NULL, NULL, NULL);
        rig.late = true;
        rig_keys(&rig, "Enter");
        rig_keys(&rig, begun[i]);
        deliver_all(&rig, true);
        if (i < 2)
            assert_null(rig.app->course.lesson);
        else
            assert_string_equal(rig.app->course.lesson->name, "02-batch");
        rig_end(&rig);
    }
}

/* More than fit into a list of eight, and a text of more than a path. */
static void no_effect_is_lost_or_cut(void **state)
{
    (void)state;
    struct effects effects = {0};
    char *text = mem_new(9001, 1);
    memset(text, 'x', 9000);
    for (int i = 0; i < 100; i++)
        effects_add(&effects, EFFECT_EXPORT, (struct asker){0}, text, i);
    assert_int_equal(effects.count, 100);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(effects.list[i].number, i);
        assert_string_equal(effects.list[i].text, text);
    }
    effects_free(&effects);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_brings_a_model_and_a_panel),
        cmocka_unit_test(a_closed_panel_stays_closed),
        cmocka_unit_test(an_answer_for_the_panel_before_is_dropped),
        cmocka_unit_test(the_model_that_was_asked_for_last_is_shown),
        cmocka_unit_test(a_page_that_was_left_gets_no_model),
        cmocka_unit_test(a_lesson_that_nobody_waits_for_is_dropped),
        cmocka_unit_test(no_effect_is_lost_or_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
