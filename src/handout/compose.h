#ifndef HEED_HANDOUT_COMPOSE_H
#define HEED_HANDOUT_COMPOSE_H

#include "handout/document.h"

/* A lesson as documents. */

/* Text and picture of every page; answers behind folds. 0, or −1 with file, line and reason. */
int compose_handout(struct document *out, const struct lesson *lesson, struct err *err);

#endif
