#include "corpus/join.h"

int join_size(struct rng *rng, int most)
{
    double total = 0, at;
    for (int k = 1; k <= most; k++)
        total += 1.0 / k;
    at = rng_uniform(rng) * total;
    for (int k = 1; k < most; k++) {
        at -= 1.0 / k;
        if (at < 0)
            return k;
    }
    return most;
}
