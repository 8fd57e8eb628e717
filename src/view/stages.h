#ifndef HEED_VIEW_STAGES_H
#define HEED_VIEW_STAGES_H

#include "view/picture.h"

/* The row of stage names with the current one highlighted; shorter where there is little room. */
void stages_draw(struct grid *grid, struct rect rect, int row, const struct picture *picture);

#endif
