#include "draw/strip.h"

#include <math.h>

#include "draw/heat.h"

int strip_bucket(int cell, int cells, int count)
{
    return (int)((long)cell * count / cells);
}

/* The value that stands for a run: NaN if there is one, else the largest in magnitude. */
static float strongest(const float *values, int count)
{
    float best = 0;
    for (int i = 0; i < count; i++) {
        if (isnan(values[i]))
            return values[i];
        if (fabsf(values[i]) > fabsf(best))
            best = values[i];
    }
    return best;
}

int strip_draw(struct grid *grid, struct rect rect, int row, int column, int width,
               const float *values, int count, float limit)
{
    int cells = width < count ? width : count;
    for (int cell = 0; cell < cells; cell++, column++) {
        int first = strip_bucket(cell, cells, count);
        float value = strongest(values + first, strip_bucket(cell + 1, cells, count) - first);
        grid_put(grid, rect, row, column, STYLE_ERROR, isnan(value) ? "!" : " ");
        if (!isnan(value))
            grid_heat(grid, rect, row, column, 1, RAMP_DIVERGING,
                      heat_level(RAMP_DIVERGING, 0, limit, value));
    }
    return column;
}
