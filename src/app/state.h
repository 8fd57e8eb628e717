#ifndef HEED_APP_STATE_H
#define HEED_APP_STATE_H

#include "app/app.h"
#include "app/input.h"
#include "app/keys.h"
#include "lesson/lesson.h"
#include "view/layout.h"
#include "view/page.h"
#include "view/picture.h"

/* The inside of the app, for the files of this folder only. */

enum { HISTORY_MAX = 32 };

enum mode { MODE_MENU, MODE_PICTURE };

/* What a person did with the question of a page. */
struct reply {
    int chosen; /* number of the choice, from 1; 0: none yet */
    bool hint;
};

struct app {
    struct app_setup setup;
    enum mode mode;
    int rows, columns;

    struct model *model;
    int model_at;                     /* the one of setup.models that was asked for last */
    struct strs texts;                /* the sentences on screen, one batch */
    struct strs history[HISTORY_MAX]; /* what they were before each edit, the latest last */
    int history_count;
    struct trace *trace;
    struct picture picture;

    struct lesson *lesson; /* NULL: explore */
    int page, page_scroll; /* scroll: rows of the page above its part of the screen */
    struct reply *replies; /* [pages] */
    bool lesson_hidden;    /* where there is room for one: the picture is shown */

    int menu; /* the selected line */
    bool help;
    int help_scroll;
    bool editing;
    struct input input;
    bool playing;
    long now, next_play; /* milliseconds */
    int palette_turns;   /* how often `c` was pressed */
    struct str message;  /* shown until the next key */
    bool message_bad;
};

/* Carries a request out (requests.c). `event` is what caused it. */
void request_run(struct app *app, enum request request, const struct event *event,
                 struct effects *effects);

/* The context that keys are read in. */
enum context app_context(const struct app *app);

/* Shows a message until the next key. */
void app_say(struct app *app, bool bad, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether the help has lines below what the screen shows of it (draw.c). */
bool app_help_goes_on(const struct app *app);

/* Runs the model on the sentences again and keeps the place. */
void app_run(struct app *app);

/* Forgets the edits. */
void app_clear_history(struct app *app);

/* Opens a page of the lesson: its view, its note in the progress. */
void app_open_page(struct app *app, int page, struct effects *effects);

/* Rows that the open page must be scrolled by to see its end; 0: all of it is seen (pages.c). */
int app_page_overflow(const struct app *app);

/* The open page as view/page.h draws it. */
struct page_state app_page_state(const struct app *app);

/* What a request is carried out with; `by` tells the two directions of one action apart. */
struct call {
    struct app *app;
    const struct event *event;
    struct effects *effects;
    int by;
};

/* Requests about lesson pages (pages.c): turning them, a key from 1 to 9, the hint. */
void request_page(struct call *c);
void request_answer(struct call *c);
void request_hint(struct call *c);

/* Requests about the sentences and the model they run through (sentences.c). */
void request_sentence(struct call *c);
void request_model(struct call *c);
void request_edit(struct call *c);
void request_accept(struct call *c);
void request_undo(struct call *c);

void effect_add(struct effects *effects, enum effect_kind kind, const char *text, int number);

/* One step of playing: the next stage, then the next step; stops at the end. */
void play_on(struct app *app);

#endif
