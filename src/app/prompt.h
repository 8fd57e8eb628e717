#ifndef HEED_APP_PROMPT_H
#define HEED_APP_PROMPT_H

#include "app/private.h"

/* The line at the bottom: a sentence being edited, or a command with its history and completion. */

extern const struct request prompt_requests[];

/* Opens it with a text. */
void prompt_open(struct app *app, enum prompt prompt, const char *text);

/* A key in it that asks for nothing. */
void prompt_event(struct app *app, const struct event *event);

/* What was typed before into lines like the one that is open. */
const struct strs *prompt_history(const struct app *app);

/* An earlier or later one of them. */
void prompt_recall(struct app *app, int by);

/* Draws it, with what fits or is expected in the row above. */
void prompt_draw(const struct app *app, struct grid *grid, struct rect rect);

#endif
