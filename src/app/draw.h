#ifndef HEED_APP_DRAW_H
#define HEED_APP_DRAW_H

#include "app/private.h"

/* The whole screen from the state. */
void app_draw(const struct screen *screen, struct grid *grid);

/* How what is on the screen is read, for the help. */
void app_reads(const struct screen *screen, struct str *out);

/* The picture or the panel in its place, below what is to be said of the run. */
void app_draw_picture(const struct app *app, struct grid *grid, struct rect rect);

/* Where the picture itself is on the screen, from the last resize. */
struct rect app_picture_rect(const struct app *app);

#endif
