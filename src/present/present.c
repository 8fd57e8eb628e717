#include "present/present.h"

#include <stdlib.h>
#include <string.h>

#include "present/notes_live.h"
#include "shell/shell.h"

enum { SCRIPT_FRAME = 400 /* ms that a recorded frame of a script is seen, besides its ticks */ };

/* ---- the notes ---- */

/* Tells those who read the notes what has changed since. */
static void tell(struct presentation *p)
{
    struct lecture_notes notes;
    lecture_write_notes(p->app, &notes);
    if (notes.begun != p->begun)
        p->start = term_clock();
    p->begun = notes.begun;
    char *now = notes_write(&notes, 0);
    if (!p->told || strcmp(now, p->told) != 0) {
        char *line = notes_write(&notes, term_clock() - p->start);
        channel_tell(p->channel, line);
        free(line);
    }
    free(p->told);
    p->told = now;
    lecture_notes_free(&notes);
}

static void set_sources(struct presentation *p, struct world *world);

/* Somebody comes, goes, or presses a key there. */
static void take_news(struct world *world)
{
    struct presentation *p = world->watcher;
    char name[64];
    channel_accept(p->channel);
    free(p->told); /* the time goes on: a new reader gets it as it is now */
    p->told = NULL;
    while (channel_heard(p->channel, name)) {
        struct event event;
        if (key_event(name, &event) == 0)
            world_event(world, &event);
    }
    set_sources(p, world);
}

static void set_sources(struct presentation *p, struct world *world)
{
    int fds[CHANNEL_READERS + 1];
    int count = channel_fds(p->channel, fds);
    world->source_count = p->first_source + count;
    for (int i = 0; i < count; i++)
        world->sources[p->first_source + i] =
            (struct world_source){.fd = fds[i], .ready = take_news};
}

/* ---- begin and end ---- */

/* A person's time is that of the clock; a script's is that of its ticks, and each frame can be
 * seen. */
static long frame_time(struct presentation *p, const struct world *world)
{
    if (!p->session.script)
        return term_clock();
    p->frame += SCRIPT_FRAME;
    return p->frame + world->screen->now;
}

static void shown(struct world *world, const struct grid *grid, const struct theme *theme)
{
    struct presentation *p = world->watcher;
    if (p->cast)
        cast_frame(p->cast, grid, theme, frame_time(p, world));
    if (p->channel) {
        tell(p);
        set_sources(p, world);
    }
}

static int begin(struct session *session, struct shell *shell, struct err *err)
{
    struct presentation *p = (struct presentation *)session;
    bool light = session->terminal.light;
    enum room room = p->room >= 0 ? (enum room)p->room : light ? ROOM_LIGHT : ROOM_DARK;
    struct err why;
    p->app = shell->app;
    p->start = term_clock();
    lecture_begin(&p->lecture, shell->app, room, p->pace);
    if (p->record && !(p->cast = cast_create(p->record, p->force, err)))
        return -1;
    if (p->drive && drive_open(&p->driving, p->drive, err))
        return -1;
    if (p->drive)
        session->front = &p->driving.front;
    if (!session->script && !(p->channel = channel_open(&why)))
        screen_say(shell->world.screen, false, "no notes: %s", why.text);
    shell->world.shown = shown;
    shell->world.watcher = p;
    p->first_source = shell->world.source_count;
    if (p->channel)
        set_sources(p, &shell->world);
    return 0;
}

static void end(struct session *session, struct shell *shell)
{
    struct presentation *p = (struct presentation *)session;
    (void)shell;
    channel_close(p->channel);
    drive_close(&p->driving);
    free(p->told);
}

int present_run(const struct command *command, struct presentation *p)
{
    struct app_setup setup = {.lesson = p->name, .face = &lecture_face, .of_face = &p->lecture};
    struct err err;
    p->session.begin = begin;
    p->session.end = end;
    lecture_init(&p->lecture);
    int result = session_run(command, &p->session, &setup);
    if (p->driving.err.text[0] && result == EXIT_DONE)
        result = command_failed(&p->driving.err);
    if (cast_finish(p->cast, &err) && result == EXIT_DONE)
        result = command_failed(&err);
    return result;
}
