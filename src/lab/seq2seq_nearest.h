#ifndef HEED_LAB_SEQ2SEQ_NEAREST_H
#define HEED_LAB_SEQ2SEQ_NEAREST_H

#include "model/model.h"

/* The words of the model's source vocabulary (or target) whose embeddings are nearest to that of a
 * word by cosine, nearest first, itself and the specials left out. Fills in ids; returns how many
 * (at most `count`). */
int seq2seq_nearest_words(const struct model *model, bool target, int id, int *ids, int count);

#endif
