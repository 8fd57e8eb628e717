#include "browse/facet.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "draw/heat_layout.h"
#include "draw/overview.h"
#include "text/utf8.h"

/* The gates of a recurrent layer: figures of each, then their matrices side by side. */

struct gate_part {
    const struct survey *survey;
    size_t first; /* of the gate, along its axis */
};

static float gate_value(const void *data, int row, int column)
{
    const struct gate_part *part = data;
    const struct survey *survey = part->survey;
    const struct excerpt *slice = &survey->slice;
    size_t r = (size_t)row, c = (size_t)column;
    if (slice->folded) {
        size_t at = part->first + c;
        r = at / slice->columns;
        c = at % slice->columns;
    } else if (slice->row_axes && survey->gates.axis == 0) {
        r += part->first;
    } else {
        c += part->first;
    }
    return r < survey->kept_rows ? survey->values[r * slice->columns + c] : NAN;
}

static int draw_table(struct grid *grid, struct rect rect, const struct survey *survey)
{
    const struct gates *gates = &survey->gates;
    char layer[32] = "";
    if (gates->layer >= 0)
        snprintf(layer, sizeof layer, ", layer %d", gates->layer);
    struct str line = {0};
    str_format(&line, "%s%s%s · %d gates of %zu %s each, multiplied with %s", gates->cell, layer,
               gates->backward ? ", backward" : "", gates->count, gates->size,
               gates->axis || survey->slice.tensor->rank == 1 ? "numbers" : "rows", gates->part);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_PLAIN, line.text);
    str_free(&line);
    grid_format(grid, rect, 1, 0, STYLE_DIM, "%-13s%-12s%9s%9s%9s%9s%9s", "gate", "from to", "mean",
                "sd", "min", "max", "norm");
    for (int g = 0; g < gates->count; g++) {
        const struct statistics *s = &survey->gate[g];
        int column = grid_put(grid, rect, g + 2, 0, STYLE_STATE, gates->names[g]);
        grid_put(grid, rect, g + 2, column + 1, STYLE_PLAIN, gates->words[g]);
        grid_format(grid, rect, g + 2, 13, STYLE_PLAIN, "%5zu %-6zu%9.4f%9.4f%9.4f%9.4f%9.3f",
                    (size_t)g * gates->size, (size_t)(g + 1) * gates->size - 1, s->mean, s->sd,
                    s->min, s->max, s->norm);
    }
    return gates->count + 3;
}

/* 0, 1, 2 ... as everywhere here. */
static const char *const *count_from_zero(struct arena *arena, size_t n)
{
    const char **labels = arena_take(arena, n, sizeof *labels);
    for (size_t i = 0; i < n; i++)
        labels[i] = arena_format(arena, "%zu", i);
    return labels;
}

void facet_gates(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct survey *survey = view->survey;
    const struct gates *gates = &survey->gates;
    const struct statistics *s = &survey->statistics;
    int rows = draw_table(grid, rect, survey);
    int width = rect.columns / gates->count;
    struct rect below = rect_part(rect, rows, 0, -1, -1);
    bool vector = survey->slice.tensor->rank == 1;
    struct arena arena = {0};
    for (int g = 0; g < gates->count && below.rows >= 3; g++) {
        struct gate_part part = {survey, (size_t)g * gates->size};
        struct rect at = rect_part(below, 0, g * width, -1, width - 1);
        size_t high = vector ? 1 : gates->axis ? survey->slice.rows : gates->size;
        size_t wide = vector || gates->axis ? gates->size : survey->slice.columns;
        float limit = (float)fmax(fabs(s->min), fabs(s->max));
        struct heat heat = {.rows = (int)high,
                            .columns = (int)wide,
                            .value = gate_value,
                            .data = &part,
                            .row_labels = count_from_zero(&arena, high),
                            .column_labels = count_from_zero(&arena, wide),
                            .ramp = RAMP_DIVERGING,
                            .low = -limit,
                            .high = limit,
                            .cursor_row = -1,
                            .cursor_column = -1};
        int column = grid_put(grid, at, 0, 0, STYLE_STATE, gates->names[g]);
        grid_put_cut(grid, at, 0, column + 1, at.columns - column - 1, STYLE_DIM, gates->words[g]);
        struct rect picture = rect_part(at, 1, 0, -1, -1);
        struct heat_layout layout = heat_layout(&heat, picture);
        struct overview overview = overview_of(&heat, picture);
        overview.header = 0;
        if (layout.digits && layout.visible_rows == heat.rows &&
            layout.visible_columns == heat.columns)
            heat_draw(grid, picture, &heat);
        else
            overview_draw(grid, picture, &heat, &overview);
    }
    arena_free(&arena);
}
