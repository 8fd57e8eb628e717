#ifndef HEED_SAVED_MEASURE_H
#define HEED_SAVED_MEASURE_H

#include "inspect/inventory.h"

/* Work that takes a while, with a bar on stderr when that is a terminal. */
struct measure_bar {
    struct patience patience; /* first, so that it is one */
    double first, share;      /* of the whole work, what is done now: from `first` on, so much */
    bool shown;
};

/* A bar for the whole work. */
struct measure_bar measure_bar_new(void);

/* Removes it from the screen. */
void measure_bar_end(struct measure_bar *bar);

/* The statistics of all that the last arrangement shows. */
void measure_all(struct inventory *inventory);

#endif
