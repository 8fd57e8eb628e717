#ifndef HEED_SHELL_EXPORT_SCREEN_H
#define HEED_SHELL_EXPORT_SCREEN_H

#include "app/app.h"
#include "base/err.h"

/* Writes what is on screen to a new file of the format that its ending names: the whole screen, a
 * picture of it with a caption, or the matrix. A file that exists already is left alone: −1 and a
 * message. */
int export_screen(struct app *app, const char *path, const struct theme *theme, struct err *err);

#endif
