#ifndef HEED_SHELL_LOOP_H
#define HEED_SHELL_LOOP_H

#include "screen/screen.h"
#include "term/input.h"

/* The one loop of everything that fills a terminal. It shows a screen, waits for an event, gives
 * it to the screen, and has the effects of the screen carried out. */

struct world;

/* A file that may have news for a screen, besides what the person does. */
struct world_source {
    int fd;                             /* readable: there is news */
    bool patient;                       /* the news may be frequent: they wait for the next frame */
    void (*ready)(struct world *world); /* reads it, and tells the screen */
};

enum { WORLD_SOURCES = 8 };

/* A screen and what stands between it and the world. A struct with more in it has this one as
 * its first member. */
struct world {
    struct screen *screen;
    struct theme start; /* how the terminal looks before a palette is chosen */
    bool over;          /* the screen was left */

    /* Carries one effect out. What comes of it goes back by world_answer(). */
    void (*carry_out)(struct world *world, const struct effect *effect);

    struct world_source sources[WORLD_SOURCES];
    int source_count;

    /* A frame of it was shown, to a person or in a script; NULL: nobody else looks. */
    void (*shown)(struct world *world, const struct grid *grid, const struct theme *theme);
    void *watcher; /* whose function this is */

    struct world *inside;                  /* a screen on top of this one; NULL: none */
    void (*returned)(struct world *world); /* `inside` is over: frees it */
};

/* Gives an event to the screen and carries out whatever follows from it. */
void world_event(struct world *world, const struct event *event);

/* For carry_out() and ready(): gives an answer to the screen, which takes it over. */
void world_answer(struct world *world, struct answer answer);

/* How the screen looks now, with the palette that was chosen. */
struct theme world_theme(const struct world *world);

/* Where events come from and frames go to. A struct with more in it has this one as its first
 * member. */
struct loop_front {
    bool ticks; /* time passes by itself, and a screen that plays is told so */
    void (*size)(struct loop_front *front, int *rows, int *columns);
    void (*show)(struct loop_front *front, const struct grid *grid, const struct theme *theme);

    /* The next event, as term_next() has it; false: nothing more comes. */
    bool (*next)(struct loop_front *front, struct event *event, struct term_source *sources,
                 int count, int timeout_ms);
};

/* A person at a terminal that was started. */
extern const struct loop_front loop_terminal;

/* Until the world is over or nothing more comes. The last frame is shown, too. */
void loop_run(struct loop_front *front, struct world *world);

#endif
