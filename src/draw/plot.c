#include "draw/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/plane.h"
#include "text/utf8.h"

enum { BODY_ROWS = 3, MARK_DISTANCE = 8 };

static const char *const marks[PLOT_MARKS] = {"●", "×", "▲", "■", "◆", "+"};

static void find_range(const struct plot *plot, struct plane *plane)
{
    for (int s = 0; s < plot->count; s++)
        for (int i = 0; i < plot->series[s].n; i++)
            plane_reach(plane, plot->series[s].x[i], plot->series[s].y[i]);
    if (plot->from_zero && !plane->y.log) {
        plane->y.low = fmin(plane->y.low, 0);
        plane->y.high = fmax(plane->y.high, 0);
    }
}

/* ---- lines of dots ---- */

struct canvas {
    const struct plot *plot;
    struct plane plane;
    unsigned char *dots, *styles; /* [rows × columns] of the body */
};

static void add_dot(struct canvas *c, int column, int row, enum style style)
{
    static const unsigned char bits[DOTS_HIGH][DOTS_WIDE] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int at = row / DOTS_HIGH * c->plane.body.columns + column / DOTS_WIDE;
    c->dots[at] |= bits[row % DOTS_HIGH][column % DOTS_WIDE];
    c->styles[at] = (unsigned char)style;
}

static void add_line(struct canvas *c, const struct plot_series *series, int from, int to)
{
    int x0 = plane_dot_column(&c->plane, series->x[from]),
        y0 = plane_dot_row(&c->plane, series->y[from]);
    int dx = plane_dot_column(&c->plane, series->x[to]) - x0,
        dy = plane_dot_row(&c->plane, series->y[to]) - y0;
    int length = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
    for (int i = 0; i <= length; i++) {
        double way = length ? (double)i / length : 0;
        add_dot(c, x0 + (int)lround(way * dx), y0 + (int)lround(way * dy), series->style);
    }
}

static bool has_point(const struct canvas *c, const struct plot_series *series, int i)
{
    return plane_shows(&c->plane, series->x[i], series->y[i]);
}

static void draw_lines(struct grid *grid, struct canvas *c)
{
    size_t cells = (size_t)c->plane.body.rows * (size_t)c->plane.body.columns;
    c->dots = mem_new(cells, 1);
    c->styles = mem_new(cells, 1);
    for (int s = 0; s < c->plot->count; s++) {
        const struct plot_series *series = &c->plot->series[s];
        for (int i = 1; i < series->n; i++)
            if (has_point(c, series, i - 1) && has_point(c, series, i))
                add_line(c, series, i - 1, i);
    }
    for (int row = 0; row < c->plane.body.rows; row++)
        for (int column = 0; column < c->plane.body.columns; column++) {
            int at = row * c->plane.body.columns + column, dots = c->dots[at];
            char text[4] = {'\xE2', (char)(0xA0 | dots >> 6), (char)(0x80 | (dots & 0x3F)), '\0'};
            if (dots)
                grid_put(grid, c->plane.body, row, column, (enum style)c->styles[at], text);
        }
    free(c->dots);
    free(c->styles);
}

/* Marks every point where there is room. In a dense curve marks stand every few columns, at other
 * columns than those of the other curves. The last point always has one. */
static void draw_marks(struct grid *grid, const struct canvas *c)
{
    for (int s = 0; s < c->plot->count; s++) {
        const struct plot_series *series = &c->plot->series[s];
        int distance = 2 * series->n <= c->plane.body.columns ? 0 : MARK_DISTANCE;
        int next = distance ? s * MARK_DISTANCE / c->plot->count : 0, last = series->n - 1;
        while (last >= 0 && !has_point(c, series, last))
            last--;
        for (int i = 0; i <= last; i++) {
            if (!has_point(c, series, i))
                continue;
            int column = plane_dot_column(&c->plane, series->x[i]) / DOTS_WIDE;
            if (column < next && i < last)
                continue;
            grid_put(grid, c->plane.body, plane_dot_row(&c->plane, series->y[i]) / DOTS_HIGH,
                     column, series->style, marks[s % PLOT_MARKS]);
            next = column + distance;
        }
    }
}

