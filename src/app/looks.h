#ifndef HEED_APP_LOOKS_H
#define HEED_APP_LOOKS_H

#include "app/private.h"

/* What is shown of the trace: which matrix, how close, how it is drawn. */

extern const struct request looks_requests[];

#endif
