#ifndef HEED_EXPORT_PLATE_H
#define HEED_EXPORT_PLATE_H

#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"

/* What goes with a grid when it becomes a picture file. Texts may hold anything that a person
 * typed: the printers clean and escape them. */
struct plate {
    const char *title; /* what it is, in a few words */
    const char
        *words;   /* what is to be seen, for those who cannot see it; "": nothing more to say */
    double scale; /* 1: a cell is 9 × 18 px (SVG, HTML, PNG) or 6.75 × 13.5 pt (PDF) */
};

/* The paper around the cells, in units (see outline.h). */
enum { PLATE_MARGIN = 9 };

/* The scales that files of a sane size have. */
#define PLATE_SCALE_MIN 0.1
#define PLATE_SCALE_MAX 20.0

/* Makes `out` (to be freed) the part of a grid that something is drawn on, blank columns on the
 * left included, and puts the caption below it: lines apart by \n, wrapped, "" for none. */
void plate_compose(struct grid *out, const struct grid *grid, const struct theme *theme,
                   const char *caption);

/* Appends the words of a grid as they are read, single blanks between them, without lines and
 * blocks. */
void plate_text(const struct grid *grid, const struct theme *theme, struct str *out);

/* The whole picture in units, margins included. */
int plate_width(const struct grid *grid);
int plate_height(const struct grid *grid);

#endif
