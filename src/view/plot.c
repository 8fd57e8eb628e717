#include "view/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { DOTS_WIDE = 2, DOTS_HIGH = 4, TICKS_MAX = 40, TICK_TEXT = 16 };
enum { BODY_ROWS = 3, MARK_DISTANCE = 8 };

/* Beyond this, differences of values might not be finite; and an axis shorter than this share of
 * its values could not be counted along in doubles. */
#define VALUE_MAX 1e300
#define SHARE_MIN 1e-9

static const char *const marks[PLOT_MARKS] = {"●", "×", "▲", "■", "◆", "+"};

/* ---- axes ---- */

struct axis {
    bool log;
    double low, high; /* of the values, low < high */
    int count;
    double ticks[TICKS_MAX];
    char texts[TICKS_MAX][TICK_TEXT];
};

/* False for NaN too. */
static bool can_show(const struct axis *axis, double value)
{
    return fabs(value) < VALUE_MAX && (!axis->log || value > 1 / VALUE_MAX);
}

/* 0 at the low end, 1 at the high one. */
static double place(const struct axis *axis, double value)
{
    if (axis->log)
        return (log(value) - log(axis->low)) / (log(axis->high) - log(axis->low));
    return (value - axis->low) / (axis->high - axis->low);
}

/* The smallest 1, 2 or 5 times a power of ten that cuts the range into at most `most` parts. */
static double nice_step(double range, int most)
{
    double least = range / (most > 0 ? most : 1);
    double power = pow(10, floor(log10(least)));
    static const double factors[] = {1, 2, 5};
    for (int i = 0; i < 3; i++)
        if (factors[i] * power >= least * (1 - 1e-9))
            return factors[i] * power;
    return 10 * power;
}

static void add_tick(struct axis *axis, double value, double step)
{
    double slack = 1e-9 * (axis->high - axis->low);
    if (value < axis->low - slack || value > axis->high + slack || axis->count == TICKS_MAX)
        return;
    char *text = axis->texts[axis->count];
    int decimals = step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
    if (value == 0)
        snprintf(text, TICK_TEXT, "0");
    else if (step >= 1e6)
        snprintf(text, TICK_TEXT, "%gM", value / 1e6);
    else if (step >= 1e3)
        snprintf(text, TICK_TEXT, "%gk", value / 1e3);
    else if (step < 1e-6)
        snprintf(text, TICK_TEXT, "%.3g", value);
    else
        snprintf(text, TICK_TEXT, "%.*f", decimals, value);
    axis->ticks[axis->count++] = value;
}

/* At most about `most` of them, at round values. A logarithmic axis over more than a decade has
 * them at 1, 2 and 5 times the powers of ten, or at some of the powers. */
static void add_ticks(struct axis *axis, int most)
{
    double decades = axis->log ? log10(axis->high) - log10(axis->low) : 0;
    if (decades >= 1) {
        int stride = (int)ceil(decades / most);
        bool between = 3 * decades <= most;
        for (double k = floor(log10(axis->low)); k <= log10(axis->high); k += stride) {
            double power = pow(10, k);
            add_tick(axis, power, power);
            if (between) {
                add_tick(axis, 2 * power, power);
                add_tick(axis, 5 * power, power);
            }
        }
        return;
    }
    double step = nice_step(axis->high - axis->low, most);
    double first = ceil(axis->low / step - 1e-9), last = floor(axis->high / step + 1e-9);
    for (double i = first; i <= last; i++)
        add_tick(axis, i * step + 0.0, step); /* + 0: no "-0" */
}

/* A range of nothing is widened; one that is not logarithmic may end at round values. */
static void settle_axis(struct axis *axis, int most, bool round)
{
    if (axis->high - axis->low <= SHARE_MIN * fmax(fabs(axis->low), fabs(axis->high))) {
        double by = axis->log ? 0 : axis->low != 0 ? fabs(axis->low) / 2 : 1;
        axis->low = axis->log ? axis->low / 2 : axis->low - by;
        axis->high = axis->log ? axis->high * 2 : axis->high + by;
    }
    if (round && !axis->log) {
        double step = nice_step(axis->high - axis->low, most);
        axis->low = floor(axis->low / step + 1e-9) * step;
        axis->high = ceil(axis->high / step - 1e-9) * step;
    }
    add_ticks(axis, most);
}

