#ifndef HEED_APP_ARGUMENTS_H
#define HEED_APP_ARGUMENTS_H

#include "app/app.h"

/* What each kind of argument (screen/request.h) may be now. */

/* Its words, appended; `before`: the values of the same line before it. */
void argument_list(enum argument argument, const struct app *app,
                   const struct argument_value *before, struct strs *out);

/* Cuts `words` into values, which point into it. Returns how many, or −1 with a message that says
 * what is allowed. */
int arguments_read(const struct app *app, const struct request *request, char *words,
                   struct argument_value values[ARGUMENTS_MAX], struct err *err);

/* −1 with a message that says what the request needs to be told. */
int arguments_missing(const struct request *request, struct err *err);

#endif
