#ifndef HEED_APP_APP_H
#define HEED_APP_APP_H

#include "screen/screen.h"
#include "view/picture.h"

/* The screen of the course and of the laboratory: a menu, lessons, a picture of a run and
 * panels. */
struct app;
struct app_face;
struct glossary;

/* A line of the menu: a lesson, the tour, the gallery, or a file that cannot be read. */
struct app_lesson {
    const char *name, *title; /* `name`: what opens it */
    const char *summary;      /* NULL: none */
    char *needs;              /* what comes first, "1, 2"; NULL: nothing */
    const char *fault;        /* why its file cannot be read; NULL: it can */
    bool extra;               /* it has no number: it is no lesson of the course */
    int minutes;
    int pages, seen, questions, right; /* how many there are, and how many of them are behind */
    int page;                          /* where it goes on, from 0 */
    bool done;                         /* every question was answered right */
};

/* What there is, found by the caller; the arrays outlive the app. */
struct app_setup {
    const char *const *models; /* names; the first one is opened when none is named */
    int model_count;
    const struct app_lesson *lessons;
    int lesson_count;
    int start;                       /* the line of the menu to begin on */
    const struct glossary *glossary; /* words that lessons explain; NULL: none */
    const char *lesson;              /* to be opened at once, a name or a path; NULL: none */
    const char *folder; /* that the paths of models start from; NULL: they are left as they are */
    const char *model;  /* to run `text` on; NULL: the first of models */
    const char *text;   /* to be explored at once; NULL: the menu is shown */
    bool inside;        /* opened from another screen: back leads there, not to the menu */

    const struct app_face *face; /* shows it to others (app/face.h); NULL: to a person alone */
    void *of_face;
};

/* Starts it. Its first effects ask for a lesson or a model. */
struct app *app_new(const struct app_setup *setup);
void app_free(struct app *app);

/* Shows the menu of another course: lessons, their count, start and glossary of `setup`. They
 * outlive the app, or the next course. */
void app_take_course(struct app *app, const struct app_setup *setup);

/* The app as the screen that it is. */
struct screen *app_screen(struct app *app);

/* What of the trace is on screen, for exports; valid until the next event. */
const struct picture *app_picture(const struct app *app);

/* The changes that it was run with, for the caption of an export. */
const struct strs *app_changes(const struct app *app);

#endif
