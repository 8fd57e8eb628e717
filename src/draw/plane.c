#include "draw/plane.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Differences of larger values might not be finite. */
#define VALUE_MAX 1e300

/* On an axis shorter than this share of its values, doubles could not count from tick to tick. */
#define SHARE_MIN 1e-9

/* False for NaN too. */
static bool can_show(const struct plane_axis *axis, double value)
{
    return fabs(value) < VALUE_MAX && (!axis->log || value > 1 / VALUE_MAX);
}

/* 0 at the low end, 1 at the high one. */
static double place_on(const struct plane_axis *axis, double value)
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

static void add_tick(struct plane_axis *axis, double value, double step)
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
static void add_ticks(struct plane_axis *axis, int most)
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

void plane_axis_settle(struct plane_axis *axis, int most, bool round)
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

bool plane_shows(const struct plane *plane, double x, double y)
{
    return can_show(&plane->x, x) && can_show(&plane->y, y);
}

static void reach(struct plane_axis *axis, double value, bool any)
{
    axis->low = any ? fmin(axis->low, value) : value;
    axis->high = any ? fmax(axis->high, value) : value;
}

void plane_reach(struct plane *plane, double x, double y)
{
    if (!plane_shows(plane, x, y))
        return;
    reach(&plane->x, x, plane->any);
    reach(&plane->y, y, plane->any);
    plane->any = true;
}

int plane_dot_column(const struct plane *p, double x)
{
    return (int)lround(place_on(&p->x, x) * (p->body.columns * DOTS_WIDE - 1));
}

int plane_dot_row(const struct plane *p, double y)
{
    return (int)lround((1 - place_on(&p->y, y)) * (p->body.rows * DOTS_HIGH - 1));
}

int plane_axis_text_width(const struct plane_axis *axis)
{
    int widest = 0;
    for (int i = 0; i < axis->count; i++) {
        int width = (int)strlen(axis->texts[i]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Left of the body: its columns before it are the texts and the line. */
void plane_draw_y(struct grid *grid, struct rect rect, const struct plane *p)
{
    int line = p->body.column - rect.column - 1, top = p->body.row - rect.row, next = 0;
    grid_post(grid, rect, top, line, p->body.rows, STYLE_DIM, "│");
    for (int i = p->y.count - 1; i >= 0; i--) {
        int row = plane_dot_row(p, p->y.ticks[i]) / DOTS_HIGH;
        if (row < next)
            continue;
        grid_put(grid, rect, top + row, line, STYLE_DIM, "┤");
        grid_put_right(grid, rect, top + row, line, line, STYLE_DIM, p->y.texts[i]);
        next = row + 1;
    }
}

/* Below the body; a text that would touch the one before it is left out, with its tick. */
void plane_draw_x(struct grid *grid, struct rect rect, const struct plane *p)
{
    int row = p->body.row - rect.row + p->body.rows, left = p->body.column - rect.column, used = 0;
    grid_put(grid, rect, row, left - 1, STYLE_DIM, "└");
    grid_rule(grid, rect, row, left, p->body.columns, STYLE_DIM, "─");
    for (int i = 0; i < p->x.count; i++) {
        int column = left + plane_dot_column(p, p->x.ticks[i]) / DOTS_WIDE;
        int width = (int)strlen(p->x.texts[i]), start = column - width / 2;
        if (start + width > rect.columns)
            start = rect.columns - width;
        if (start < used)
            continue;
        grid_put(grid, rect, row, column, STYLE_DIM, "┬");
        grid_put(grid, rect, row + 1, start, STYLE_DIM, p->x.texts[i]);
        used = start + width + 1;
    }
}
