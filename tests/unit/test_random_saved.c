#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/state_lines.h"
#include "random.h"

/* What :save writes leads back to the same screen, from wherever events at random have led. */

enum { EVERY = 31 };

static char *screen(const struct rig *rig)
{
    struct grid grid;
    struct theme theme = {.tier = TIER_MONO};
    struct str out = {0};
    rig_draw(rig, &grid, rig->app->screen.rows, rig->app->screen.columns);
    print_text(&out, &grid, &theme);
    print_styles(&out, &grid);
    grid_free(&grid);
    return str_take(&out);
}

/* A picture or a panel of the laboratory; nothing is being typed or plays. */
static bool can_be_saved(const struct app *app)
{
    return app->mode == MODE_PICTURE && app->bench.run && !app->course.lesson &&
           !app->line.prompt && !app->screen.help && !app->screen.playing;
}

/* A program that was just started carries the lines out, as --open does. */
static void open_saved(struct rig *rig, const char *lines, const struct screen *size,
                       struct place place)
{
    struct event resize = {.kind = EVENT_RESIZE, .rows = size->rows, .columns = size->columns};
    int row = 0, column = 0;
    char *copy = mem_text(lines), *rest = copy;
    rig->live = true;
    rig_start(rig, NULL, NULL, "We rest.");
    rig_event(rig, &resize);
    for (char *line; (line = strtok_r(rest, "\n", &rest));) {
        struct event event = {.kind = EVENT_COMMAND, .line = line};
        if (*line == '#')
            continue;
        rig_event(rig, &event);
        MUST(!strstr(rig->asked.text, "refused"), "\"%s\": %s\nof\n%s", line,
             rig->app->screen.message.text, lines);
    }
    free(copy);
}

static void check_saved(struct rig *rig, struct place place)
{
    struct rig other = {0};
    struct str lines = {0};
    struct event nothing = {.kind = EVENT_KEY, .key = INPUT_CTRL_L}; /* the message goes */
    int row = 0, column = 0;
    rig_event(rig, &nothing);
    state_lines(rig->app, &lines);
    open_saved(&other, lines.text, &rig->app->screen, place);
    rig_event(&other, &nothing);
    char *saved = screen(rig), *opened = screen(&other);
    if (strcmp(saved, opened) != 0)
        print_difference(saved, opened);
    MUST(strcmp(saved, opened) == 0, "another screen after\n%s", lines.text);
    free(saved);
    free(opened);
    str_free(&lines);
    rig_end(&other);
}

static int walk(uint64_t seed)
{
    struct rng rng = {.seed = seed, .stream = 5};
    struct rig rig = {.live = true};
    long now = 0;
    int saved = 0;
    rig_start(&rig, NULL, rig_models[below(&rng, 4)], "I'm home.");
    for (int i = 0; i < RUN; i++) {
        struct event event = random_event(&rng, &rig.app->screen.requests, &now);
        rig_event(&rig, &event);
        if (i % EVERY == 0 && can_be_saved(rig.app)) {
            check_saved(&rig, (struct place){seed, i});
            saved++;
        }
    }
    rig_end(&rig);
    return saved;
}

static void every_state_is_saved_and_opened(void **state)
{
    (void)state;
    int saved = 0;
    for (int i = 0; i < events_wanted() / RUN; i++)
        saved += walk((uint64_t)i + 1);
    assert_true(saved > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_is_saved_and_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
