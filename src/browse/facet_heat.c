#include "browse/facet_heat.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "draw/overview.h"
#include "text/utf8.h"

/* The part of the kept rows that is seen: cells with numbers if all of them fit, else blocks. */

struct part {
    const struct facet_view *view;
    size_t first_row, first_column, rows, columns;
};

/* Within what is kept, with the cursor inside. */
static struct part part_of(const struct facet_view *view)
{
    const struct survey *survey = view->survey;
    struct part part = {.view = view};
    size_t all_rows = survey->kept_rows, all_columns = survey->slice.columns;
    part.rows = view->window_rows && view->window_rows < all_rows ? view->window_rows : all_rows;
    part.columns = view->window_columns && view->window_columns < all_columns ? view->window_columns
                                                                              : all_columns;
    part.first_row = view->first_row;
    part.first_column = view->first_column;
    if (part.first_row > all_rows - part.rows)
        part.first_row = all_rows - part.rows;
    if (part.first_column > all_columns - part.columns)
        part.first_column = all_columns - part.columns;
    return part;
}

static float value_at(const void *data, int row, int column)
{
    const struct part *part = data;
    const struct survey *survey = part->view->survey;
    size_t r = part->first_row + (size_t)row, c = part->first_column + (size_t)column;
    return survey->values[r * survey->slice.columns + c];
}

static bool is_absent(const void *data, int row, int column)
{
    const struct part *part = data;
    return !survey_has(part->view->survey, part->first_row + (size_t)row,
                       part->first_column + (size_t)column);
}

/* The labels of the rows or of the columns, in the arena. */
static const char *const *labels_of(struct arena *arena, const struct part *part, bool columns)
{
    const struct excerpt *slice = &part->view->survey->slice;
    size_t n = columns ? part->columns : part->rows;
    size_t first = columns ? part->first_column : part->first_row;
    const struct strs *words = columns ? NULL : part->view->words;
    const char **labels = arena_take(arena, n ? n : 1, sizeof *labels);
    int axis = columns ? slice->column_axis : slice->row_axis;
    const struct excerpt_axis *along = axis >= 0 ? &slice->axis[axis] : NULL;
    for (size_t i = 0; i < n; i++) {
        size_t at = first + i, index = at;
        if (slice->folded && !columns)
            index = at * slice->columns;
        else if (along && !slice->folded && (columns || slice->row_axes == 1))
            index = along->start + at * along->step;
        labels[i] =
            words && at < words->count ? words->list[at] : arena_format(arena, "%zu", index);
    }
    return labels;
}

static float scale_of(const struct facet_view *view)
{
    const struct statistics *s = &view->survey->statistics;
    double most = fmax(fabs(s->min), fabs(s->max)), usual = fabs(s->mean) + 3 * s->sd;
    return (float)(view->full_scale || usual <= 0 || usual > most ? most : usual);
}

/* A block shows the largest of many values: on the usual scale nearly all would be at its end. */
static void widen_scale(struct heat *heat, const struct overview *blocks)
{
    const struct part *part = heat->data;
    const struct statistics *s = &part->view->survey->statistics;
    if (blocks->row_span * blocks->column_span < 8)
        return;
    heat->high = (float)fmax(fabs(s->min), fabs(s->max));
    heat->low = heat->ramp == RAMP_DIVERGING ? -heat->high : 0;
}

static struct heat heat_of(struct arena *arena, const struct part *part)
{
    const struct facet_view *view = part->view;
    bool is_signed = view->survey->statistics.min < 0;
    return (struct heat){.rows = (int)part->rows,
                         .columns = (int)part->columns,
                         .value = value_at,
                         .masked = view->survey->slice.folded ? is_absent : NULL,
                         .data = part,
                         .row_labels = labels_of(arena, part, false),
                         .column_labels = labels_of(arena, part, true),
                         .ramp = is_signed ? RAMP_DIVERGING : RAMP_SEQUENTIAL,
                         .low = is_signed ? -scale_of(view) : 0,
                         .high = scale_of(view),
                         .cursor_row = (int)(view->row - part->first_row),
                         .cursor_column = (int)(view->column - part->first_column)};
}

/* Whether all columns are seen with numbers, and not too few of the rows. */
static bool fits(const struct heat *heat, struct rect rect)
{
    struct heat_layout layout = heat_layout(heat, rect);
    return layout.digits > 0 && 4 * layout.visible_rows >= heat->rows &&
           layout.visible_columns >= heat->columns;
}

/* How a value of a quantized tensor is made. */
static void say_block(const struct survey *survey, size_t row, size_t column, struct str *out)
{
    const struct excerpt *slice = &survey->slice;
    struct quant_block block;
    struct err err;
    size_t number = excerpt_number(slice, row, column), n = dtype_block(slice->tensor->dtype);
    if (!dtype_is_quantized(slice->tensor->dtype) ||
        tensor_block(&block, slice->tensor, number / n, &err))
        return;
    int at = (int)(number % n), part = at / (block.count / block.parts);
    str_format(out, " · block %zu: %.4g", number / n, (double)block.scale);
    if (block.parts > 1)
        str_format(out, " × %d", block.part_scale[part]);
    str_format(out, " × %d", block.quant[at]);
    if (block.offset != 0)
        str_format(out, " + %.4g × %d", (double)block.offset, block.part_offset[part]);
}

