#ifndef HEED_APP_REQUESTS_H
#define HEED_APP_REQUESTS_H

#include "app/app.h"

/* All requests of the app, and carrying them out: by a key, by name, by a line of a script. */

/* Adds the rows of all files, those of panels among them. */
void requests_collect(struct request_list *out);

/* Carries a request out with the words that follow its name. −1 and a message when a word is
 * none of those allowed or when it cannot be done now. */
int requests_run(struct app *app, const struct request *request, const char *words,
                 struct err *err);

/* The same for a whole line: "go weights 3 1". A kind of intervention is a command of its name. */
int requests_run_line(struct app *app, const char *line, struct err *err);

/* Whether a request has a binding in this context, and else in *elsewhere where it first has
 * one. */
bool requests_apply(const struct request *request, enum context context, enum context *elsewhere);

/* For the lesson checker: whether any key has this name, whether a command of this name opens a
 * panel. */
bool requests_have_key(const char *name);
bool requests_open_panel(const char *name);

#endif
