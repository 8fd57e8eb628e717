#include "math/rank.h"

#include <math.h>

static int sign(double x)
{
    return (x > 0) - (x < 0);
}

double rank_tau(const double *a, const double *b, int n)
{
    long agree = 0, in_a = 0, in_b = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++) {
            int da = sign(a[i] - a[k]), db = sign(b[i] - b[k]);
            agree += da * db;
            in_a += da != 0;
            in_b += db != 0;
        }
    return in_a && in_b ? (double)agree / sqrt((double)in_a * (double)in_b) : NAN;
}
