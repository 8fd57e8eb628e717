#ifndef HEED_APP_MENU_H
#define HEED_APP_MENU_H

#include "app/private.h"

/* The course menu, and leaving it. */

extern const struct request menu_requests[];

/* Goes to the menu: what is open is closed. */
void menu_show(struct app *app);

/* The tour or the gallery leads to no page any more. */
void menu_forget_aside(struct app *app);

void menu_draw(const struct app *app, struct grid *grid, struct rect rect);

#endif
