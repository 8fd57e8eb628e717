#ifndef HEED_EXPORT_PRINT_H
#define HEED_EXPORT_PRINT_H

#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"

/* Grids as text: small printers of the same cells that the terminal shows. */

/* Rows as plain text, trailing blanks cut, each ended with a newline. Blank heat cells are drawn as
 * their shade: the tier is taken as TIER_MONO. */
void print_text(struct str *out, const struct grid *grid, const struct theme *theme);

/* The same with SGR color sequences of the theme's tier, reset at the end of every line. */
void print_ansi(struct str *out, const struct grid *grid, const struct theme *theme);

/* The style plane, for golden tests: one character per column. '.' is plain, letters a, b, c, ...
 * are the styles after it in the order of enum style, heat is its level: 0 to 9 sequential, A to I
 * diverging; the cells under the cursor are '#', those beside
 * a spotlight '-'. */
void print_styles(struct str *out, const struct grid *grid);

#endif
