#ifndef HEED_SCREEN_HELP_H
#define HEED_SCREEN_HELP_H

#include "draw/grid.h"
#include "screen/footer.h"

/* The help of a screen: how to read it, all its keys, and the commands that have no key. */

/* Where help is drawn on a screen of this size. */
struct rect help_rect(int rows, int columns);

/* How to read the screen, then its keys, from row `scroll` on. Returns the row after its last line,
 * which is more than rect has when the help goes on. With grid NULL it only counts. */
int help_draw(struct grid *grid, struct rect rect, const char *reads,
              const struct footer_place *place, int scroll);

/* As `by` of a request: a screen of the help. */
enum { HELP_PAGE = 1 << 10 };

/* The row from which the help is shown when it was shown from `scroll` on and is moved by so many
 * rows, ±HELP_PAGE or ±FAR. `rows`: what help_draw() returned; `room`: rows of help_rect(). */
int help_moved(int scroll, int by, int rows, int room);

#endif
