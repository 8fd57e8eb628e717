#ifndef HEED_BEAMS_TREE_LINES_H
#define HEED_BEAMS_TREE_LINES_H

#include "beams/tree.h"

/* The tree of a beam search without the attention beside it, and the rows and columns that it takes
 * without scrolling. */
void beam_tree_lines_draw(struct grid *grid, struct rect rect, const struct search_view *view);
void beam_tree_lines_size(const struct search_view *view, int *rows, int *columns);

#endif