/* ---- what stands around them ---- */

static void draw_legend(struct grid *grid, struct rect rect, int row, int column,
                        const struct plot *plot)
{
    int width = column, gap = 3;
    for (int s = 0; s < plot->count; s++)
        width += 2 + utf8_width(plot->series[s].name) + (s ? gap : 0);
    if (width > rect.columns)
        gap = 1;
    for (int s = 0; s < plot->count; s++) {
        enum style style = plot->series[s].style;
        column = grid_put(grid, rect, row, column, style, marks[s % PLOT_MARKS]);
        column = grid_put_cut(grid, rect, row, column + 1, rect.columns - column - 1, style,
                              plot->series[s].name) +
                 gap;
    }
}

/* What the y axis counts; where it is logarithmic, also how much lies between two labels. */
static void draw_y_label(struct grid *grid, struct rect rect, int row, const struct plot *plot,
                         const struct plane_axis *axis)
{
    double times = axis->count > 1 ? axis->ticks[1] / axis->ticks[0] : 1;
    for (int i = 2; i < axis->count; i++)
        if (fabs(axis->ticks[i] / axis->ticks[i - 1] - times) > 1e-6 * times)
            times = 1;
    char *text = plot->log_y && times > 1
                     ? mem_format("%s (× %g from label to label)", plot->y_label, times)
                     : mem_text(plot->y_label);
    grid_put_cut(grid, rect, row, 0, rect.columns, STYLE_DIM, text);
    free(text);
}

/* What is drawn only if there are rows for it. */
struct extras {
    bool axis, legend, title, x_label, y_label;
};

static int take_extras(struct extras *extras, const struct plot *plot, int rows)
{
    const struct {
        bool *has;
        int rows;
        bool wanted;
    } order[] = {
        {&extras->axis, 2, true},
        {&extras->legend, 1, plot->count > 1},
        {&extras->title, 1, plot->title},
        {&extras->y_label, 1, plot->y_label},
        {&extras->x_label, 1, plot->x_label},
    };
    int left = rows;
    *extras = (struct extras){0};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (order[i].wanted && left - order[i].rows >= BODY_ROWS) {
            *order[i].has = true;
            left -= order[i].rows;
        }
    return left;
}

void plot_draw(struct grid *grid, struct rect rect, const struct plot *plot)
{
    struct extras extras;
    struct canvas c = {.plot = plot, .plane = {.x.log = plot->log_x, .y.log = plot->log_y}};
    int rows = take_extras(&extras, plot, rect.rows), row = 0;
    find_range(plot, &c.plane);
    if (c.plane.any)
        plane_axis_settle(&c.plane.y, rows / 2 > 1 ? rows / 2 : 1, true);
    int left = plane_axis_text_width(&c.plane.y) + 1;
    if (extras.title)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_TITLE, plot->title);
    if (extras.legend)
        draw_legend(grid, rect, row++, left, plot);
    if (extras.y_label)
        draw_y_label(grid, rect, row++, plot, &c.plane.y);
    c.plane.body = rect_part(rect, row, left, rows, -1);
    if (!c.plane.any || c.plane.body.columns < 2 || c.plane.body.rows < 1) {
        grid_put_cut(grid, rect, row, 0, rect.columns, STYLE_DIM,
                     c.plane.any ? "too narrow" : "no points yet");
        return;
    }
    plane_axis_settle(&c.plane.x, c.plane.body.columns / 8 > 1 ? c.plane.body.columns / 8 : 1,
                      false);
    plane_draw_y(grid, rect, &c.plane);
    if (extras.axis)
        plane_draw_x(grid, rect, &c.plane);
    if (extras.x_label)
        grid_put_right(grid, rect, row + rows + 2, rect.columns, rect.columns, STYLE_DIM,
                       plot->x_label);
    draw_lines(grid, &c);
    draw_marks(grid, &c);
}
