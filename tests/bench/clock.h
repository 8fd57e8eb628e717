/* Time, and the order statistics of many times. */
#include <stdlib.h>
#include <time.h>

static inline double clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static inline int smaller_first(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static inline void sort_times(double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, smaller_first);
}
