#include "cmd/eval.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "draw/plot.h"
#include "export/print.h"
#include "term/caps.h"
#include "term/colors.h"

/* BLEU by length: figure 2 of Bahdanau et al. 2015 for our models. */

enum { ROWS = 22, COLUMNS = 80, COLUMNS_MAX = 160 };

static const enum style styles[] = {STYLE_QUERY,  STYLE_CONTEXT, STYLE_STATE,
                                    STYLE_WEIGHT, STYLE_EMBED,   STYLE_CHOSEN};
enum { STYLES = sizeof styles / sizeof *styles };

/* One point per bucket that has sentences; returns how many. */
static int fill_points(double *x, double *y, const struct evaluation *e)
{
    int n = 0;
    for (int i = 0; i < BUCKETS; i++) {
        const struct bucket *bucket = &e->buckets[i];
        double values[QUALITIES];
        if (bucket->sentences == 0)
            continue;
        bootstrap_measure_rows(
            values, &quality_measures,
            &(struct bootstrap_rows){e->quality_rows, bucket->chosen, bucket->sentences});
        x[n] = bucket->length;
        y[n++] = values[QUALITY_BLEU];
    }
    return n;
}

static int terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col == 0)
        return COLUMNS;
    return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
}

void eval_plot_draw(const struct plot *plot)
{
    struct grid grid;
    struct str out = {0};
    bool color = isatty(STDOUT_FILENO) && colors_choice(COLOR_AUTO) != COLOR_NEVER;
    const struct theme theme = {.tier = color ? TIER_16 : TIER_MONO, .ascii = !caps_utf8()};
    grid_init(&grid, ROWS, terminal_columns());
    plot_draw(&grid, grid_whole(&grid), plot);
    if (color)
        print_ansi(&out, &grid, &theme);
    else
        print_text(&out, &grid, &theme);
    printf("\n%s", out.text);
    str_free(&out);
    grid_free(&grid);
}

void eval_plot(const struct eval_report *report)
{
    struct plot_series *series = mem_new(report->count, sizeof *series);
    double(*x)[BUCKETS] = mem_new(report->count, sizeof *x);
    double(*y)[BUCKETS] = mem_new(report->count, sizeof *y);
    for (size_t i = 0; i < report->count; i++)
        series[i] =
            (struct plot_series){.name = report->subjects[i].name,
                                 .n = fill_points(x[i], y[i], &report->subjects[i].evaluation),
                                 .x = x[i],
                                 .y = y[i],
                                 .style = styles[i % STYLES]};
    eval_plot_draw(&(struct plot){.title = "BLEU by the length of the source",
                                  .x_label = "source tokens, mean of each group",
                                  .y_label = "BLEU",
                                  .series = series,
                                  .count = (int)report->count,
                                  .from_zero = true});
    free(series);
    free(x);
    free(y);
}
