#ifndef HEED_VIEW_SEQ2SEQ_FLOW_H
#define HEED_VIEW_SEQ2SEQ_FLOW_H

#include "view/picture.h"

/* Everything that happens at one decoding step, on one screen: the picture people remember. */
void seq2seq_flow_draw(struct grid *grid, struct rect rect, const struct picture *picture);

#endif
