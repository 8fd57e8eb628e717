#ifndef HEED_TERM_COLORS_H
#define HEED_TERM_COLORS_H

#include <stdbool.h>

#include "term/term.h"

/* What the terminal and its owner allow. */

/* The tier for a terminal with that many colors and pairs. */
enum tier colors_tier(int colors, int pairs, enum color_choice choice);

/* NO_COLOR makes AUTO mean NEVER. */
enum color_choice colors_choice(enum color_choice asked);

/* Whether COLORFGBG says that the background is light. */
bool colors_light(void);

/* Makes one color pair for everything that a theme of this tier can ask for: they are all set up
 * here, below 255, and the palette is never touched. */
void colors_start(enum tier tier);

/* The pair for these colors, 0 when there is none. */
short colors_pair(int ink, int paper);

#endif
