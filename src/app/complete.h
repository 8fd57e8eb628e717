#ifndef HEED_APP_COMPLETE_H
#define HEED_APP_COMPLETE_H

#include "app/private.h"

/* What could stand in the place of the last word of a line that was typed so far: all that begin
 * with it go to `fitting`, to be freed. */
struct completion {
    const struct request *request; /* the command, when its name is complete; or NULL */
    size_t start;                  /* where the last word starts */
    struct strs fitting;
    bool more; /* another word may follow */
};

void completion_find(const struct app *app, const char *line, struct completion *completion);

#endif
