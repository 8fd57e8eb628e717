#ifndef HEED_CLASSIFIED_CLASSIFIER_SAY_H
#define HEED_CLASSIFIED_CLASSIFIER_SAY_H

#include "trace/trace.h"

/* Says a cell of a classifier's run as a sentence; the cell is there. Appended. */
void classifier_say(const struct trace *trace, int sentence, struct origin cell, struct str *out);

/* Says why a run has nothing at a stage. Appended. */
void classifier_say_missing(const struct trace *trace, enum stage stage, struct str *out);

#endif
