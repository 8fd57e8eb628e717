/* The screen of a training without one: keys and reports in, effects and cells out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "app/live.h"
#include "base/mem.h"
#include "literal_training.h"
#include "math/rng.h"

static struct training_report report;

enum { NOTHING = EFFECT_COUNT };

/* What it wants done now: one thing at most. */
static enum effect_kind wish(struct live *live)
{
    struct effects effects = screen_take_effects(live_screen(live));
    enum effect_kind kind = effects.count ? effects.list[0].kind : NOTHING;
    assert_in_range(effects.count, 0, 1);
    effects_free(&effects);
    return kind;
}

static enum effect_kind press(struct live *live, const char *name)
{
    struct event event;
    assert_int_equal(key_event(name, &event), 0);
    screen_event(live_screen(live), &event);
    return wish(live);
}

static enum effect_kind tell(struct live *live, enum training_state state)
{
    struct event event = {.kind = EVENT_REPORT, .report = &report};
    report.state = state;
    report.number++;
    screen_event(live_screen(live), &event);
    return wish(live);
}

/* Back from inside. */
static enum effect_kind come_back(struct live *live)
{
    struct screen *screen = live_screen(live);
    struct asker asker = {ASKER_INSIDE, screen->waits_for[ASKER_INSIDE]};
    struct event event = {.kind = EVENT_ANSWER, .answer = answer_done(asker, "")};
    screen_event(screen, &event);
    return wish(live);
}

/* The sentence that it would look into now. */
static char *sentence(struct live *live)
{
    struct event event;
    key_event("v", &event);
    tell(live, TRAINING_PAUSED);
    screen_event(live_screen(live), &event);
    struct effects effects = screen_take_effects(live_screen(live));
    assert_int_equal(effects.count, 1);
    assert_int_equal(effects.list[0].kind, EFFECT_INSIDE);
    char *text = mem_text(effects.list[0].text);
    effects_free(&effects);
    come_back(live);
    return text;
}

static void expect_sentence(struct live *live, const char *expected)
{
    char *text = sentence(live);
    assert_string_equal(text, expected);
    free(text);
}

static struct live *begin(void)
{
    struct live *live = live_new("out");
    literal_training(&report);
    assert_int_equal(tell(live, report.state), NOTHING);
    return live;
}

static void space_pauses_and_goes_on(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_int_equal(press(live, "Space"), EFFECT_PAUSE);
    assert_int_equal(press(live, "Space"), EFFECT_CONTINUE); /* before it rests */
    assert_int_equal(press(live, "Space"), EFFECT_PAUSE);
    assert_int_equal(tell(live, TRAINING_PAUSED), NOTHING);
    assert_int_equal(press(live, "Space"), EFFECT_CONTINUE);
    live_free(live);
}

static void inside_waits_for_the_rest_and_comes_back_to_what_was(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_int_equal(press(live, "Enter"), EFFECT_PAUSE); /* it ran: it runs again */
    assert_int_equal(tell(live, TRAINING_RUNS), NOTHING);
    assert_int_equal(tell(live, TRAINING_PAUSED), EFFECT_INSIDE);
    assert_int_equal(come_back(live), EFFECT_CONTINUE);
    assert_int_equal(tell(live, TRAINING_RUNS), NOTHING);
    assert_int_equal(press(live, "Space"), EFFECT_PAUSE); /* it rested: it rests on */
    assert_int_equal(tell(live, TRAINING_PAUSED), NOTHING);
    assert_int_equal(press(live, "v"), EFFECT_INSIDE);
    assert_int_equal(come_back(live), NOTHING);
    assert_int_equal(press(live, "Space"), EFFECT_CONTINUE);
    assert_int_equal(tell(live, TRAINING_RUNS), NOTHING);
    assert_int_equal(press(live, "v"), EFFECT_PAUSE); /* thought better of it */
    assert_int_equal(press(live, "Space"), EFFECT_CONTINUE);
    assert_int_equal(tell(live, TRAINING_RUNS), NOTHING);
    live_free(live);
}

static void a_key_right_after_coming_back_waits_for_the_next_rest(void **state)
{
    (void)state;
    struct live *live = begin();
    press(live, "Enter");
    assert_int_equal(tell(live, TRAINING_PAUSED), EFFECT_INSIDE);
    assert_int_equal(come_back(live), EFFECT_CONTINUE);
    assert_int_equal(press(live, "Enter"), EFFECT_PAUSE); /* the report still says paused */
    assert_int_equal(tell(live, TRAINING_PAUSED), EFFECT_INSIDE);
    assert_int_equal(come_back(live), EFFECT_CONTINUE);
    live_free(live);
}

static void stopping_is_asked_once(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_int_equal(press(live, "q"), NOTHING);
    assert_int_equal(press(live, "Space"), NOTHING);
    assert_int_equal(press(live, "n"), NOTHING);
    assert_int_equal(press(live, "y"), NOTHING);
    assert_int_equal(press(live, "q"), NOTHING);
    assert_int_equal(press(live, "y"), EFFECT_STOP);
    live_free(live);
    live = begin();
    assert_int_equal(press(live, "Ctrl-C"), EFFECT_STOP);
    screen_event(live_screen(live), &(struct event){.kind = EVENT_QUIT});
    assert_int_equal(wish(live), EFFECT_STOP);
    live_free(live);
}

