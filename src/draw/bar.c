#include "draw/bar.h"

#include <math.h>

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
