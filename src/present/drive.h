#ifndef HEED_PRESENT_DRIVE_H
#define HEED_PRESENT_DRIVE_H

#include "shell/loop.h"
#include "shell/script.h"

/* A terminal in which a script presses the keys, while people look on: a demonstration that is the
 * same each time. Any key of a person ends the script, and the person goes on. */
struct drive {
    struct loop_front front; /* first, so that it is one */
    struct script *script;   /* NULL: it is over */
    struct event pending;    /* what it does next */
    long due;                /* when, on term_clock(); −1: nothing is pending */
    long passed;             /* milliseconds of its ticks */
    bool waits;              /* for a key, to go on */
    struct err err;          /* what is wrong with it; empty: nothing */
};

/* −1 with the reason when there is no such script. */
int drive_open(struct drive *drive, const char *path, struct err *err);
void drive_close(struct drive *drive);

#endif
