#ifndef HEED_APP_PRIVATE_H
#define HEED_APP_PRIVATE_H

#include "app/app.h"
#include "draw/layout.h"
#include "lesson/lesson.h"
#include "panel/panel.h"
#include "screen/input.h"
#include "view/page.h"

/* The inside of the app, for the files of this folder only. */

enum app_mode { MODE_MENU, MODE_PICTURE };

/* The lesson that is open, and how far somebody is in it. */
struct app_course {
    struct lesson *lesson;          /* NULL: none */
    int page;                       /* −1: the lesson waits for its model */
    int scroll;                     /* rows of the page above its part of the screen */
    bool waits;                     /* the page: for the model that it is about */
    bool hidden;                    /* the picture has the whole screen */
    struct question_reply *replies; /* [pages] */
    enum page_words words;          /* what stands in the place of the page's text */
    struct strs own;                /* all changes that belong to the open page */
};

/* What the line at the bottom is typed for. */
enum prompt { PROMPT_NONE, PROMPT_SENTENCE, PROMPT_COMMAND };

struct app_line {
    enum prompt prompt;
    struct input input;
    struct picture_cursor typed_from; /* where the cursor of the picture was when it opened */
    struct strs commands;             /* the command lines before, the latest last */
    struct strs sentences;            /* the sentences before, the latest last */
    int recalled;          /* which command or sentence is in the line; their count: a new one */
    bool stale;            /* more is being typed or pasted than the preview shows */
    struct strs proposals; /* what Tab goes through */
    int proposed;          /* which proposal is in the line; −1: Tab was not pressed again */
};

/* The page that the tour or the gallery was opened from, and leads back to. */
struct app_aside {
    char *lesson; /* its path; NULL: it was none */
    int page;
    bool asked; /* the lesson that is being opened is the one beside it */
};

/* What stands in the place of the picture. */
struct app_panel {
    const struct panel *which; /* NULL: the picture itself */
    void *own;                 /* of the panel */
};

/* What runs: the sentences, what is done to them, and the number of the model. */
struct app_bench {
    struct strs texts, changes;
    int model;
};

/* How to get back into a panel, from the picture of what was chosen in it: as long as nothing else
 * was changed. */
struct app_inside {
    char *lines; /* the commands of the panel as it was; NULL: there is none */
    struct app_bench before, after;
    enum zoom zoom; /* that the picture came with */
};

struct app {
    struct screen screen; /* first, so that the app is one */
    struct app_setup setup;
    struct bench bench;
    enum app_mode mode;
    int menu;  /* the selected line */
    int first; /* the page that the lesson which was asked for opens with */
    struct app_course course;
    struct app_aside aside;
    struct app_line line;
    struct app_panel panel;
    struct app_inside inside;
    struct state_step sequence; /* the state of a file that was opened last; count 0: none was */
};

/* Whose request it is. */
static inline struct app *app_of(const struct call *call)
{
    return (struct app *)call->screen;
}

#endif
