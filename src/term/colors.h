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

/* Before the first pair; the terminal's palette is never touched. */
void colors_start(enum tier tier);

/* The pair for these colors, made when it is asked for the first time; 0 for the terminal's own.
 * −1: there are no more than 255, and all are taken. */
int colors_pair(int ink, int paper);

/* Gives all pairs back; what is on the screen must be drawn anew. */
void colors_forget(void);

#endif
