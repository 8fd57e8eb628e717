#ifndef HEED_APP_SENTENCES_H
#define HEED_APP_SENTENCES_H

#include "app/private.h"

/* Which sentences run through which model. */

extern const struct request sentences_requests[];

#endif
