#ifndef HEED_HANDOUT_COMPOSE_H
#define HEED_HANDOUT_COMPOSE_H

#include "handout/document.h"

/* A lesson as documents. */

/* Text and picture of every page; answers behind folds. 0, or −1 with file, line and reason. */
int compose_handout(struct document *out, const struct lesson *lesson, struct err *err);

/* The same texts, with matrices to be filled in and questions to be answered; and the same with the
 * right numbers and answers in them. */
int compose_worksheet(struct document *out, const struct lesson *lesson, struct err *err);
int compose_answers(struct document *out, const struct lesson *lesson, struct err *err);

#endif
