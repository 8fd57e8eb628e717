/* How fast this machine multiplies matrices: prints OpenBLAS's core type, then billions of
 * operations per second (sgemm, 1024³) with 1 and with 2 threads. */
#include <stdio.h>

#include "base/mem.h"
#include "clock.h"
#include "math/mat.h"

enum { SIZE = 1024 };

/* The best of some products that take about half a second. */
static double measure(struct mat out, struct mat a, struct mat b, int threads)
{
    double best = 0, started = clock_ms();
    mat_threads(threads);
    while (clock_ms() - started < 500) {
        double before = clock_ms();
        mat_mul(out, PRODUCT_SET, a, b);
        double speed = 2.0 * SIZE * SIZE * SIZE / 1e6 / (clock_ms() - before);
        best = speed > best ? speed : best;
    }
    return best;
}

int main(void)
{
    struct mat m[3];
    for (int i = 0; i < 3; i++) {
        m[i] = mat_of(mem_new((size_t)SIZE * SIZE, sizeof(real)), SIZE, SIZE);
        for (int k = 0; k < SIZE * SIZE; k++)
            m[i].x[k] = (real)(k % 7) / 7;
    }
    printf("%s", mat_core());
    for (int threads = 1; threads <= 2; threads++)
        printf(" %.0f", measure(m[0], m[1], m[2], threads));
    printf("\n");
    for (int i = 0; i < 3; i++)
        free(m[i].x);
    return 0;
}
