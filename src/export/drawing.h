#ifndef HEED_EXPORT_DRAWING_H
#define HEED_EXPORT_DRAWING_H

#include "base/err.h"
#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "export/plate.h"

/* A grid as a file of bytes, drawn by cairo with the machine's fonts: 0; or −1, what is missing on
 * this machine, and nothing appended. The same grid gives the same bytes wherever fonts and cairo
 * are the same. */

/* Pixels; those of a paper have its exact color. */
int drawing_png(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err);

/* One page of the picture's size, drawn to be scaled; its text can be searched and copied. */
int drawing_pdf(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err);

#endif
