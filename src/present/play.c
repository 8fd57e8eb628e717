#include "present/play.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "present/cast.h"
#include "term/caps.h"
#include "term/input.h"
#include "term/term.h"

enum { SKIP = 5 /* seconds */, FASTEST = 16 };

struct player {
    const struct cast *cast;
    double at;    /* seconds of the recording */
    double speed; /* 1: as it was */
    double idle;  /* longer pauses are cut to so many seconds; 0: none is */
    size_t next;  /* piece that was not shown yet */
    bool paused;
    bool over; /* it was left */
};

static double length_of(const struct cast *cast)
{
    return cast->count ? cast->pieces[cast->count - 1].time : 0;
}

/* Where there is a row below the picture: where it is, and the keys. */
static void show_place(const struct player *p)
{
    char text[256];
    int rows, columns, n;
    term_size(&rows, &columns);
    if (rows <= p->cast->rows || columns < 40)
        return;
    n = snprintf(
        text, sizeof text,
        "\0337\033[%d;1H\033[0m %s %.0f of %.0f s  %g times  Space + - Left Right q\033[K\0338",
        rows, p->paused ? "paused" : "plays ", p->at, length_of(p->cast), p->speed);
    term_write(text, (size_t)n);
}

/* Shows what was there at this time. */
static void catch_up(struct player *p)
{
    const struct cast *cast = p->cast;
    for (; p->next < cast->count && cast->pieces[p->next].time <= p->at + 1e-9; p->next++)
        term_write(cast->pieces[p->next].output, strlen(cast->pieces[p->next].output));
    show_place(p);
}

/* The same after a jump: from the beginning, for a piece says only what has changed. */
static void begin_again(struct player *p, double at)
{
    static const char clear[] = "\033[0m\033[2J\033[H";
    double end = length_of(p->cast);
    p->at = at < 0 ? 0 : at > end ? end : at;
    p->next = 0;
    term_write(clear, sizeof clear - 1);
    catch_up(p);
}

static void take_text(struct player *p, char key)
{
    if (key == ' ')
        p->paused = !p->paused;
    else if ((key == '+' || key == '>') && p->speed < FASTEST)
        p->speed *= 2;
    else if ((key == '-' || key == '<') && p->speed * FASTEST > 1)
        p->speed /= 2;
    else if (key == '.' && p->next < p->cast->count)
        p->at = p->cast->pieces[p->next].time;
    else if (key == 'q' || key == 'Q')
        p->over = true;
}

static void take_event(struct player *p, const struct event *event)
{
    if (event->kind == EVENT_QUIT)
        p->over = true;
    else if (event->kind == EVENT_TEXT)
        take_text(p, event->text[0]);
    else if (event->kind == EVENT_RESIZE)
        begin_again(p, p->at);
    else if (event->kind == EVENT_KEY && event->key == INPUT_RIGHT)
        begin_again(p, p->at + SKIP);
    else if (event->kind == EVENT_KEY && event->key == INPUT_LEFT)
        begin_again(p, p->at - SKIP);
    else if (event->kind == EVENT_KEY && event->key == INPUT_HOME)
        begin_again(p, 0);
    else if (event->kind == EVENT_KEY && event->key == INPUT_END)
        begin_again(p, length_of(p->cast));
    else if (event->kind == EVENT_KEY && (event->key == INPUT_ESCAPE || event->key == INPUT_CTRL_C))
        p->over = true;
}

/* Milliseconds until the next piece; −1: for ever. */
static int wait_of(struct player *p)
{
    if (p->paused || p->next == p->cast->count)
        return -1;
    double left = p->cast->pieces[p->next].time - p->at;
    if (p->idle > 0 && left > p->idle) {
        p->at += left - p->idle;
        left = p->idle;
    }
    double ms = ceil(1000 * left / p->speed);
    return ms < 0 ? 0 : ms > 1000 ? 1000 : (int)ms; /* the place is told every second */
}

static void play(struct player *p)
{
    long before = term_clock();
    begin_again(p, 0);
    while (!p->over) {
        struct event event;
        int wait = wait_of(p);
        term_next(&event, NULL, 0, wait);
        long now = term_clock();
        if (wait >= 0)
            p->at += (double)(now - before) / 1000 * p->speed;
        before = now;
        if (p->next == p->cast->count && p->at > length_of(p->cast))
            p->at = length_of(p->cast);
        take_event(p, &event);
        catch_up(p);
    }
}

static int play_file(const char *path, double idle, struct err *err)
{
    struct cast cast;
    struct term_options options = {0};
    struct theme theme;
    int rows, columns, result = 0;
    if (cast_read(&cast, path, err))
        return -1;
    if (caps_check(err) || term_start(&options, &theme, err)) {
        cast_free(&cast);
        return -1;
    }
    term_size(&rows, &columns);
    struct player player = {.cast = &cast, .speed = 1, .idle = idle};
    if (rows >= cast.rows && columns >= cast.columns)
        play(&player);
    else
        result = err_set(err, "%s: it was recorded at %d×%d; this terminal has only %d×%d", path,
                         cast.columns, cast.rows, columns, rows);
    term_write("\033[0m", 4);
    term_stop();
    cast_free(&cast);
    return result;
}

int play_run(const struct command *command, int argc, char **argv)
{
    struct strs words = {0};
    struct err err;
    double idle = 0;
    const struct option options[] = {
        {"idle", 0, OPTION_REAL, &idle, "SECONDS", "cut longer pauses to so many seconds"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count != 1)
        result = command_misused(command, "a recording is needed, a file .cast");
    if (result == EXIT_DONE && !(idle >= 0))
        result = command_misused(command, "--idle must be seconds");
    if (result == EXIT_DONE && play_file(words.list[0], idle, &err))
        result = command_failed(&err);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
