#ifndef HEED_MODEL_RING_H
#define HEED_MODEL_RING_H

#include "model/model.h"

/* The models that there are to choose from, in the order in which they are gone through: those that
 * were found, then every one that was opened as a file. What a model reads is known once it was
 * opened. */
struct ring {
    struct ring_model {
        char *name;       /* by which it is opened: a name, or the path of a file */
        bool seen;        /* it was opened, and the rest is filled in */
        bool words;       /* it reads words, not numbers of a table */
        char language[4]; /* that it reads; "": nobody said */
        enum unit unit;   /* that it reads */
    } * list;
    size_t count, capacity;
    const char *folder; /* that paths start from, NULL: they are left as they are; not owned */
    int asked;          /* the one that was asked for last; −1: none */
    int open;           /* the one that is open; −1: none */
    int turning;        /* asked for as the next one (1) or the one before (−1); 0: by its name */
};

void ring_start(struct ring *ring, const char *const *names, int count, const char *folder);
void ring_free(struct ring *ring);

/* The number of a name, of a path, or of the name of a file that was opened by its path; −1: there
 * is none. */
int ring_find(const struct ring *ring, const char *name);

/* The same; one that there was not is added. */
int ring_add(struct ring *ring, const char *name);

/* Whether this is how a file, or a variant of a model (NAME:untrained), is written. */
bool ring_is_path(const char *name);

/* Notes what a model reads. */
void ring_learn(struct ring *ring, int which, const struct model *model);

/* Whether two are known to read different things: another language, or no words. */
bool ring_differ(const struct ring *ring, int a, int b);

/* The next one from `from`, or the one before (by −1), that is not known to differ from the one
 * that is open. That one itself when there is no other; 0 when none is open. */
int ring_beside(const struct ring *ring, int from, int by);

/* How the open one is opened; "": none is. */
const char *ring_open_name(const struct ring *ring);

#endif
