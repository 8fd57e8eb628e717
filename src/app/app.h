#ifndef HEED_APP_APP_H
#define HEED_APP_APP_H

#include "screen/screen.h"
#include "view/picture.h"

/* The screen of the course and of the laboratory: a menu, lessons, a picture of a run and
 * panels. */
struct app;
struct glossary;

struct app_lesson {
    const char *name, *title;
    int minutes;
    bool done; /* every question was answered right */
};

/* What there is, found by the caller; the arrays outlive the app. */
struct app_setup {
    const char *const *models; /* names; the first one is opened when none is named */
    int model_count;
    const struct app_lesson *lessons;
    int lesson_count;
    const struct glossary *glossary; /* words that lessons explain; NULL: none */
    const char *lesson;              /* to be opened at once, a name or a path; NULL: none */
    const char *folder; /* that the paths of models start from; NULL: they are left as they are */
    const char *model;  /* to run `text` on; NULL: the first of models */
    const char *text;   /* to be explored at once; NULL: the menu is shown */
    bool inside;        /* opened from another screen: back leads there, not to the menu */
};

/* Starts it. Its first effects ask for a lesson or a model. */
struct app *app_new(const struct app_setup *setup);
void app_free(struct app *app);

/* The app as the screen that it is. */
struct screen *app_screen(struct app *app);

/* What of the trace is on screen, for exports; valid until the next event. */
const struct picture *app_picture(const struct app *app);

/* The changes that it was run with, for the caption of an export. */
const struct strs *app_changes(const struct app *app);

#endif