static bool find_range(const struct plot *plot, struct axis *x, struct axis *y)
{
    bool found = false;
    for (int s = 0; s < plot->count; s++) {
        const struct plot_series *one = &plot->series[s];
        for (int i = 0; i < one->n; i++) {
            if (!can_show(y, one->y[i]) || !can_show(x, one->x[i]))
                continue;
            x->low = found ? fmin(x->low, one->x[i]) : one->x[i];
            x->high = found ? fmax(x->high, one->x[i]) : one->x[i];
            y->low = found ? fmin(y->low, one->y[i]) : one->y[i];
            y->high = found ? fmax(y->high, one->y[i]) : one->y[i];
            found = true;
        }
    }
    if (plot->from_zero && !y->log) {
        y->low = fmin(y->low, 0);
        y->high = fmax(y->high, 0);
    }
    return found;
}

/* ---- lines of dots ---- */

struct canvas {
    const struct plot *plot;
    struct axis x, y;
    struct rect body;
    unsigned char *dots, *styles; /* [body.rows × body.columns] */
};

static void add_dot(struct canvas *c, int column, int row, enum style style)
{
    static const unsigned char bits[DOTS_HIGH][DOTS_WIDE] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int at = row / DOTS_HIGH * c->body.columns + column / DOTS_WIDE;
    c->dots[at] |= bits[row % DOTS_HIGH][column % DOTS_WIDE];
    c->styles[at] = (unsigned char)style;
}

static int dot_column(const struct canvas *c, double x)
{
    return (int)lround(place(&c->x, x) * (c->body.columns * DOTS_WIDE - 1));
}

static int dot_row(const struct canvas *c, double y)
{
    return (int)lround((1 - place(&c->y, y)) * (c->body.rows * DOTS_HIGH - 1));
}

static void add_line(struct canvas *c, const struct plot_series *series, int from, int to)
{
    int x0 = dot_column(c, series->x[from]), y0 = dot_row(c, series->y[from]);
    int dx = dot_column(c, series->x[to]) - x0, dy = dot_row(c, series->y[to]) - y0;
    int length = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
    for (int i = 0; i <= length; i++) {
        double way = length ? (double)i / length : 0;
        add_dot(c, x0 + (int)lround(way * dx), y0 + (int)lround(way * dy), series->style);
    }
}

static bool has_point(const struct canvas *c, const struct plot_series *series, int i)
{
    return can_show(&c->x, series->x[i]) && can_show(&c->y, series->y[i]);
}

static void draw_lines(struct grid *grid, struct canvas *c)
{
    size_t cells = (size_t)c->body.rows * (size_t)c->body.columns;
    c->dots = mem_new(cells, 1);
    c->styles = mem_new(cells, 1);
    for (int s = 0; s < c->plot->count; s++) {
        const struct plot_series *series = &c->plot->series[s];
        for (int i = 1; i < series->n; i++)
            if (has_point(c, series, i - 1) && has_point(c, series, i))
                add_line(c, series, i - 1, i);
    }
    for (int row = 0; row < c->body.rows; row++)
        for (int column = 0; column < c->body.columns; column++) {
            int at = row * c->body.columns + column, dots = c->dots[at];
            char text[4] = {'\xE2', (char)(0xA0 | dots >> 6), (char)(0x80 | (dots & 0x3F)), '\0'};
            if (dots)
                grid_put(grid, c->body, row, column, (enum style)c->styles[at], text);
        }
    free(c->dots);
    free(c->styles);
}

/* On every point where there is room, else every few columns, staggered; always on the last. */
static void draw_marks(struct grid *grid, const struct canvas *c)
{
    for (int s = 0; s < c->plot->count; s++) {
        const struct plot_series *series = &c->plot->series[s];
        int distance = 2 * series->n <= c->body.columns ? 0 : MARK_DISTANCE;
        int next = distance ? s * MARK_DISTANCE / c->plot->count : 0, last = series->n - 1;
        while (last >= 0 && !has_point(c, series, last))
            last--;
        for (int i = 0; i <= last; i++) {
            if (!has_point(c, series, i))
                continue;
            int column = dot_column(c, series->x[i]) / DOTS_WIDE;
            if (column < next && i < last)
                continue;
            grid_put(grid, c->body, dot_row(c, series->y[i]) / DOTS_HIGH, column, series->style,
                     marks[s % PLOT_MARKS]);
            next = column + distance;
        }
    }
}

