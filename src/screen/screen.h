#ifndef HEED_SCREEN_SCREEN_H
#define HEED_SCREEN_SCREEN_H

#include <stdbool.h>

#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "screen/effect.h"
#include "screen/event.h"
#include "screen/footer.h"

/* What fills the terminal, as a value: events change it, drawing reads it. It touches no file,
 * clock or terminal: what it wants done is in its effects after every event, and what comes of them
 * comes back as answers. The same list of events always gives the same pictures.
 *
 * A screen of a kind has this struct as its first member. */

/* What a kind of screen does. */
struct screen_kind {
    /* What screen_event() has not done itself: commands, answers, reports. Also told of every other
     * event, after what it did. */
    void (*event)(struct screen *screen, const struct event *event);

    /* The whole screen, whatever the size of the grid. */
    void (*draw)(const struct screen *screen, struct grid *grid);

    /* Which keys count now, as if there were no help. */
    struct footer_place (*place)(const struct screen *screen);

    /* How what is on the screen now is read, appended, for the help. */
    void (*reads)(const struct screen *screen, struct str *out);

    /* Carries out the request of a key; `key`: what it is told, "" or a digit. −1 and why not.
     * NULL: as request_run() does, with the digit in the place of `by`. */
    int (*run)(struct screen *screen, const struct request *request, const char *key,
               struct err *err);

    /* A key before any request has it; false: it means what it means elsewhere. NULL: so do all. */
    bool (*first)(struct screen *screen, const struct event *event);

    /* A key that no request has here; false: it has no meaning. NULL: nor has any other. */
    bool (*key)(struct screen *screen, const struct event *event);

    /* While it plays: the next picture; false: there is none. NULL: it never plays. */
    bool (*play)(struct screen *screen);
};

struct screen {
    const struct screen_kind *kind;
    struct request_list requests;
    int rows, columns;

    bool help; /* how to read it and its keys are shown, from this row on */
    int help_scroll;
    struct str message; /* shown until the next key */
    bool message_bad;
    int palette;       /* what was asked for by name; −1: what the terminal began with */
    int palette_turns; /* how often the next one was asked for since */

    enum room room; /* that it is projected in */

    bool playing;   /* it goes on by itself */
    int pace;       /* every so many milliseconds; 0: as the eye follows */
    long now, next; /* the time, and the time at which it goes on; milliseconds */

    struct effects effects;               /* what it wants done since they were taken last */
    unsigned long questions;              /* that it asked so far */
    unsigned long waits_for[ASKER_COUNT]; /* the serial of the last one of each asker; 0: none */
};

/* Of 24 rows and 80 columns, until it is told another size. */
void screen_init(struct screen *screen, const struct screen_kind *kind);
void screen_clear(struct screen *screen);

/* Takes one event. What an answer brings becomes the screen's. */
void screen_event(struct screen *screen, const struct event *event);

void screen_draw(const struct screen *screen, struct grid *grid);

/* Milliseconds until it wants an EVENT_TICK; −1: it waits for other events only. */
int screen_wait(const struct screen *screen);

enum context screen_context(const struct screen *screen);

/* Which keys count. */
struct footer_place screen_place(const struct screen *screen);

/* The palette that was chosen, where the terminal began with `start`. */
enum palette screen_palette(const struct screen *screen, enum palette start);

/* What it wants done, now the caller's. */
struct effects screen_take_effects(struct screen *screen);

/* ---- for kinds of screens ---- */

/* Shows a message until the next key. */
void screen_say(struct screen *screen, bool bad, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Wants something done; at most a message comes back. The text is copied; NULL is "". */
void screen_want(struct screen *screen, enum effect_kind kind, const char *text, int number);

/* Asks for something. What the same asker asked for before is no longer waited for. */
void screen_ask(struct screen *screen, enum effect_kind kind, enum asker_kind asker,
                const char *text);

/* What this asker asked for last is no longer waited for. */
void screen_wait_no_more(struct screen *screen, enum asker_kind asker);

/* Whether an answer is waited for. After this call a second one to the same question is not. */
bool screen_awaits(struct screen *screen, struct asker asker);

/* Starts or stops playing. The first tick moves at once; where there is a pace, it begins to
 * count. */
void screen_play(struct screen *screen, bool playing);

/* The function of a row that leaves the program. */
void screen_quit(struct call *call);

/* The help as far as it was scrolled. Returns the row after its last line; with grid NULL it only
 * counts. */
int screen_help_rows(const struct screen *screen, struct grid *grid, struct rect rect);

/* The message, else the keys. */
void screen_draw_footer(const struct screen *screen, struct grid *grid, struct rect rect);

#endif
