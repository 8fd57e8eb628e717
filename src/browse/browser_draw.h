#ifndef HEED_BROWSE_BROWSER_DRAW_H
#define HEED_BROWSE_BROWSER_DRAW_H

#include "browse/browser.h"

/* The whole screen. */
void browser_draw(const struct screen *screen, struct grid *grid);

/* Its help; returns the row after its last line. With grid NULL nothing is drawn, only counted. */
int browser_help(const struct browser *b, struct grid *grid, struct rect rect);

#endif
