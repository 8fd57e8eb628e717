#ifndef HEED_APP_CHANGE_H
#define HEED_APP_CHANGE_H

#include "app/private.h"

/* What is done differently: what adds to the list of interventions, and what takes from it. */

extern const struct request change_requests[];

/* Words that could come next in the line of an intervention, appended. */
void change_words(const struct app *app, const char *line, struct strs *out);

#endif
