#include "view/picture.h"

#include "text/utf8.h"

/* The row of stage names: encode score mask [softmax] context decode word. */

static int names_width(void)
{
    int width = 0;
    for (int i = 0; i < STAGE_COUNT; i++)
        width += utf8_width(stage_name((enum stage)i)) + 1;
    return width; /* the badge's two blanks less the last one's and a separator */
}

void stages_draw(struct grid *grid, struct rect rect, int row, const struct picture *picture)
{
    int column = 0;
    if (names_width() > rect.columns) {
        column = grid_format(grid, rect, row, 0, STYLE_BADGE, " %s ", stage_name(picture->stage));
        grid_format(grid, rect, row, column + 1, STYLE_DIM, "stage %d of %d", picture->stage + 1,
                    STAGE_COUNT);
        return;
    }
    for (int i = 0; i < STAGE_COUNT; i++) {
        bool current = i == (int)picture->stage;
        column = grid_format(grid, rect, row, column, current ? STYLE_BADGE : STYLE_DIM,
                             current ? " %s " : "%s", stage_name((enum stage)i));
        column += current && names_width() >= rect.columns ? 0 : 1;
    }
}