/* What the cursor is on, in words; and how much of the tensor is seen. */
static void draw_lines(struct grid *grid, struct rect rect, const struct part *part,
                       const struct heat *heat, const struct overview *blocks)
{
    const struct facet_view *view = part->view;
    const struct survey *survey = view->survey;
    struct str line = {0};
    excerpt_place(&survey->slice, view->row, view->column, &line);
    str_format(&line, " = %.6g",
               (double)survey->values[view->row * survey->slice.columns + view->column]);
    say_block(survey, view->row, view->column, &line);
    if (view->words) {
        str_add(&line, " · ");
        facet_row_name(view, view->row, &line);
    }
    if (survey->row_norms)
        str_format(&line, " · norm of the row %.4g, of the column %.4g",
                   survey->row_norms[view->row], survey->column_norms[view->column]);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_STRONG, line.text);
    str_clear(&line);
    if (blocks)
        str_format(&line, "blocks of %d × %d: farthest from 0", blocks->row_span,
                   blocks->column_span);
    if (part->rows < survey->slice.rows || part->columns < survey->slice.columns)
        str_format(&line, "%s%zu × %zu of %zu × %zu", line.length ? " · " : "", part->rows,
                   part->columns, survey->slice.rows, survey->slice.columns);
    if (survey->kept_rows < survey->slice.rows)
        str_format(&line, "%sonly the first %zu rows are held: choose a slice for others",
                   line.length ? " · " : "", survey->kept_rows);
    int column = legend_draw(grid, rect, 1, 0, rect.columns / 2, heat, false);
    grid_put_cut(grid, rect, 1, column + 2, rect.columns - column - 2, STYLE_DIM,
                 line.text ? line.text : "");
    str_free(&line);
}

void facet_heat(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    struct arena arena = {0};
    struct part part = part_of(view);
    struct heat heat = heat_of(&arena, &part);
    struct rect body = rect_part(rect, 0, 0, rect.rows > 5 ? rect.rows - 2 : rect.rows, -1);
    bool numbers = fits(&heat, body);
    struct overview overview = overview_of(&heat, body);
    if (!numbers)
        widen_scale(&heat, &overview);
    if (numbers)
        heat_draw(grid, body, &heat);
    else
        overview_draw(grid, body, &heat, &overview);
    if (rect.rows > 5)
        draw_lines(grid, rect_part(rect, rect.rows - 2, 0, -1, -1), &part, &heat,
                   numbers ? NULL : &overview);
    arena_free(&arena);
}

/* ---- moving ---- */

/* The part seen follows the cursor. */
static void follow(size_t cursor, size_t *first, size_t window)
{
    if (cursor < *first)
        *first = cursor;
    else if (window && cursor >= *first + window)
        *first = cursor - window + 1;
}

static size_t moved(size_t at, long by, size_t count)
{
    if (by < 0)
        return at > (size_t)-by ? at - (size_t)-by : 0;
    return at + (size_t)by < count ? at + (size_t)by : count - 1;
}

void facet_heat_move(struct facet_view *view, struct rect rect, bool columns, long by)
{
    struct arena arena = {0};
    struct part part = part_of(view);
    struct heat heat = heat_of(&arena, &part);
    struct rect body = rect_part(rect, rect.rows > 8 ? 3 : 2, 0, -1, -1);
    body = rect_part(body, 0, 0, body.rows > 5 ? body.rows - 2 : body.rows, -1);
    if (!fits(&heat, body)) {
        struct overview overview = overview_of(&heat, body);
        by *= columns ? overview.column_span : overview.row_span;
    }
    arena_free(&arena);
    view->row = columns ? view->row : moved(view->row, by, view->survey->kept_rows);
    view->column = columns ? moved(view->column, by, view->survey->slice.columns) : view->column;
    if (!survey_has(view->survey, view->row, view->column))
        view->column = excerpt_row_count(&view->survey->slice, view->row) - 1;
    follow(view->row, &view->first_row, part.rows);
    follow(view->column, &view->first_column, part.columns);
}

static size_t half_window(size_t window, bool in)
{
    enum { LEAST = 4 };
    size_t other = in ? (window + 1) / 2 : window * 2;
    return other < LEAST ? LEAST : other;
}

void facet_heat_zoom(struct facet_view *view, bool in)
{
    struct part part = part_of(view);
    view->window_rows = half_window(part.rows, in);
    view->window_columns = half_window(part.columns, in);
    view->first_row = view->row > view->window_rows / 2 ? view->row - view->window_rows / 2 : 0;
    view->first_column =
        view->column > view->window_columns / 2 ? view->column - view->window_columns / 2 : 0;
    if (view->window_rows >= view->survey->kept_rows)
        view->window_rows = view->first_row = 0;
    if (view->window_columns >= view->survey->slice.columns)
        view->window_columns = view->first_column = 0;
    part = part_of(view);
    view->first_row = part.first_row;
    view->first_column = part.first_column;
}
