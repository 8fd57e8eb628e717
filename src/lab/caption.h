#ifndef HEED_LAB_CAPTION_H
#define HEED_LAB_CAPTION_H

#include "trace/trace.h"

/* What a picture or a table of numbers is of: the model, the sentence and what became of it; on a
 * second line, if there are any, the changes that it was run with (lines of interventions). */
void caption_say(const struct trace *trace, int sentence, const struct strs *changes,
                 struct str *out);

#endif
