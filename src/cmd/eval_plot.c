#include "cmd/eval.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/plot.h"
#include "scores/plot_print.h"

/* BLEU by length: figure 2 of Bahdanau et al. 2015 for our models. */

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
    plot_print(&(struct plot){.title = "BLEU by the length of the source",
                              .x_label = "source tokens, mean of each group",
                              .y_label = "BLEU",
                              .series = series,
                              .count = (int)report->count,
                              .from_zero = true});
    free(series);
    free(x);
    free(y);
}
