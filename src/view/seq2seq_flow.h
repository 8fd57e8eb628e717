#ifndef HEED_VIEW_SEQ2SEQ_FLOW_H
#define HEED_VIEW_SEQ2SEQ_FLOW_H

#include "draw/layout.h"
#include "view/picture.h"

/* Everything that happens at one decoding step, on one screen: the picture people remember. */
void seq2seq_flow_draw(struct grid *grid, struct rect rect, const struct picture *picture);

/* The room it wishes for. */
struct wish seq2seq_flow_wish(const struct picture *picture);

#endif
