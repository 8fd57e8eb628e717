#ifndef HEED_TRAIN_CLOCK_H
#define HEED_TRAIN_CLOCK_H

#include <time.h>

/* Seconds of a monotonic clock: training measures how long things take, never what time it is. */
static inline double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
