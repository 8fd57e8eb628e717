#ifndef HEED_BROWSE_BROWSER_DRAW_H
#define HEED_BROWSE_BROWSER_DRAW_H

#include "browse/browser.h"

/* The whole screen. */
void browser_draw(const struct screen *screen, struct grid *grid);

/* How it is read, for its help. */
void browser_reads(const struct screen *screen, struct str *out);

#endif
