#include "draw/legend.h"

#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

enum { WIDEST_SWATCH = 3 };

/* What the signs mean that the matrix uses. */
struct signs {
    const char *texts[3];
};

enum { SIGNS = 3 };

static int signs_width(const struct signs *signs)
{
    int width = 0;
    for (int i = 0; i < SIGNS; i++)
        width += *signs->texts[i] ? 2 + utf8_width(signs->texts[i]) : 0;
    return width;
}

/* As many as fit. */
static int draw_signs(struct grid *grid, struct rect rect, int row, int column, int end,
                      const struct signs *signs)
{
    for (int i = 0; i < SIGNS; i++)
        if (*signs->texts[i] && column + 2 + utf8_width(signs->texts[i]) <= end)
            column = grid_put(grid, rect, row, column + 2, STYLE_DIM, signs->texts[i]);
    return column;
}

/* The ends of the scale in words. */
static void name_ends(const struct heat *heat, char low[HEAT_TEXT], char high[HEAT_TEXT])
{
    bool is_signed = heat->ramp == RAMP_DIVERGING, by_row = heat->scale == HEAT_ROW;
    snprintf(low, HEAT_TEXT, "%.3g", is_signed ? -(double)heat->high : (double)heat->low);
    snprintf(high, HEAT_TEXT, is_signed ? "+%.3g" : "%.3g", (double)heat->high);
    if (by_row)
        strcpy(high, is_signed ? "+row max" : "row max");
    if (by_row && is_signed)
        strcpy(low, "-row max");
}

int legend_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                const struct heat *heat, bool masked)
{
    char low[HEAT_TEXT], high[HEAT_TEXT];
    name_ends(heat, low, high);
    int levels = heat->ramp == RAMP_DIVERGING ? LEVELS_DIVERGING : LEVELS_SEQUENTIAL;
    int words = (int)(strlen(low) + strlen(high)) + 2, end = column + width;
    int swatch = (width - words) / levels;
    if (swatch < 1)
        return column;
    struct signs signs = {{masked ? "× masked" : "", heat->row_maximum ? "* row max" : "",
                           heat->form ? heat->form : ""}};
    /* Rather narrow swatches than no room for the signs. */
    int with_signs = (width - words - signs_width(&signs)) / levels;
    swatch = with_signs >= 1 ? with_signs : swatch;
    swatch = swatch < WIDEST_SWATCH ? swatch : WIDEST_SWATCH;
    column = grid_format(grid, rect, row, column, STYLE_DIM, "%s ", low);
    for (int level = 0; level < levels; level++, column += swatch) {
        grid_rule(grid, rect, row, column, swatch, STYLE_PLAIN, " ");
        grid_heat(grid, rect, row, column, swatch, heat->ramp, level);
    }
    column = grid_format(grid, rect, row, column, STYLE_DIM, " %s", high);
    return draw_signs(grid, rect, row, column, end, &signs);
}
