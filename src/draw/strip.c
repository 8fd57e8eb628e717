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

int bar_draw(struct grid *grid, struct rect rect, int row, int column, int width, double fraction,
             enum style style)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    if (!(fraction > 0) || width <= 0)
        return column;
    int parts = (int)lround((fraction < 1 ? fraction : 1) * width * 8);
    if (parts == 0)
        parts = 1; /* something is not nothing */
    grid_rule(grid, rect, row, column, parts / 8, style, "█");
    column += parts / 8;
    return parts % 8 ? grid_put(grid, rect, row, column, style, eighths[parts % 8]) : column;
}

int bar_signed_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                    double fraction, enum style style)
{
    int side = (width - 1) / 2, middle = column + side;
    if (side < 1)
        return column;
    grid_put(grid, rect, row, middle, STYLE_DIM, "│");
    bar_draw(grid, rect, row, middle + 1, side, fraction, style);
    if (fraction < 0) { /* leftward there are only halves of a column */
        int halves = (int)lround((fraction > -1 ? -fraction : 1) * side * 2);
        halves = halves ? halves : 1;
        grid_rule(grid, rect, row, middle - halves / 2, halves / 2, style, "█");
        if (halves % 2)
            grid_put(grid, rect, row, middle - halves / 2 - 1, style, "▐");
    }
    return column + width;
}
