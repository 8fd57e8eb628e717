#ifndef HEED_BROWSE_FACET_HEAT_H
#define HEED_BROWSE_FACET_HEAT_H

#include "browse/facet.h"

/* How a person moves in the heat of a tensor. */

/* Moves the cursor of the heat, by one step of what is drawn in so large a rect; pans. */
void facet_heat_move(struct facet_view *view, struct rect rect, bool columns, long by);

/* Halves or doubles the part that is seen, around the cursor. */
void facet_heat_zoom(struct facet_view *view, bool in);

#endif
