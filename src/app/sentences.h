#ifndef HEED_APP_SENTENCES_H
#define HEED_APP_SENTENCES_H

#include "app/private.h"

/* Which sentences run through which model. */

extern const struct request sentences_requests[];

/* Asks for the next model that reads what the open one reads, or the one before (by −1), counting
 * from the one that was asked for last, to get past one that cannot be opened. */
void sentences_turn(struct app *app, int by);

#endif
