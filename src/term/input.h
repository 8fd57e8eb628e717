#ifndef HEED_TERM_INPUT_H
#define HEED_TERM_INPUT_H

#include <stdbool.h>

#include "screen/event.h"

/* What comes from the terminal, and from whatever else is waited for, as events. */

/* Something besides the keyboard that may have news. */
struct term_source {
    int fd;       /* readable: there is news */
    long from_ms; /* it is not looked at before this time of term_clock() */
    bool ready;   /* set by term_next(): it has news */
};

/* Waits for input or for the news of a source, at most timeout_ms (−1: for ever). EVENT_NONE
 * when time is up or only sources are ready. A closed terminal gives EVENT_QUIT, as do the
 * signals above; a pending resize gives EVENT_RESIZE with the new size. `event->time_ms` is a
 * monotonic clock. */
void term_next(struct event *event, struct term_source *sources, int count, int timeout_ms);

/* Milliseconds of a monotonic clock: the one clock of the interactive program. */
long term_clock(void);

#endif
