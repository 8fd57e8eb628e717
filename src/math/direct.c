#include "math/direct.h"

#include <stddef.h>

/* Rows of a tile: as many as leave the sums, one row of b and one number of a in registers. */
enum { ROWS = 6 };

/* Terms taken at a time, so that the part of b that all rows pass over stays in the cache. */
enum { TERMS = 512 };

/* With more rows BLAS is as fast: its copies pay. */
enum { ROWS_MAX = 256 };

struct direct {
    struct mat out, a, b;
    bool add;
};

#if defined(__x86_64__)

#define TILE(name)   wide_##name
#define TILE_TARGET  "avx512f,fma"
#define TILE_BYTES   64
#define TILE_VECTORS 4
#include "math/direct_tile.h"

#define TILE(name)   narrow_##name
#define TILE_TARGET  "avx2,fma"
#define TILE_BYTES   32
#define TILE_VECTORS 2
#include "math/direct_tile.h"

static bool fits(enum direct_kernel kernel, int cols)
{
    if (kernel == DIRECT_WIDE)
        return cols % wide_lanes == 0 && __builtin_cpu_supports("avx512f");
    return cols % narrow_lanes == 0 && __builtin_cpu_supports("avx2") &&
           __builtin_cpu_supports("fma");
}

static void (*const kernels[DIRECT_COUNT])(const struct direct *) = {
    [DIRECT_WIDE] = wide_mul,
    [DIRECT_NARROW] = narrow_mul,
};

#else

static bool fits(enum direct_kernel kernel, int cols)
{
    (void)kernel;
    (void)cols;
    return false;
}

static void (*const kernels[DIRECT_COUNT])(const struct direct *) = {NULL};

#endif

bool direct_mul_by(enum direct_kernel kernel, struct mat out, enum product mode, struct mat a,
                   struct mat b)
{
    if (!fits(kernel, out.cols))
        return false;
    for (int first = 0; first < a.cols; first += TERMS) {
        int count = a.cols - first < TERMS ? a.cols - first : TERMS;
        struct direct part = {.out = out,
                              .a = mat_cols(a, first, count),
                              .b = mat_rows(b, first, count),
                              .add = mode == PRODUCT_ADD || first > 0};
        kernels[kernel](&part);
    }
    return true;
}

bool direct_mul(struct mat out, enum product mode, struct mat a, struct mat b)
{
    return a.rows >= 2 && a.rows <= ROWS_MAX &&
           (direct_mul_by(DIRECT_WIDE, out, mode, a, b) ||
            direct_mul_by(DIRECT_NARROW, out, mode, a, b));
}
