#ifndef HEED_SCREEN_SHARED_H
#define HEED_SCREEN_SHARED_H

#include "screen/request.h"

/* What every screen can be asked for: the help and moving in it, other colors, drawing anew. A
 * screen adds these rows to its own. */
extern const struct request shared_requests[];

#endif
