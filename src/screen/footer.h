#ifndef HEED_SCREEN_FOOTER_H
#define HEED_SCREEN_FOOTER_H

#include "draw/grid.h"
#include "screen/request.h"

/* The keys that count on a screen, from its requests: a footer of the most useful ones. */

/* Which keys count. */
struct footer_place {
    const struct request_list *requests;
    enum context context;
    bool lesson;                 /* one is open */
    const struct key_here *keys; /* what some do in place of what their rows say; or NULL */
    const char *const *without;  /* names of those that do nothing here, ended by NULL; or NULL */
};

/* The binding of a request that counts there; NULL: none does. */
const struct binding *footer_binding(const struct footer_place *place,
                                     const struct request *request);

/* Draws as many keys as fit, the most useful first; help and back stay. */
void footer_draw(struct grid *grid, struct rect rect, const struct footer_place *place);

/* Columns of all of them. */
int footer_width(const struct footer_place *place);

#endif