static void the_end_stays_until_a_key(void **state)
{
    (void)state;
    static const char *const leave[] = {"q", "x", "Space", "Enter", "Esc", "Ctrl-C", "Left"};
    for (size_t i = 0; i < sizeof leave / sizeof *leave; i++) {
        struct live *live = begin();
        press(live, "q"); /* the question is no longer one */
        report.result = TRAIN_DONE;
        assert_int_equal(tell(live, TRAINING_ENDED), NOTHING);
        assert_int_equal(press(live, "?"), NOTHING);
        assert_int_equal(press(live, "q"), NOTHING);
        assert_int_equal(press(live, "c"), NOTHING);
        assert_int_equal(press(live, "v"), EFFECT_INSIDE);
        assert_int_equal(come_back(live), NOTHING);
        assert_int_equal(press(live, leave[i]), EFFECT_QUIT);
        live_free(live);
    }
    struct live *live = begin();
    report.result = TRAIN_FAILED;
    assert_int_equal(tell(live, TRAINING_ENDED), EFFECT_QUIT);
    live_free(live);
}

static void before_the_first_step_there_is_nothing_to_do(void **state)
{
    (void)state;
    struct live *live = live_new("out");
    assert_int_equal(press(live, "Enter"), NOTHING);
    assert_int_equal(press(live, "s"), NOTHING);
    assert_int_equal(press(live, "Down"), NOTHING);
    assert_int_equal(press(live, "q"), NOTHING);
    assert_int_equal(press(live, "y"), EFFECT_STOP);
    live_free(live);
}

static void the_chosen_sentence_is_looked_into(void **state)
{
    (void)state;
    struct live *live = begin();
    expect_sentence(live, "the small cat sleeps .");
    press(live, "Down");
    expect_sentence(live, "we have never seen the sea .");
    press(live, "Down");
    expect_sentence(live, "the small cat sleeps .");
    press(live, "Up");
    report.glance_count = 1;
    tell(live, TRAINING_RUNS);
    expect_sentence(live, "the small cat sleeps .");
    live_free(live);
}

static void the_help_says_where_it_ends(void **state)
{
    (void)state;
    struct live *live = begin();
    press(live, "?");
    press(live, "PageUp");
    assert_string_equal(live_screen(live)->message.text, "this is the beginning of the help");
    press(live, "q");
    assert_int_equal(screen_context(live_screen(live)), CONTEXT_TRAINING);
    press(live, "x");
    assert_string_equal(live_screen(live)->message.text, "x has no meaning; ? lists the keys");
    press(live, "q");
    press(live, "x"); /* there are but two answers */
    assert_int_equal(screen_context(live_screen(live)), CONTEXT_ASK);
    assert_int_equal(live_screen(live)->message.length, 0);
    live_free(live);
}

/* What went wrong does not look like news. */
static void a_failure_stands_out(void **state)
{
    (void)state;
    struct live *live = begin();
    struct grid grid;
    struct err err;
    grid_init(&grid, 24, 80);
    err_set(&err, "no");
    struct event event = {.kind = EVENT_ANSWER, .answer = answer_failed((struct asker){0}, &err)};
    screen_event(live_screen(live), &event);
    screen_draw(live_screen(live), &grid);
    assert_int_equal(grid_cell(&grid, 23, 1)->style, STYLE_ERROR);
    grid_free(&grid);
    live_free(live);
}

/* Whatever happens at whatever size, a screen is drawn and nothing is touched outside of it (the
 * sanitizers look on). */
static void anything_can_be_drawn(void **state)
{
    (void)state;
    static void (*const reports[])(struct training_report *) = {
        literal_training,        literal_training_begins, literal_training_first_step,
        literal_training_paused, literal_training_ended,  literal_training_long};
    struct rng rng = {.seed = 7};
    struct live *live = live_new("out");
    struct grid grid;
    grid_init(&grid, 24, 80);
    const struct request_list *requests = &live_screen(live)->requests;
    for (int i = 0; i < 3000; i++) {
        const struct request *request = requests->list[rng_below(&rng, (uint32_t)requests->count)];
        const struct binding *b = &request->bindings[rng_below(&rng, BINDINGS_MAX)];
        if (rng_below(&rng, 8) == 0) {
            reports[rng_below(&rng, 6)](&report);
            tell(live, report.state);
        } else if (rng_below(&rng, 4) == 0) {
            struct event event = {.kind = EVENT_RESIZE,
                                  .rows = 1 + (int)rng_below(&rng, 60),
                                  .columns = 1 + (int)rng_below(&rng, 160)};
            screen_event(live_screen(live), &event);
            grid_resize(&grid, event.rows, event.columns);
        } else if (b->help) {
            struct event event;
            assert_int_equal(key_event(b->keys[0], &event), 0);
            screen_event(live_screen(live), &event);
            effects_free(&live_screen(live)->effects);
        }
        screen_draw(live_screen(live), &grid);
    }
    grid_free(&grid);
    live_free(live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(space_pauses_and_goes_on),
        cmocka_unit_test(inside_waits_for_the_rest_and_comes_back_to_what_was),
        cmocka_unit_test(a_key_right_after_coming_back_waits_for_the_next_rest),
        cmocka_unit_test(stopping_is_asked_once),
        cmocka_unit_test(the_end_stays_until_a_key),
        cmocka_unit_test(before_the_first_step_there_is_nothing_to_do),
        cmocka_unit_test(the_chosen_sentence_is_looked_into),
        cmocka_unit_test(the_help_says_where_it_ends),
        cmocka_unit_test(a_failure_stands_out),
        cmocka_unit_test(anything_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
