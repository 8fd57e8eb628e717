#ifndef HEED_APP_FACE_H
#define HEED_APP_FACE_H

#include "app/private.h"

/* Another way to show the app: the same lesson, pages and runs, other keys, another layout. A
 * lesson that is shown in such a way is no progress of anybody. */
struct app_face {
    /* Its keys come before those of a picture; what it has no key for means what it means there. */
    const struct request *requests;
    enum context (*context)(const struct app *app); /* where no line is typed and no help is open */
    const char *reads;                              /* for the help */

    void (*draw)(const struct app *app, struct grid *grid);
    struct rect (*picture)(const struct app *app); /* where the picture is */
    void (*after)(struct app *app);                /* every event */
    bool (*play)(struct app *app);                 /* as of struct screen_kind */
};

#endif
