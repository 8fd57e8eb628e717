/* From a key to the finished frame:
 *
 *     frames MODEL.safetensors RUNS SCRIPT
 *
 * plays a script of keys to the app on a screen of 200 × 60, RUNS times over. A frame is the event,
 * what it makes the model compute, drawing, and printing the whole screen with its colors.
 * Prints the median, the 99th percentile and the longest, in milliseconds. */
#include <stdio.h>

#include "app/app.h"
#include "base/mem.h"
#include "clock.h"
#include "export/print.h"
#include "math/mat.h"
#include "shell/data.h"
#include "shell/script.h"

enum { ROWS = 60, COLUMNS = 200 };

struct frames {
    struct app *app;
    struct screen *screen;
    struct grid grid;
    struct str printed;
    double *times;
    size_t count, capacity;
};

static int failed(const char *text)
{
    fprintf(stderr, "frames: %s\n", text);
    return 1;
}

/* Nothing but the model is ever loaded. */
static int load(struct frames *f)
{
    struct err err;
    struct effects wanted = screen_take_effects(f->screen);
    for (size_t i = 0; i < wanted.count; i++) {
        if (wanted.list[i].kind != EFFECT_LOAD_MODEL)
            continue;
        struct model *model = data_open_model(wanted.list[i].text, &err);
        if (!model)
            return failed(err.text);
        struct event event = {
            .kind = EVENT_ANSWER,
            .answer = {.kind = ANSWER_MODEL, .asker = wanted.list[i].asker, .model = model}};
        screen_event(f->screen, &event);
    }
    effects_free(&wanted);
    return 0;
}

static void frame(struct frames *f, const struct event *event)
{
    const struct theme theme = {.tier = TIER_256};
    double started = clock_ms();
    screen_event(f->screen, event);
    screen_draw(f->screen, &f->grid);
    str_clear(&f->printed);
    print_ansi(&f->printed, &f->grid, &theme);
    f->times = mem_grow(f->times, &f->capacity, f->count + 1, sizeof *f->times);
    f->times[f->count++] = clock_ms() - started;
    effects_free(&f->screen->effects);
}

static int play(struct frames *f, const char *path)
{
    struct err err;
    struct event event;
    struct script *script = script_open(path, &err);
    if (!script)
        return failed(err.text);
    enum script_step step;
    while ((step = script_next(script, &event, &err)) == SCRIPT_EVENT)
        frame(f, &event);
    script_close(script);
    return step == SCRIPT_BAD ? failed(err.text) : 0;
}

int main(int argc, char **argv)
{
    int runs = argc == 4 ? atoi(argv[2]) : 0, result = 0;
    if (runs < 1) {
        fprintf(stderr, "usage: %s MODEL.safetensors RUNS SCRIPT\n", argv[0]);
        return 2;
    }
    struct frames f = {0};
    struct app_setup setup = {.model = argv[1], .text = "i am home ."};
    mat_threads(1);
    grid_init(&f.grid, ROWS, COLUMNS);
    f.app = app_new(&setup);
    f.screen = app_screen(f.app);
    result = load(&f);
    screen_event(f.screen, &(struct event){.kind = EVENT_RESIZE, .rows = ROWS, .columns = COLUMNS});
    for (int i = 0; i < runs && !result; i++)
        result = play(&f, argv[3]);
    if (!result && f.count) {
        sort_times(f.times, (int)f.count);
        printf("%.3f %.3f %.3f\n", f.times[f.count / 2], f.times[f.count * 99 / 100],
               f.times[f.count - 1]);
    }
    app_free(f.app);
    grid_free(&f.grid);
    str_free(&f.printed);
    free(f.times);
    return result;
}