/* ---- what stands around them ---- */

static int widest_text(const struct axis *axis)
{
    int widest = 0;
    for (int i = 0; i < axis->count; i++) {
        int width = (int)strlen(axis->texts[i]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Left of the body: its columns before it are the texts and the line. */
static void draw_y_axis(struct grid *grid, struct rect rect, const struct canvas *c)
{
    int line = c->body.column - rect.column - 1, top = c->body.row - rect.row, next = 0;
    grid_post(grid, rect, top, line, c->body.rows, STYLE_DIM, "│");
    for (int i = c->y.count - 1; i >= 0; i--) {
        int row = dot_row(c, c->y.ticks[i]) / DOTS_HIGH;
        if (row < next)
            continue;
        grid_put(grid, rect, top + row, line, STYLE_DIM, "┤");
        grid_put_right(grid, rect, top + row, line, line, STYLE_DIM, c->y.texts[i]);
        next = row + 1;
    }
}

/* Below the body; a text that would touch the one before it is left out, with its tick. */
static void draw_x_axis(struct grid *grid, struct rect rect, const struct canvas *c)
{
    int row = c->body.row - rect.row + c->body.rows, left = c->body.column - rect.column, used = 0;
    grid_put(grid, rect, row, left - 1, STYLE_DIM, "└");
    grid_rule(grid, rect, row, left, c->body.columns, STYLE_DIM, "─");
    for (int i = 0; i < c->x.count; i++) {
        int column = left + dot_column(c, c->x.ticks[i]) / DOTS_WIDE;
        int width = (int)strlen(c->x.texts[i]), start = column - width / 2;
        if (start + width > rect.columns)
            start = rect.columns - width;
        if (start < used)
            continue;
        grid_put(grid, rect, row, column, STYLE_DIM, "┬");
        grid_put(grid, rect, row + 1, start, STYLE_DIM, c->x.texts[i]);
        used = start + width + 1;
    }
}

static void draw_legend(struct grid *grid, struct rect rect, int row, int column,
                        const struct plot *plot)
{
    for (int s = 0; s < plot->count; s++) {
        enum style style = plot->series[s].style;
        column = grid_put(grid, rect, row, column, style, marks[s % PLOT_MARKS]);
        column = grid_put_cut(grid, rect, row, column + 1, rect.columns - column - 1, style,
                              plot->series[s].name) +
                 3;
    }
}

/* Rows that may go, in the order in which they come when there is room. */
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
    struct canvas c = {.plot = plot, .y.log = plot->log_y};
    int rows = take_extras(&extras, plot, rect.rows), row = 0;
    bool any = find_range(plot, &c.x, &c.y);
    if (any)
        settle_axis(&c.y, rows / 2 > 1 ? rows / 2 : 1, true);
    int left = widest_text(&c.y) + 1;
    if (extras.title)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_TITLE, plot->title);
    if (extras.legend)
        draw_legend(grid, rect, row++, left, plot);
    if (extras.y_label)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_DIM, plot->y_label);
    c.body = rect_part(rect, row, left, rows, -1);
    if (!any || c.body.columns < 2 || c.body.rows < 1) {
        grid_put_cut(grid, rect, row, 0, rect.columns, STYLE_DIM,
                     any ? "too narrow" : "no points yet");
        return;
    }
    settle_axis(&c.x, c.body.columns / 8 > 1 ? c.body.columns / 8 : 1, false);
    draw_y_axis(grid, rect, &c);
    if (extras.axis)
        draw_x_axis(grid, rect, &c);
    if (extras.x_label)
        grid_put_right(grid, rect, row + rows + 2, rect.columns, rect.columns, STYLE_DIM,
                       plot->x_label);
    draw_lines(grid, &c);
    draw_marks(grid, &c);
}
