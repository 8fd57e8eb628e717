#include "view/training.h"

#include <stdio.h>

#include "draw/bar.h"
#include "draw/heat.h"
#include "draw/para.h"
#include "draw/plot.h"
#include "text/utf8.h"

const char *training_duration(char out[TRAINING_DURATION], double seconds)
{
    long s = (long)(seconds + 0.5);
    if (s >= 3600)
        snprintf(out, TRAINING_DURATION, "%ld h %02ld min", s / 3600, s / 60 % 60);
    else
        snprintf(out, TRAINING_DURATION, "%ld:%02ld", s / 60, s % 60);
    return out;
}

/* ---- how far it is ---- */

static double whole_progress(const struct train_report *r)
{
    return r->epochs ? (r->epoch - 1 + r->progress) / r->epochs : 0;
}

/* "epoch 3 of 9 ██████▌        31 %  4:05 left" */
static void draw_progress(struct grid *grid, struct rect rect, const struct training_report *report)
{
    const struct train_report *r = &report->now;
    char right[80], left[TRAINING_DURATION], spent[TRAINING_DURATION];
    bool ended = report->state == TRAINING_ENDED;
    training_duration(left, r->seconds_left);
    training_duration(spent, r->seconds);
    snprintf(right, sizeof right, ended ? "%3.0f %%  %s" : "%3.0f %%  %s left",
             100 * whole_progress(r),
             ended                 ? spent
             : r->seconds_left > 0 ? left
                                   : "?");
    int column = grid_format(grid, rect, 0, 0, STYLE_TITLE, "epoch %d of %d ", r->epoch, r->epochs);
    int width = rect.columns - column - utf8_width(right) - 1;
    if (width >= 4) {
        grid_rule(grid, rect, 0, column, width, STYLE_DIM, "·");
        bar_draw(grid, rect, 0, column, width, whole_progress(r), STYLE_GOOD);
    }
    grid_put_right(grid, rect, 0, rect.columns, rect.columns - column, STYLE_PLAIN, right);
}

/* The figures in words, wrapped. Returns their rows. */
static int draw_figures(struct grid *grid, struct rect rect, const struct training_report *report)
{
    const struct train_report *r = &report->now, *e = &report->epoch;
    struct str loss = {0}, valid = {0}, after = {0}, rest = {0};
    char spent[TRAINING_DURATION];
    int count = 0;
    str_format(&loss, "loss %.4f", r->loss);
    str_format(&rest, " · %.0f %s/s · step %ld · %s · rate %.3g", r->speed, r->learner->counted,
               r->step, training_duration(spent, r->seconds), r->rate);
    struct para_run runs[4];
    runs[count++] = (struct para_run){STYLE_SCORE, 0, loss.text};
    if (e->validated) {
        str_format(&valid, " · validation loss %.4f", e->figures[0]);
        learner_print(e->learner, e->figures, false, &after);
        str_format(&after, e->best ? " after epoch %d (best so far)" : " after epoch %d", e->epoch);
        runs[count++] = (struct para_run){STYLE_QUERY, 0, valid.text};
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, after.text};
    }
    runs[count++] = (struct para_run){STYLE_DIM, 0, rest.text};
    int rows = para_draw(grid, rect, runs, count, 0, 0);
    str_free(&loss);
    str_free(&valid);
    str_free(&after);
    str_free(&rest);
    return rows < rect.rows ? rows : rect.rows;
}

/* ---- the curves ---- */

static void draw_curves(struct grid *grid, struct rect rect, const struct training_report *report)
{
    const struct curve *loss = &report->loss, *valid = &report->valid;
    const struct plot_series series[] = {
        {"training", loss->count, loss->x, loss->y, STYLE_SCORE},
        {"validation", valid->count, valid->x, valid->y, STYLE_QUERY},
    };
    struct plot plot = {.title = report->now.learner->curve,
                        .series = series,
                        .count = report->now.validated || valid->count ? 2 : 1};
    plot_draw(grid, rect, &plot);
}

/* ---- a sentence: what it becomes, and where each word looks ---- */

static float weight_at(const void *data, int row, int column)
{
    return ((const struct glance *)data)->weights[row][column];
}

