/* The screen of a training without one: keys and reports in, wishes and cells out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/keys.h"
#include "app/live.h"
#include "literal_training.h"
#include "math/rng.h"

static struct training_report report;

static enum live_wish press(struct live *live, const char *name)
{
    struct event event;
    assert_int_equal(key_event(name, &event), 0);
    return live_event(live, &event);
}

static enum live_wish tell(struct live *live, enum training_state state)
{
    report.state = state;
    report.number++;
    return live_report(live, &report);
}

static struct live *begin(void)
{
    struct live *live = live_new("out");
    literal_training(&report);
    assert_int_equal(live_report(live, &report), LIVE_NOTHING);
    return live;
}

static void space_pauses_and_goes_on(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_int_equal(press(live, "Space"), LIVE_PAUSE);
    assert_int_equal(press(live, "Space"), LIVE_CONTINUE); /* before it rests */
    assert_int_equal(press(live, "Space"), LIVE_PAUSE);
    assert_int_equal(tell(live, TRAINING_PAUSED), LIVE_NOTHING);
    assert_int_equal(press(live, "Space"), LIVE_CONTINUE);
    live_free(live);
}

static void inside_waits_for_the_rest_and_comes_back_to_what_was(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_int_equal(press(live, "Enter"), LIVE_PAUSE); /* it ran: it runs again */
    assert_int_equal(tell(live, TRAINING_RUNS), LIVE_NOTHING);
    assert_int_equal(tell(live, TRAINING_PAUSED), LIVE_INSIDE);
    assert_int_equal(live_returned(live, NULL), LIVE_CONTINUE);
    assert_int_equal(tell(live, TRAINING_RUNS), LIVE_NOTHING);
    assert_int_equal(press(live, "Space"), LIVE_PAUSE); /* it rested: it rests on */
    assert_int_equal(tell(live, TRAINING_PAUSED), LIVE_NOTHING);
    assert_int_equal(press(live, "v"), LIVE_INSIDE);
    assert_int_equal(live_returned(live, NULL), LIVE_NOTHING);
    assert_int_equal(press(live, "Space"), LIVE_CONTINUE);
    assert_int_equal(tell(live, TRAINING_RUNS), LIVE_NOTHING);
    assert_int_equal(press(live, "v"), LIVE_PAUSE); /* thought better of it */
    assert_int_equal(press(live, "Space"), LIVE_CONTINUE);
    assert_int_equal(tell(live, TRAINING_RUNS), LIVE_NOTHING);
    live_free(live);
}

static void a_key_right_after_coming_back_waits_for_the_next_rest(void **state)
{
    (void)state;
    struct live *live = begin();
    press(live, "Enter");
    assert_int_equal(tell(live, TRAINING_PAUSED), LIVE_INSIDE);
    assert_int_equal(live_returned(live, NULL), LIVE_CONTINUE);
    assert_int_equal(press(live, "Enter"), LIVE_PAUSE); /* the report still says paused */
    assert_int_equal(tell(live, TRAINING_PAUSED), LIVE_INSIDE);
    assert_int_equal(live_returned(live, NULL), LIVE_CONTINUE);
    live_free(live);
}

static void stopping_is_asked_once(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_int_equal(press(live, "q"), LIVE_NOTHING);
    assert_int_equal(press(live, "Space"), LIVE_NOTHING);
    assert_int_equal(press(live, "n"), LIVE_NOTHING);
    assert_int_equal(press(live, "y"), LIVE_NOTHING);
    assert_int_equal(press(live, "q"), LIVE_NOTHING);
    assert_int_equal(press(live, "y"), LIVE_STOP);
    live_free(live);
    live = begin();
    assert_int_equal(press(live, "Ctrl-C"), LIVE_STOP);
    assert_int_equal(live_event(live, &(struct event){.kind = EVENT_QUIT}), LIVE_STOP);
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
        assert_int_equal(tell(live, TRAINING_ENDED), LIVE_NOTHING);
        assert_int_equal(press(live, "?"), LIVE_NOTHING);
        assert_int_equal(press(live, "q"), LIVE_NOTHING);
        assert_int_equal(press(live, "c"), LIVE_NOTHING);
        assert_int_equal(press(live, "v"), LIVE_INSIDE);
        assert_int_equal(live_returned(live, NULL), LIVE_NOTHING);
        assert_int_equal(press(live, leave[i]), LIVE_LEAVE);
        live_free(live);
    }
    struct live *live = begin();
    report.result = TRAIN_FAILED;
    assert_int_equal(tell(live, TRAINING_ENDED), LIVE_LEAVE);
    live_free(live);
}

static void before_the_first_step_there_is_nothing_to_do(void **state)
{
    (void)state;
    struct live *live = live_new("out");
    assert_int_equal(press(live, "Enter"), LIVE_NOTHING);
    assert_int_equal(press(live, "s"), LIVE_NOTHING);
    assert_int_equal(press(live, "Down"), LIVE_NOTHING);
    assert_int_equal(press(live, "q"), LIVE_NOTHING);
    assert_int_equal(press(live, "y"), LIVE_STOP);
    live_free(live);
}

static void the_chosen_sentence_is_looked_into(void **state)
{
    (void)state;
    struct live *live = begin();
    assert_string_equal(live_sentence(live), "the small cat sleeps .");
    press(live, "Down");
    assert_string_equal(live_sentence(live), "we have never seen the sea .");
    press(live, "Down");
    assert_string_equal(live_sentence(live), "the small cat sleeps .");
    press(live, "Up");
    report.glance_count = 1;
    tell(live, TRAINING_RUNS);
    assert_string_equal(live_sentence(live), "the small cat sleeps .");
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
    int count = 0;
    while (bindings[count].request)
        count++;
    for (int i = 0; i < 3000; i++) {
        const struct binding *b = &bindings[rng_below(&rng, (uint32_t)count)];
        if (rng_below(&rng, 8) == 0) {
            reports[rng_below(&rng, 6)](&report);
            live_report(live, &report);
        } else if (rng_below(&rng, 4) == 0) {
            struct event event = {.kind = EVENT_RESIZE,
                                  .rows = 1 + (int)rng_below(&rng, 60),
                                  .columns = 1 + (int)rng_below(&rng, 160)};
            live_event(live, &event);
            grid_resize(&grid, event.rows, event.columns);
        } else if (b->keys[0]) {
            press(live, b->keys[0]);
        }
        live_draw(live, &grid);
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
        cmocka_unit_test(anything_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
