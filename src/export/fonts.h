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

/* A kind of letters: families, the ones that should be taken first. */
enum { FONTS_FAMILIES = 4 };
struct fonts_wanted {
    const char *families[FONTS_FAMILIES];
    bool bold, slanted;
};

/* The face that has the characters of a text, as close to what is wanted as there is, to be
 * destroyed; NULL if the machine has no fonts. */
struct cairo_font_face *fonts_find(const struct cairo_api *api, const struct fonts_wanted *wanted,
                                   const char *text);

/* Glyphs as they are designed: rounded to pixels, they would be of another width at every scale. */
void fonts_as_designed(const struct cairo_api *api, struct cairo *cairo);

/* Says that there is no font, and what to do; −1. */
int fonts_missing(struct err *err);

/* Draws a grapheme with the current color; x and y are the upper left corner of its cell. */
void fonts_draw(struct fonts *fonts, const char *grapheme, int columns, bool bold, double x,
                double y);

#endif
