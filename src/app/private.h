#ifndef HEED_APP_PRIVATE_H
#define HEED_APP_PRIVATE_H

#include "app/app.h"
#include "app/input.h"
#include "app/keys.h"
#include "draw/layout.h"
#include "lesson/lesson.h"
#include "view/page.h"
#include "view/picture.h"

/* The inside of the app, for the files of this folder only. */

enum mode { MODE_MENU, MODE_PICTURE };

/* What the line at the bottom is typed for. */
enum prompt { PROMPT_NONE, PROMPT_SENTENCE, PROMPT_COMMAND };

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
    int model_at;              /* the one of setup.models that was asked for last */
    struct strs texts;         /* the sentences, one batch, before any change */
    struct strs interventions; /* what is done differently, in order: lab/intervention.h */
    struct str preview;        /* one more that is only being typed; empty: none */
    struct cursor typed_from;  /* where the cursor was when the line at the bottom opened */
    struct trace *trace;       /* the run under all of them */
    struct trace *unchanged;   /* the run under none; NULL when there are none */
    struct trace *unpadded;    /* leak_masked() of trace, where padding takes part; else NULL */
    struct picture picture;

    struct lesson *lesson; /* NULL: explore */
    bool page_waits;       /* for the model that it is about */
    int page, page_scroll; /* scroll: rows of the page above its part of the screen */
    struct reply *replies; /* [pages] */
    bool lesson_hidden;    /* where there is room for one: the picture is shown */

    int menu; /* the selected line */
    bool help;
    int help_scroll;
    enum prompt prompt;
    struct input input;
    const struct panel *panel; /* what stands in the place of the picture; NULL: the picture */
    void *panel_data;          /* its own */
    struct strs commands;      /* the command lines before, the latest last */
    int recalled;              /* which of them is in the line; as many as there are: a new one */
    struct strs proposals;     /* what Tab goes through; */
    int proposed;              /* which one is in the line, −1: Tab was not pressed again */
    bool playing;
    long now, next_play; /* milliseconds */
    int palette;         /* what was asked for by name; −1: what the screen began with */
    int palette_turns;   /* how often `c` was pressed since */
    struct str message;  /* shown until the next key */
    bool message_bad;
    unsigned long questions;              /* that were asked so far */
    unsigned long waits_for[ASKER_COUNT]; /* the serial of the last one of each asker; 0: none */
};

/* The context that keys are read in. */
enum context app_context(const struct app *app);

/* Shows a message until the next key. */
void app_say(struct app *app, bool bad, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether the help has lines below what the screen shows of it (draw.c). */
bool app_help_goes_on(const struct app *app);

/* What padding that takes part does to the sentence on screen. */
void app_measure_leak(struct app *app);

/* Runs the model on the sentences again and keeps the place. */
void app_run(struct app *app);

/* Where the picture is on the screen, from the last resize (draw.c). */
struct rect app_picture_rect(const struct app *app);

/* Opens a page of the lesson: its view, its note in the progress. */
void app_open_page(struct app *app, int page, struct effects *effects);

/* Undoes what the open page changed; there is none after it. */
void app_leave_page(struct app *app);

/* The rest of it, when the model that the page is about is there. */
void app_show_page(struct app *app, struct effects *effects);

/* Rows that the open page must be scrolled by to see its end; 0: all of it is seen (pages.c). */
int app_page_overflow(const struct app *app);

/* The open page as view/page.h draws it. */
struct page_state app_page_state(const struct app *app);

/* One more intervention (lab.c): runs, or −1 with the reason. */
int app_change(struct app *app, const char *line, struct err *err);

/* What runs now: the interventions, then the one being typed, where it may take the place of the last.
 * `list` is the caller's to free, its texts are the app's. */
struct strs app_lines(const struct app *app);

/* Runs under the line being typed as long as it can be applied, and without it again (preview.c). */
void app_preview(struct app *app);

/* The intervention that a line typed as a sentence is, to be freed: "sentence @2 TEXT". */
char *app_sentence_line(const struct app *app, const char *text);

/* Words that could come next in the line of an intervention, appended. */
void app_change_words(const struct app *app, const char *line, struct strs *out);

/* The line at the bottom (prompt.c): opens it with a text; a key in it that asks for nothing; an
 * earlier or later command. */
void prompt_open(struct app *app, enum prompt prompt, const char *text);
void prompt_event(struct app *app, const struct event *event);
void prompt_recall(struct app *app, int by);

/* Draws it, with what fits or is expected in the row above (prompt_draw.c). */
void prompt_draw(const struct app *app, struct grid *grid, struct rect rect);

/* The message, or else the keys; the keys alone where all of them have room (draw.c). */
void app_draw_footer(const struct app *app, struct grid *grid, struct rect rect);
void app_draw_keys(const struct app *app, struct grid *grid, struct rect rect);

/* Asks for something in the name of an asker. Answers to what it asked for before are no longer
 * waited for. */
void app_ask(struct app *app, struct effects *effects, enum effect_kind kind, enum asker_kind asker,
             const char *text);

/* Wants something done that nothing comes back for but a message. */
void app_want(struct effects *effects, enum effect_kind kind, const char *text, int number);

/* One step of playing: the next stage, then the next step; stops at the end. */
void play_on(struct app *app);

#endif
