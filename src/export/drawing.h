#ifndef HEED_EXPORT_DRAWING_H
#define HEED_EXPORT_DRAWING_H

#include "base/err.h"
#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "export/fonts.h"
#include "export/plate.h"

/* A grid as a file of bytes, drawn by cairo with the machine's fonts: 0; or −1, what is missing on
 * this machine, and nothing appended. The same grid gives the same bytes wherever fonts and cairo
 * are the same. */

/* Pixels; those of a paper have its exact color. */
int drawing_png(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err);

/* Only the cells, on whatever is there, in units (outline.h) from the upper left corner on, with
 * the fonts and on the cairo that they are for. */
int drawing_cells(struct fonts *fonts, const struct grid *grid, const struct theme *theme,
                  struct err *err);

/* A PDF that is being drawn, a page after the other (cairo_show_page). */
struct drawing_file {
    const struct cairo_api *api;
    struct cairo *cairo; /* its unit is the point */
    struct cairo_surface *surface;
    struct str *out;
    size_t length; /* of out, before */
};

/* Pages of a size in points. −1 as above; then there is nothing to be closed. */
int drawing_open(struct drawing_file *file, struct str *out, double width, double height,
                 const char *title, struct err *err);

/* Ends it: `result`, or −1 when cairo could not write it. After a failure nothing is appended. */
int drawing_close(struct drawing_file *file, int result, struct err *err);

/* One page of the picture's size, drawn to be scaled; its text can be searched and copied. */
int drawing_pdf(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err);

#endif
