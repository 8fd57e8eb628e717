#include "view/stages.h"

#include "text/utf8.h"
#include "trace/tracing.h"

/* The row of stage names: encode score mask [softmax] context decode word. */

static int names_width(const struct tracing *tracing)
{
    int width = 0;
    for (int i = 0; i < tracing->stage_count; i++)
        width += utf8_width(stage_label(tracing->stages[i])) + 1;
    return width; /* the badge's two blanks less the last one's and a separator */
}

void stages_draw(struct grid *grid, struct rect rect, int row, const struct picture *picture)
{
    const struct tracing *tracing = picture->trace->tracing;
    int column = 0, at = 0, wide = names_width(tracing);
    if (picture->bare)
        return;
    while (at < tracing->stage_count && tracing->stages[at] != picture->stage)
        at++;
    if (wide > rect.columns) {
        column = grid_format(grid, rect, row, 0, STYLE_BADGE, " %s ", stage_label(picture->stage));
        grid_format(grid, rect, row, column + 1, STYLE_DIM, "stage %d of %d", at + 1,
                    tracing->stage_count);
        return;
    }
    for (int i = 0; i < tracing->stage_count; i++) {
        column = grid_format(grid, rect, row, column, i == at ? STYLE_BADGE : STYLE_DIM,
                             i == at ? " %s " : "%s", stage_label(tracing->stages[i]));
        column += i == at && wide >= rect.columns ? 0 : 1;
    }
}
