#include "browse/atlas_view.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "draw/overview.h"

enum { LOWEST_POWER = -4 }; /* of the logarithmic scale */

/* ---- one head ---- */

struct shown_map {
    const struct atlas_view *view;
    const float *values;
};

static float map_value(const void *data, int row, int column)
{
    const struct shown_map *map = data;
    float value = map->values[(size_t)row * (size_t)map->view->atlas->columns + (size_t)column];
    if (!map->view->log || !isfinite(value))
        return value;
    return value > 0 ? fmaxf(log10f(value), LOWEST_POWER) : LOWEST_POWER;
}

/* The least and the largest of all heads, so that heads can be compared. */
static void find_range(const struct atlas *atlas, float *low, float *high)
{
    size_t count =
        (size_t)atlas->layers * (size_t)atlas->heads * (size_t)atlas->rows * (size_t)atlas->columns;
    *low = *high = 0;
    for (size_t i = 0; i < count; i++) {
        float value = atlas->values[i];
        if (!isfinite(value))
            continue;
        *low = value < *low ? value : *low;
        *high = value > *high ? value : *high;
    }
}

static const char *const *words_of(const struct strs *words)
{
    return words->count ? (const char *const *)words->list : NULL;
}

static struct heat heat_of(const struct shown_map *map)
{
    const struct atlas_view *view = map->view;
    const struct atlas *atlas = view->atlas;
    struct heat heat = {.rows = atlas->rows,
                        .columns = atlas->columns,
                        .value = map_value,
                        .data = map,
                        .row_labels = words_of(&atlas->row_words),
                        .column_labels = words_of(&atlas->column_words),
                        .ramp = RAMP_SEQUENTIAL,
                        .cursor_row = view->row,
                        .cursor_column = view->column,
                        .row_maximum = !view->difference};
    float low, high;
    find_range(atlas, &low, &high);
    if (view->log) {
        heat.low = LOWEST_POWER;
        heat.high = 0;
    } else if (low < 0) {
        heat.ramp = RAMP_DIVERGING;
        heat.high = fmaxf(-low, high);
        heat.low = -heat.high;
    } else {
        heat.high = high > 0 && high <= 1 ? 1 : high;
    }
    return heat;
}

/* Whether cells with numbers are drawn, not blocks. */
static bool shows_cells(const struct heat *heat, struct rect rect)
{
    struct heat_layout layout = heat_layout(heat, rect);
    return layout.visible_columns >= heat->columns && 3 * layout.visible_rows >= heat->rows;
}

static void word_of(const struct strs *words, int i, struct str *out)
{
    if (words->count)
        str_add(out, words->list[i]);
    else
        str_format(out, "%d", i + 1);
}

static void add_figures(const struct atlas_view *view, struct str *out)
{
    for (int f = 0; f < ATLAS_COUNT; f++) {
        double value = atlas_measure(view->atlas, view->layer, view->head, (enum atlas_figure)f);
        if (!isnan(value))
            str_format(out, "%s%s %.2f", out->length ? " · " : "", atlas_figure_names[f], value);
    }
}

static void draw_cell_line(struct grid *grid, struct rect rect, const struct shown_map *map)
{
    const struct atlas_view *view = map->view;
    const struct atlas *atlas = view->atlas;
    const float *row = map->values + (size_t)view->row * (size_t)atlas->columns;
    float value = row[view->column];
    int rank = 1;
    struct str line = {0};
    for (int j = 0; j < atlas->columns; j++)
        rank += row[j] > value;
    word_of(&atlas->row_words, view->row, &line);
    str_add(&line, view->difference ? " at " : " looks at ");
    word_of(&atlas->column_words, view->column, &line);
    if (isinf(value))
        str_add(&line, ": masked");
    else
        str_format(&line, ": %.4g, number %d of its row", (double)value, rank);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_STRONG, line.text);
    str_free(&line);
}

static void draw_one(struct grid *grid, struct rect rect, const struct atlas_view *view)
{
    struct shown_map map = {view, atlas_map(view->atlas, view->layer, view->head)};
    struct heat heat = heat_of(&map);
    struct str line = {0};
    int lines = rect.rows > 6 ? 3 : 0;
    struct rect body = rect_part(rect, 0, 0, rect.rows - lines, -1);
    if (shows_cells(&heat, body)) {
        heat_draw(grid, body, &heat);
    } else {
        struct overview overview = overview_of(&heat, body);
        overview_draw(grid, body, &heat, &overview);
    }
    if (!lines)
        return;
    struct rect below = rect_part(rect, rect.rows - lines, 0, -1, -1);
    draw_cell_line(grid, below, &map);
    add_figures(view, &line);
    grid_put_cut(grid, below, 1, 0, below.columns, STYLE_PLAIN, line.text ? line.text : "");
    int column = legend_draw(grid, below, 2, 0, below.columns / 2, &heat, true);
    if (view->log)
        grid_put_cut(grid, below, 2, column + 2, below.columns - column - 2, STYLE_DIM,
                     "powers of ten: -2 is .01");
    str_free(&line);
}

