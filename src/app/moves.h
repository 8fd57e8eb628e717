#ifndef HEED_APP_MOVES_H
#define HEED_APP_MOVES_H

#include "app/private.h"

/* Moving around in the picture. */

extern const struct request moves_requests[];

/* Conditions of requests: whether there is a picture, or a matrix on it, else why not. */
bool moves_able(struct call *call);
bool moves_able_matrix(struct call *call);

/* Whether the matrix is shown in blocks. */
bool moves_in_blocks(const struct app *app);

/* What the keys of the steps do where the rows of the matrix are no steps; NULL: what they say. */
const struct key_here *moves_keys(const struct app *app);

/* One step of playing: the next stage, then the next step; false at the end. */
bool moves_play(struct app *app);

#endif
