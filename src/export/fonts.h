#ifndef HEED_EXPORT_FONTS_H
#define HEED_EXPORT_FONTS_H

#include <stdbool.h>

#include "export/cairo_api.h"

/* Glyphs for cells, from the machine's fonts: those of its monospaced font, and where that has no
 * such character those of the font that fontconfig thinks closest. */

enum { FONTS_FACES = 32 };

struct fonts {
    const struct cairo_api *api;
    struct cairo *cairo;
    double size, baseline; /* in units: a cell of the monospaced font is a cell of the grid */
    int count;
    struct font_face {
        struct cairo_font_face *face;
        bool bold;
    } faces[FONTS_FACES]; /* the first is the monospaced font, the second the same in bold */
};

/* For drawing with this cairo, whose unit is that of outline.h. −1: there is no font. */
int fonts_init(struct fonts *fonts, const struct cairo_api *api, struct cairo *cairo,
               struct err *err);
void fonts_free(struct fonts *fonts);

/* Draws a grapheme with the current color; x and y are the upper left corner of its cell. */
void fonts_draw(struct fonts *fonts, const char *grapheme, int columns, bool bold, double x,
                double y);

#endif
