#ifndef HEED_VIEW_STATES_H
#define HEED_VIEW_STATES_H

#include "draw/grid.h"
#include "study/states.h"

/* The states of a sentence among those of others: the plane in which they vary the most, what is
 * nearest to the chosen one, and their numbers as heat rows. What does not fit goes: rows, the
 * list, then the axes. */
void states_draw(struct grid *grid, struct rect rect, const struct state_map *map);

#endif
