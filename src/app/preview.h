#ifndef HEED_APP_PREVIEW_H
#define HEED_APP_PREVIEW_H

#include "app/private.h"

/* While a change is being typed, the screen shows the run under it. */

/* Runs under the line being typed as long as it can be applied, and without it again. */
void preview_update(struct app *app);

/* The intervention that a line typed as a sentence is, to be freed: "sentence @2 TEXT". */
char *preview_sentence_line(const struct app *app, const char *text);

#endif
