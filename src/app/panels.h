#ifndef HEED_APP_PANELS_H
#define HEED_APP_PANELS_H

#include "app/private.h"

/* The panel that stands in the place of the picture: opened, told what happens, closed. Without one
 * these do nothing. */

/* What is asked of panels while none that takes it is open. */
extern const struct request panels_requests[];

/* Carries out the request that opens a panel: `words` follow its name, "" when there are none. The
 * one that is open already is closed by its own name alone. −1 with the reason why it cannot be. */
int panels_open(struct app *app, const struct panel *panel, const char *words, struct err *err);

void panels_close(struct app *app);

/* Whether the panel took a request for something of its own; err is filled in when it refused it,
 * and its text is empty otherwise. */
bool panels_request(struct app *app, enum request_id request, struct err *err);

/* Another model is open, and not run yet. */
void panels_model(struct app *app);

/* The cursor may be elsewhere. */
void panels_moved(struct app *app);

/* Takes an answer over. */
void panels_take(struct app *app, struct answer *answer);

/* The bench runs again, and the panel shows the new run. */
void app_run(struct app *app);

/* One more intervention: runs, or −1 with the reason. */
int app_change(struct app *app, const char *line, struct err *err);

/* Takes the last intervention back, or all of them; there is one at least. Returns the last one
 * taken back, to be freed. */
char *app_undo(struct app *app, bool all);

#endif
