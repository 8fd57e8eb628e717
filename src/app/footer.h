#ifndef HEED_APP_FOOTER_H
#define HEED_APP_FOOTER_H

#include "app/keys.h"
#include "draw/grid.h"
#include "draw/para.h"

/* The keys that exist on a screen, from the table of keys: a footer of the most useful ones, and a
 * help screen of all of them, and of the commands that have no key. */

/* What a key does on one screen in place of what its table says. */
struct key_here {
    enum request request; /* REQUEST_NONE ends a list */
    const char *label;    /* for the footer; NULL: not there */
    const char *help;
    int across, down; /* for who carries it out: what it moves by */
};

/* That of a request, or NULL; keys may be NULL. */
const struct key_here *key_here(const struct key_here *keys, enum request request);

struct place {
    enum context context;
    bool lesson;                 /* one is open */
    bool own;                    /* only what the context has of its own, nothing of CONTEXT_ANY */
    const struct key_here *keys; /* or NULL */
    enum request absent;         /* what would do nothing here; REQUEST_NONE: nothing is left out */
};

/* Draws as many keys as fit, the most useful first; help and back stay. */
void footer_draw(struct grid *grid, struct rect rect, const struct place *place);

/* Columns of all of them. */
int footer_width(const struct place *place);

/* Where help is drawn on a screen of this size. */
struct rect help_rect(int rows, int columns);

/* How to read the screen, then its keys, from row `scroll` on. Returns the row after its last line,
 * more than rect has when it goes on; with grid NULL nothing is drawn, only counted. */
int help_draw(struct grid *grid, struct rect rect, const struct para_run *card, int count,
              const struct place *place, int scroll);

#endif
