#ifndef HEED_VIEW_TRAINING_H
#define HEED_VIEW_TRAINING_H

#include "draw/grid.h"
#include "train/training.h"

/* A training as it goes: how far it is, the curves of its losses, what it makes of the watched
 * sentences. What does not fit goes: the second sentence, then the attention, then the curves. */
void training_draw(struct grid *grid, struct rect rect, const struct training_report *report,
                   int chosen);

/* "4:05", "2 h 07 min". */
enum { TRAINING_DURATION = 32 };
const char *training_duration(char out[TRAINING_DURATION], double seconds);

#endif
