#ifndef HEED_PRESENT_PRESENT_H
#define HEED_PRESENT_PRESENT_H

#include "cli/options.h"
#include "lecture/lecture.h"
#include "present/cast.h"
#include "present/channel.h"
#include "present/drive.h"
#include "shell/session.h"

/* A lecture in a terminal, or with a script in the place of the lecturer. */
struct presentation {
    struct session session; /* first, so that it is one */
    struct lecture lecture;
    const char *name;   /* of the lesson, or the file of a lesson or a playlist */
    int room;           /* enum room; −1: as the screen is */
    int pace;           /* seconds, 0: it does not go on by itself */
    const char *record; /* a file that is recorded to; NULL: none */
    bool force;         /* also over a file that is there */
    const char *drive;  /* a script that presses the keys in the terminal; NULL: none */

    struct app *app;
    struct drive driving;
    struct channel *channel; /* to the notes; NULL: nobody can read them */
    int first_source;        /* of its descriptors, among those of the world */
    char *told;              /* there, without the time */
    long start;              /* of the clock of the notes, on term_clock() */
    int begun;               /* how often it was started anew */
    struct cast_writer *cast;
    long frame; /* ms: the time of a recorded script */
};

/* Gives it, until it is left; an exit code. */
int present_run(const struct command *command, struct presentation *presentation);

#endif
