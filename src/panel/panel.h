#ifndef HEED_PANEL_PANEL_H
#define HEED_PANEL_PANEL_H

#include "panel/bench.h"
#include "screen/request.h"

/* A panel is a view of its own that takes the place of the picture while the run, the cursor,
 * the stage and all their keys stay: what is changed shows in it at once. Each is one file,
 * which defines panel_NAME; PANEL(ID, NAME) among the requests (screen/request.h) makes it
 * known. */

/* What it cannot do without. */
enum panel_needs {
    PANEL_NEEDS_RUN,     /* a run, of whatever model */
    PANEL_NEEDS_WORDS,   /* of a model that reads words */
    PANEL_NEEDS_WRITING, /* of a model that writes words */
};

/* What a panel did with a request. */
enum panel_reply {
    PANEL_PASSES,  /* nothing: it means what it means without the panel */
    PANEL_TOOK,    /* something of its own */
    PANEL_LEAVES,  /* something of its own, and it is to be closed */
    PANEL_INSIDE,  /* it changed what runs, so that the picture shows what was chosen in it */
    PANEL_REFUSES, /* it cannot be done now, and err says why */
};

struct panel {
    struct request opens; /* asks for it, and once more closes it: name, keys, words; no run() */
    const char *title;    /* in the header line */
    const char *reads;    /* how to read it, for the help */
    const struct key_here *keys; /* what keys do here in place of what their rows say; or NULL */
    enum panel_needs needs;
    bool asks; /* for words, on the command line, when it is opened without any */

    /* Makes what it shows, which is its own until close(); `words`: what followed the command.
     * NULL with the reason why it cannot be shown. What it needs of the world it asks for:
     * ASKER_PANEL. */
    void *(*open)(struct bench *bench, const char *words, struct err *err);
    void (*draw)(const void *own, const struct bench *bench, struct grid *grid, struct rect rect);

    /* Commands that lead to what it shows now, one a line, its own first. */
    void (*save)(const void *own, const struct bench *bench, struct str *out);

    /* The rest may be NULL. The run is another one now; the cursor may be elsewhere. */
    void (*refresh)(void *own, struct bench *bench);
    void (*moved)(void *own, struct bench *bench);

    /* Another model was opened, and is not run yet. */
    void (*model)(void *own, struct bench *bench);

    enum panel_reply (*request)(void *own, struct bench *bench, enum request_id request,
                                struct err *err);

    /* While it plays: the next picture; false: there is none. NULL: the picture plays. */
    bool (*play)(void *own, struct bench *bench);

    enum answer_kind takes; /* what it asks for; no other kind of answer reaches it */
    void (*take)(void *own, struct bench *bench, struct answer *answer); /* takes it over */

    void (*close)(void *own); /* frees what open() returned */
};

#define NO_PANEL(ID)
#define PANEL_EXTERN(ID, name) extern const struct panel panel_##name;
REQUESTS(NO_PANEL, PANEL_EXTERN)
#undef NO_PANEL
#undef PANEL_EXTERN

/* For save(): appends a command so many times, one a line; nothing when `times` is below 1. */
void panel_save_moves(struct str *out, const char *command, int times);

/* The panel that a request opens; NULL: it opens none. */
const struct panel *panel_of(enum request_id request);

/* That of a command ("compare MODEL"), and the words behind its name; NULL: it opens none. */
const struct panel *panel_find(const char *command, const char **words);

/* What a panel lacks in a model, in words; NULL: nothing. */
const char *panel_missing(const struct panel *panel, const struct config *config);

#endif
