#ifndef HEED_QUANTITIES_QKV_TRACING_H
#define HEED_QUANTITIES_QKV_TRACING_H

#include "trace/tracing.h"

/* What of attention on a table of queries, keys and values can be looked at, and how it is run. */
extern const struct tracing qkv_tracing;

#endif
