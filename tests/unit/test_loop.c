#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shell/loop.h"

/* The loop between screens that write down what they get and a front that plays a script. */

/* What everyone did, in order. */
static struct str told;

struct probe {
    struct screen screen; /* first */
    const char *name;
};

static void take_event(struct screen *screen, const struct event *event)
{
    const struct probe *probe = (const struct probe *)screen;
    char key[EVENT_NAME];
    switch (event->kind) {
    case EVENT_RESIZE:
        str_format(&told, "%s is %dx%d; ", probe->name, event->columns, event->rows);
        break;
    case EVENT_TICK:
        str_format(&told, "%s ticks; ", probe->name);
        break;
    case EVENT_TEXT:
        str_format(&told, "%s gets %s; ", probe->name, event_name(event, key, sizeof key));
        if (event->text[0] == 'i')
            screen_ask(screen, EFFECT_INSIDE, ASKER_INSIDE, "deeper");
        else if (event->text[0] == 's')
            screen_want(screen, EFFECT_SAVE, "x", 0);
        else if (event->text[0] == 'q')
            screen_want(screen, EFFECT_QUIT, NULL, 0);
        break;
    case EVENT_ANSWER:
        str_format(&told, "%s is told %s; ", probe->name, event->answer.text);
        if (event->answer.kind == ANSWER_DONE && strcmp(event->answer.text, "saved") == 0)
            screen_want(screen, EFFECT_EXPORT, "y", 0);
        answer_free(
            &(struct answer){event->answer.kind, event->answer.asker, {event->answer.text}});
        break;
    default:
        break;
    }
}

static void draw(const struct screen *screen, struct grid *grid)
{
    (void)grid;
    str_format(&told, "%s is drawn; ", ((const struct probe *)screen)->name);
}

static struct footer_place place_of(const struct screen *screen)
{
    return (struct footer_place){.requests = &screen->requests, .context = CONTEXT_MENU};
}

static bool play(struct screen *screen)
{
    str_format(&told, "%s plays; ", ((const struct probe *)screen)->name);
    return true;
}

static const struct screen_kind kind = {
    .event = take_event, .draw = draw, .place = place_of, .play = play};

struct probe_world {
    struct world world; /* first */
    struct probe probe;
    struct probe_world *deeper;
};

static void carry_out(struct world *world, const struct effect *effect)
{
    struct probe_world *w = (struct probe_world *)world;
    switch (effect->kind) {
    case EFFECT_QUIT:
        world->over = true;
        break;
    case EFFECT_SAVE:
        world_answer(world, answer_done(effect->asker, "saved"));
        break;
    case EFFECT_EXPORT:
        world_answer(world, answer_done(effect->asker, "exported"));
        break;
    case EFFECT_INSIDE:
        w->deeper->world.over = false;
        world->inside = &w->deeper->world;
        break;
    default:
        fail_msg("effect %d", effect->kind);
    }
}

static void returned(struct world *world)
{
    struct event event = {.kind = EVENT_ANSWER,
                          .answer = answer_done((struct asker){0}, "it is over")};
    world_event(world, &event);
}

static void init(struct probe_world *w, const char *name)
{
    *w = (struct probe_world){.probe.name = name};
    screen_init(&w->probe.screen, &kind);
    w->world.screen = &w->probe.screen;
    w->world.carry_out = carry_out;
    w->world.returned = returned;
}

/* ---- a front ---- */

struct script_front {
    struct loop_front front; /* first */
    const char *keys;        /* a capital letter: the source of that number has news */
    long from_ms[WORLD_SOURCES];
};

static void front_size(struct loop_front *front, int *rows, int *columns)
{
    (void)front;
    *rows = 5;
    *columns = 9;
}

static void front_show(struct loop_front *front, const struct grid *grid, const struct theme *theme)
{
    (void)front, (void)grid, (void)theme;
}

