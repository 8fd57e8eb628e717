#ifndef HEED_APP_PANELS_H
#define HEED_APP_PANELS_H

#include "app/private.h"

/* The panel that stands in the place of the picture: opening it, telling it what happens,
 * closing it. While none is open, telling and closing do nothing. */

/* Requests that only an open panel carries out. */
extern const struct request panels_requests[];

/* Opens a panel. `words` follow its name, "" when there are none: without any, the panel that is
 * open already is closed. −1 with the reason when it cannot be opened. */
int panels_open(struct app *app, const struct panel *panel, const char *words, struct err *err);

void panels_close(struct app *app);

/* Forgets how to get back into a panel. */
void panels_forget_inside(struct app *app);

/* Whether the panel carries out a request in its own way. When it refuses to, err says why;
 * otherwise the text of err is empty. */
bool panels_request(struct app *app, enum request_id request, struct err *err);

/* There is another model, which is not run yet. */
void panels_model(struct app *app);

/* The cursor may be elsewhere. */
void panels_moved(struct app *app);

/* Takes an answer over. */
void panels_take(struct app *app, struct answer *answer);

/* Asks for a model by name or path; NULL: whichever there is. */
void app_ask_model(struct app *app, const char *name);

/* The bench runs again, and the panel shows the new run. */
void app_run(struct app *app);

/* One more intervention: runs, or −1 with the reason. */
int app_change(struct app *app, const char *line, struct err *err);

/* Another sentence in the place of the one on screen, or of number N for "@N TEXT": runs, or −1
 * with the reason. */
int app_retype(struct app *app, const char *text, struct err *err);

/* Takes the last intervention back, or all of them; there is one at least. Returns the last one
 * taken back, to be freed. */
char *app_undo(struct app *app, bool all);

#endif
