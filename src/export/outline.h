#ifndef HEED_EXPORT_OUTLINE_H
#define HEED_EXPORT_OUTLINE_H

#include <stdbool.h>

/* Glyphs that must meet their neighbours without a gap, as shapes: lines of boxes, blocks, braille,
 * triangles. Fonts draw them too short, too wide or as a colored emoji, each in its own way.
 *
 * Coordinates are units from the upper left corner of the cell. */

/* The size of a cell in units. */
enum { CELL_WIDTH = 9, CELL_HEIGHT = 18 /* even: halves are whole units */ };

/* One step of a path: 'M' move, 'L' line, 'C' curve (two control points, then the end), 'Z' close.
 * Only a curve uses more than the first point. */
struct outline_step {
    char verb;
    struct {
        double x, y;
    } to[3];
};

enum { OUTLINE_STEPS = 64 };

/* Closed paths to be filled with the ink. */
struct outline {
    double opacity; /* of the ink: 1, or less for shades */
    bool block;     /* of straight edges that end at those of the cell: no edge may be softened */
    int count;
    struct outline_step steps[OUTLINE_STEPS];
};

/* The shape of a grapheme, or false: it is for a font to draw. */
bool outline_of(const char *grapheme, struct outline *outline);

/* The shape of the line below an underlined cell. */
void outline_underline(struct outline *outline);

#endif
