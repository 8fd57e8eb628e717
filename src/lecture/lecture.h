#ifndef HEED_LECTURE_LECTURE_H
#define HEED_LECTURE_LECTURE_H

#include "app/face.h"

/* A lesson in front of a class: the app with another face. The pages, the runs and the pictures are
 * those of the lesson; of a page its slide is shown, its answers wait until they are asked for, and
 * nothing is noted as anybody's progress. */

enum { LECTURE_TYPED = 3, LECTURE_PACE = 20, LECTURE_SLOWEST = 600 /* seconds */ };

struct lecture {
    bool blank;    /* nothing is shown */
    bool overview; /* the pages to choose from are shown */
    int chosen;    /* one of them, from 0 */
    bool leaving;  /* it was asked to be left once */

    char typed[LECTURE_TYPED + 1]; /* the number of a page */

    int step;            /* of the slide, from 0: how much of it is shown */
    bool answer;         /* that of the question is shown */
    enum heat_spot spot; /* what stands under the spotlight */
    bool pointed;        /* the cursor was moved on this page */

    bool plays; /* it goes on by itself */
    int pace;   /* seconds for each step */
    int begun;  /* how often the clock was started anew */

    /* as of the last event, to see what it changed */
    int page;
    const struct trace *run; /* NULL: the page is being opened, and moves the cursor itself */
    struct picture_cursor cursor;
};

/* The face of an app whose of_face is a struct lecture. */
extern const struct app_face lecture_face;

/* Whether a key of this name means something in a lecture and not elsewhere. */
bool lecture_has_key(const char *name);

/* Before the app starts. */
void lecture_init(struct lecture *lecture);

/* The app was started with it: for a room, and going on by itself after so many seconds each, 0: it
 * does not. */
void lecture_begin(struct lecture *lecture, struct app *app, enum room room, int pace);

/* What the lecturer alone sees, of the state as it is. */
struct lecture_notes {
    int page, count; /* from 1; page 0: nothing is open yet */
    int step, steps;
    bool blank;
    int begun;
    struct str title, notes, answer; /* answer: to the question of the page, shown or not */
    struct str coming;               /* what the next key does */
    struct str next;                 /* title of the next page; empty: there is none */
    struct str slide;                /* and its text */
};

void lecture_write_notes(const struct app *app, struct lecture_notes *out);
void lecture_notes_free(struct lecture_notes *notes);

#endif
