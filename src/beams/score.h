#ifndef HEED_BEAMS_SCORE_H
#define HEED_BEAMS_SCORE_H

#include "beams/tree.h"

/* How the score of the selected hypothesis comes about: ln P of its words, their sum, and the mean
 * per word; and below, where there is room, all final hypotheses as text. Draws nothing in fewer
 * rows than the terms of two words need. */
void beam_score_draw(struct grid *grid, struct rect rect, const struct search_view *view);

#endif
