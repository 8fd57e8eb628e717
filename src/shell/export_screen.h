#ifndef HEED_SHELL_EXPORT_SCREEN_H
#define HEED_SHELL_EXPORT_SCREEN_H

#include "app/app.h"
#include "base/err.h"

/* Writes what is on screen to a new file: .txt and .ans (with colors) the whole screen, .csv and
 * .json the matrix. A file that exists already is left alone: −1 and a message. */
int export_screen(struct app *app, const char *path, const struct theme *theme, struct err *err);

#endif
