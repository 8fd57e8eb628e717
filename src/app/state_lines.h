#ifndef HEED_APP_STATE_LINES_H
#define HEED_APP_STATE_LINES_H

#include "app/app.h"

/* The state of the laboratory as a list of commands: what prepares a demonstration, and is read and
 * changed with any editor. */

extern const struct request state_lines_requests[];

/* The commands that lead to what is on screen, one a line, appended. */
void state_lines(const struct app *app, struct str *out);

/* What is on screen as an item of a playlist (shell/playlist.h): the page of a lesson as it began,
 * or a demonstration. Appended. */
void state_lines_item(const struct app *app, struct str *out);

#endif
