#ifndef HEED_EXPORT_TYPESET_H
#define HEED_EXPORT_TYPESET_H

#include "export/cairo_api.h"

/* Lines of running text in the machine's fonts, drawn by cairo: what fonts.h is for cells. What a
 * font has no letters for is written with the font that fontconfig thinks closest. */

enum typeface { TYPE_PLAIN, TYPE_BOLD, TYPE_SLANTED, TYPE_FIXED, TYPE_COUNT };

enum { TYPESET_FONTS = 48 };

struct typeset {
    const struct cairo_api *api;
    struct cairo *cairo;
    int count;
    struct typeset_font {
        struct cairo_font_face *face;
        enum typeface kind;
    } fonts[TYPESET_FONTS]; /* the first TYPE_COUNT are those of the four kinds */
};

/* −1: there is no font. */
int typeset_init(struct typeset *typeset, const struct cairo_api *api, struct cairo *cairo,
                 struct err *err);
void typeset_free(struct typeset *typeset);

/* How wide a text is in a size, in what cairo counts in. */
double typeset_width(struct typeset *typeset, enum typeface kind, double size, const char *text);

/* Writes it in the current color. */
void typeset_write(struct typeset *typeset, enum typeface kind, double size, double x,
                   double baseline, const char *text);

#endif
