#ifndef HEED_APP_DRAW_H
#define HEED_APP_DRAW_H

#include "app/private.h"

/* The whole screen from the state. */
void app_draw(const struct screen *screen, struct grid *grid);

/* The message, or else the keys; the keys alone where all of them have room. */
void app_draw_footer(const struct app *app, struct grid *grid, struct rect rect);
void app_draw_keys(const struct app *app, struct grid *grid, struct rect rect);

/* Rows of the help from the first one that the screen shows to its end. */
int app_help_rows(const struct app *app);

/* Where the picture itself is on the screen, from the last resize. */
struct rect app_picture_rect(const struct app *app);

#endif
