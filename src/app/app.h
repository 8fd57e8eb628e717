#ifndef HEED_APP_APP_H
#define HEED_APP_APP_H

#include <stdbool.h>

#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "screen/effect.h"
#include "screen/event.h"
#include "view/picture.h"

/* The running program as a value: events change it, drawing reads it. It touches no file, clock or
 * terminal: what it wants done comes out as effects, and their results come back as events. The
 * same list of events always gives the same screens. */
struct app;

struct app_lesson {
    const char *name, *title;
    int minutes;
    bool done; /* every page was seen */
};

/* What there is, found by the caller; the arrays outlive the app. */
struct app_setup {
    const char *const *models; /* names; the first is shown in the menu */
    int model_count;
    const struct app_lesson *lessons;
    int lesson_count;
    const char *lesson; /* open this one (a name or a path) at once; NULL: see text */
    const char *model;  /* for text; NULL: the first of models */
    const char *text;   /* explore this sentence at once; NULL: the menu */
    bool inside;        /* opened from another screen: back leads there, not to the menu */
};

struct app *app_new(const struct app_setup *setup, struct effects *effects);
void app_free(struct app *app);

/* One event; adds what it wants done to effects (which the caller empties before). */
void app_event(struct app *app, const struct event *event, struct effects *effects);

/* Draws the whole screen into the grid, whatever its size. */
void app_draw(const struct app *app, struct grid *grid);

/* Milliseconds until it wants an EVENT_TICK; −1: it waits for input only. */
int app_wait(const struct app *app);

enum palette app_palette(const struct app *app, enum palette start);

/* The state as lines of commands that lead to it again, appended. */
void app_saved(const struct app *app, struct str *out);

/* What of the trace is on screen, for exports; valid until the next event. */
const struct picture *app_picture(const struct app *app);

#endif
