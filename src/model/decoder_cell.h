#ifndef HEED_MODEL_DECODER_CELL_H
#define HEED_MODEL_DECODER_CELL_H

#include "model/cell.h"
#include "model/run.h"

/* What the decoder's way forward and its way back both look at. */

/* The cell of layer l at step t. */
struct cell_step decoder_cell(const struct run *run, int l, int t);

/* What enters the first layer beside the embedding at step t [B × n]: c(t), m(t−1), or nothing (x ==
 * NULL), which stands for zeros. */
struct mat decoder_beside(const struct run *run, int t);

#endif