/* ---- all heads ---- */

static float figure_value(const void *data, int layer, int head)
{
    const struct atlas_view *view = data;
    return (float)atlas_measure(view->atlas, layer, head, view->figure);
}

static const char *const *number_labels(struct arena *arena, const char *format, int count)
{
    const char **labels = arena_take(arena, (size_t)count, sizeof *labels);
    for (int i = 0; i < count; i++)
        labels[i] = arena_format(arena, "%s%d", format, i);
    return labels;
}

static struct heat figures_of(struct arena *arena, const struct atlas_view *view)
{
    const struct atlas *atlas = view->atlas;
    struct heat heat = {.rows = atlas->layers,
                        .columns = atlas->heads,
                        .value = figure_value,
                        .data = view,
                        .row_labels = number_labels(arena, "layer ", atlas->layers),
                        .column_labels = number_labels(arena, "", atlas->heads),
                        .ramp = RAMP_SEQUENTIAL,
                        .high = view->figure == ATLAS_ENTROPY ? log2f((float)atlas->columns) : 1,
                        .cursor_row = view->layer,
                        .cursor_column = view->head};
    if (heat.high <= 0)
        heat.high = 1;
    return heat;
}

/* A small picture of the chosen head, without words. */
static void draw_thumbnail(struct grid *grid, struct rect rect, const struct atlas_view *view)
{
    struct shown_map map = {view, atlas_map(view->atlas, view->layer, view->head)};
    struct heat heat = heat_of(&map);
    heat.cursor_row = heat.cursor_column = -1;
    struct str line = {0};
    str_format(&line, "layer %d, head %d: ", view->layer, view->head);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_TITLE, line.text);
    str_clear(&line);
    add_figures(view, &line);
    grid_put_cut(grid, rect, 1, 0, rect.columns, STYLE_DIM, line.text ? line.text : "");
    str_free(&line);
    struct rect body = rect_part(rect, 2, 0, -1, -1);
    if (shows_cells(&heat, body)) {
        heat_draw(grid, body, &heat);
        return;
    }
    struct overview overview = overview_of(&heat, body);
    overview_draw(grid, body, &heat, &overview);
}

static void draw_all(struct grid *grid, struct rect rect, const struct atlas_view *view)
{
    enum { THUMBNAIL_ROWS = 8 };
    struct arena arena = {0};
    struct heat heat = figures_of(&arena, view);
    grid_format(grid, rect, 0, 0, STYLE_PLAIN, "%s: %s", atlas_figure_names[view->figure],
                atlas_figure_words[view->figure]);
    struct rect body = rect_part(rect, 1, 0, -1, -1);
    bool small = body.rows >= heat.rows + 2 + THUMBNAIL_ROWS;
    struct rect table = rect_part(body, 0, 0, small ? heat.rows + 2 : -1, -1);
    int used;
    if (shows_cells(&heat, table)) {
        used = heat_draw(grid, table, &heat);
    } else {
        struct overview overview = overview_of(&heat, table);
        used = overview_draw(grid, table, &heat, &overview);
    }
    if (body.rows - used >= THUMBNAIL_ROWS)
        draw_thumbnail(grid, rect_part(body, used + 1, 0, -1, -1), view);
    arena_free(&arena);
}

/* ---- both ---- */

enum atlas_figure atlas_view_figure(const struct atlas *atlas)
{
    for (int f = 0; f < ATLAS_COUNT; f++)
        if (!isnan(atlas_measure(atlas, 0, 0, (enum atlas_figure)f)))
            return (enum atlas_figure)f;
    return ATLAS_ENTROPY;
}

void atlas_view_draw(struct grid *grid, struct rect rect, const struct atlas_view *view)
{
    (view->one ? draw_one : draw_all)(grid, rect, view);
}

void atlas_view_move(struct atlas_view *view, struct rect rect, bool columns, int by)
{
    const struct atlas *atlas = view->atlas;
    if (!view->one) {
        int *at = columns ? &view->head : &view->layer;
        *at = heat_limit(*at + by, (columns ? atlas->heads : atlas->layers) - 1);
        return;
    }
    struct shown_map map = {view, atlas_map(atlas, view->layer, view->head)};
    struct heat heat = heat_of(&map);
    struct rect body = rect_part(rect, 0, 0, rect.rows - (rect.rows > 6 ? 3 : 0), -1);
    if (!shows_cells(&heat, body)) {
        struct overview overview = overview_of(&heat, body);
        overview_move(&heat, &overview, columns, by, &view->row, &view->column);
        return;
    }
    int *at = columns ? &view->column : &view->row;
    *at = heat_limit(*at + by, (columns ? atlas->columns : atlas->rows) - 1);
}
