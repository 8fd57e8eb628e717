#ifndef HEED_APP_CHANGE_H
#define HEED_APP_CHANGE_H

#include "app/private.h"

/* What is done differently: what adds to the list of interventions, and what takes from it. */

extern const struct request change_requests[];

/* Runs under the line being typed as long as it can be applied, and without it again. */
void change_preview(struct app *app);

/* The intervention that a line typed as a sentence is, to be freed: "sentence @2 TEXT". */
char *change_sentence_line(const struct app *app, const char *text);

/* Words that could come next in the line of an intervention, appended. */
void change_words(const struct app *app, const char *line, struct strs *out);

#endif