static bool front_next(struct loop_front *front, struct event *event, struct term_source *sources,
                       int count, int timeout_ms)
{
    struct script_front *f = (struct script_front *)front;
    char key = *f->keys ? *f->keys++ : '\0';
    (void)timeout_ms;
    for (int i = 0; i < count; i++) {
        sources[i].ready = key == 'A' + i;
        f->from_ms[i] = sources[i].from_ms;
    }
    *event = (struct event){.kind = key >= 'a' ? EVENT_TEXT : EVENT_NONE, .text = {key}};
    return key != '\0';
}

static void news(struct world *world)
{
    str_format(&told, "news for %s; ", ((struct probe_world *)world)->probe.name);
}

static struct script_front run(struct probe_world *world, const char *keys, bool ticks)
{
    struct script_front front = {{ticks, front_size, front_show, front_next}, keys, {0}};
    str_clear(&told);
    loop_run(&front.front, &world->world);
    return front;
}

static void end(struct probe_world *world)
{
    screen_clear(&world->probe.screen);
    str_free(&told);
}

/* ---- tests ---- */

static void keys_reach_the_screen_and_what_follows_is_carried_out(void **state)
{
    (void)state;
    struct probe_world w;
    init(&w, "it");
    run(&w, "asq-", false);
    assert_string_equal(told.text, "it is 9x5; it is drawn; it gets a; it is drawn; it gets s; "
                                   "it is told saved; it is told exported; it is drawn; it gets q; "
                                   "it is drawn; ");
    end(&w);
}

static void a_script_may_end_before_the_screen_is_left(void **state)
{
    (void)state;
    struct probe_world w;
    init(&w, "it");
    run(&w, "a", false);
    assert_string_equal(told.text, "it is 9x5; it is drawn; it gets a; it is drawn; ");
    end(&w);
}

static void a_screen_on_top_gets_the_keys_until_it_is_left(void **state)
{
    (void)state;
    struct probe_world outer, inner;
    init(&outer, "outer");
    init(&inner, "inner");
    outer.deeper = &inner;
    outer.world.sources[0] = (struct world_source){.fd = 7, .ready = news};
    outer.world.source_count = 1;
    run(&outer, "iaAqbq", false);
    assert_string_equal(told.text,
                        "outer is 9x5; outer is drawn; outer gets i; inner is 9x5; "
                        "inner is drawn; inner gets a; inner is drawn; news for outer; "
                        "inner is drawn; inner gets q; outer is told it is over; outer is 9x5; "
                        "outer is drawn; outer gets b; outer is drawn; outer gets q; "
                        "outer is drawn; ");
    end(&outer);
    end(&inner);
}

static void patient_news_wait_for_the_next_frame(void **state)
{
    (void)state;
    struct probe_world w;
    init(&w, "it");
    w.world.sources[0] = (struct world_source){.fd = 7, .patient = true, .ready = news};
    w.world.sources[1] = (struct world_source){.fd = 8, .ready = news};
    w.world.source_count = 2;
    long before = term_clock();
    struct script_front front = run(&w, "AB", false);
    assert_non_null(strstr(told.text, "news for it; it is drawn; news for it; "));
    assert_true(front.from_ms[0] >= before + 200);
    assert_int_equal(front.from_ms[1], 0);
    end(&w);
}

/* Time passes for who plays, and only where it passes by itself. */
static void who_plays_is_told_the_time(void **state)
{
    (void)state;
    for (int ticks = 0; ticks < 2; ticks++)
        for (int playing = 0; playing < 2; playing++) {
            struct probe_world w;
            init(&w, "it");
            screen_play(&w.probe.screen, playing);
            run(&w, "a", ticks);
            assert_int_equal(strstr(told.text, "it plays; it ticks; it gets a; ") != NULL,
                             ticks && playing);
            end(&w);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_reach_the_screen_and_what_follows_is_carried_out),
        cmocka_unit_test(a_script_may_end_before_the_screen_is_left),
        cmocka_unit_test(a_screen_on_top_gets_the_keys_until_it_is_left),
        cmocka_unit_test(patient_news_wait_for_the_next_frame),
        cmocka_unit_test(who_plays_is_told_the_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
