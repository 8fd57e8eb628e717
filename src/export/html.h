#ifndef HEED_EXPORT_HTML_H
#define HEED_EXPORT_HTML_H

#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "export/plate.h"

/* A grid as a page of its own (HTML 5, one file, nothing fetched, no script): the picture of
 * svg.h, and behind a fold what it shows in words and its characters as text to be copied or read
 * aloud. It fits the window and, printed, the width of the paper. */
void html_print(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate);

#endif
