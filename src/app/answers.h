#ifndef HEED_APP_ANSWERS_H
#define HEED_APP_ANSWERS_H

#include "app/private.h"

/* The question of a page: what is given as an answer, and what is said to it. */

extern const struct request answers_requests[];

/* Whether a character that is no digit begins the answer to the open question; opens the line with
 * it. */
bool answers_begin(const struct app *app, const char *text);
void answers_type(struct app *app, const char *text);

#endif