/* From 0 to 1, or from the least to the largest where they are nearly even. */
static void set_scale(struct heat *heat, const struct glance *glance)
{
    float low = 1, high = 0;
    for (int t = 0; t < glance->rows; t++)
        for (int j = 0; j < glance->columns; j++) {
            float weight = glance->weights[t][j];
            low = weight < low ? weight : low;
            high = weight > high ? weight : high;
        }
    bool flat = heat_flat((double)low, (double)high);
    heat->low = flat ? low : 0;
    heat->high = flat ? high : 1;
}

static void draw_attention(struct grid *grid, struct rect rect, const struct glance *glance)
{
    const char *source[GLANCE_TOKENS], *target[GLANCE_TOKENS];
    for (int i = 0; i < GLANCE_TOKENS; i++) {
        source[i] = glance->source_words[i];
        target[i] = glance->target_words[i];
    }
    struct heat heat = {.rows = glance->rows,
                        .columns = glance->columns,
                        .value = weight_at,
                        .data = glance,
                        .row_labels = target,
                        .column_labels = source,
                        .ramp = RAMP_SEQUENTIAL,
                        .cursor_row = -1,
                        .cursor_column = -1,
                        .row_maximum = true};
    set_scale(&heat, glance);
    if (glance->attends && rect.rows >= 3)
        heat_draw(grid, rect, &heat);
    else if (!glance->attends)
        grid_put_cut(grid, rect, 0, 2, rect.columns - 2, STYLE_DIM,
                     glance->rows ? "no attention: one fixed context"
                                  : "no weights of attention to show");
}

static void draw_glance(struct grid *grid, struct rect rect, const struct glance *glance,
                        bool chosen)
{
    grid_put(grid, rect, 0, 0, STYLE_STRONG, chosen ? "▸" : " ");
    grid_put_cut(grid, rect, 0, 2, rect.columns - 2, STYLE_WORD, glance->source);
    grid_put(grid, rect, 1, 0, STYLE_DIM, "→");
    grid_put_cut(grid, rect, 1, 2, rect.columns - 2, STYLE_CHOSEN,
                 *glance->translation ? glance->translation : "(nothing)");
    draw_attention(grid, rect_part(rect, 2, 0, -1, -1), glance);
}

/* ---- all of it ---- */

enum { MIDDLE = 56, TALL = 14, LOW = 8, LOWEST = 5 };

/* Curves and sentences in what is left of the screen: beside each other where it is wide enough,
 * else above each other; both sentences where it is tall and wide, else the chosen one. */
static void draw_parts(struct grid *grid, struct rect rect, const struct training_report *report,
                       int chosen)
{
    bool beside = rect.columns >= MIDDLE && rect.rows >= LOW, both = beside && rect.rows >= TALL;
    int count = report->glance_count, half = rect.columns / 2, gap = rect.rows >= TALL;
    int above = gap ? rect.rows * 9 / 20 : rect.rows - 2; /* without the attention, if need be */
    struct rect curves = rect, glances = rect_part(rect, 0, half + 1, -1, -1);
    if (beside) {
        curves = rect_part(rect, 0, 0, -1, half - 1);
    } else if (rect.rows >= LOWEST) {
        curves = rect_part(rect, 0, 0, above, -1);
        glances = rect_part(rect, above + gap, 0, -1, -1);
    } else {
        glances.rows = 0;
    }
    draw_curves(grid, count ? curves : rect, report);
    for (int i = 0; i < count; i++)
        if (both && count > 1)
            draw_glance(grid, rect_part(glances, i * ((rect.rows + 1) / 2), 0, rect.rows / 2, -1),
                        &report->glances[i], i == chosen);
        else if (i == chosen)
            draw_glance(grid, glances, &report->glances[i], true);
}

void training_draw(struct grid *grid, struct rect rect, const struct training_report *report,
                   int chosen)
{
    int most = rect.rows < 4 ? 0 : rect.rows < 12 ? 1 : 2;
    if (!report->now.step) {
        const struct para_run wait = {STYLE_DIM, 0,
                                      "Reading the corpus for its vocabularies and its lines."};
        para_draw(grid, rect, &wait, 1, 0, 0);
        return;
    }
    draw_progress(grid, rect, report);
    int figures = draw_figures(grid, rect_part(rect, 1, 0, most, -1), report);
    bool gap = rect.rows >= TALL + 3;
    draw_parts(grid, rect_part(rect, 1 + figures + gap, 0, -1, -1), report, chosen);
}
