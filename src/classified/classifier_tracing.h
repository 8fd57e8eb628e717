#ifndef HEED_CLASSIFIED_CLASSIFIER_TRACING_H
#define HEED_CLASSIFIED_CLASSIFIER_TRACING_H

#include "trace/tracing.h"

extern const struct tracing classifier_tracing;

#endif
