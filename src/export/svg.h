#ifndef HEED_EXPORT_SVG_H
#define HEED_EXPORT_SVG_H

#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "export/plate.h"

/* A grid as an SVG element (SVG 1.1, also on its own a file): papers as rectangles, the shapes of
 * outline.h as one path per color, everything else as real text whose every character has a place
 * of its own, so that columns stay where they are whatever the font. Presentation attributes alone:
 * no style plate, script, font or link, so that every reader of SVG shows the same. */
void svg_print(struct str *out, const struct grid *grid, const struct theme *theme,
               const struct plate *plate);

#endif
