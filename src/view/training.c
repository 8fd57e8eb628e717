#include "view/training.h"

#include <stdio.h>

#include "text/utf8.h"
#include "view/heat.h"
#include "view/para.h"
#include "view/plot.h"
#include "view/strip.h"

const char *duration_text(char out[DURATION_TEXT], double seconds)
{
    long s = (long)(seconds + 0.5);
    if (s >= 3600)
        snprintf(out, DURATION_TEXT, "%ld h %02ld min", s / 3600, s / 60 % 60);
    else
        snprintf(out, DURATION_TEXT, "%ld:%02ld", s / 60, s % 60);
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
    char right[80], left[DURATION_TEXT], spent[DURATION_TEXT];
    bool ended = report->state == TRAINING_ENDED;
    duration_text(left, r->seconds_left);
    duration_text(spent, r->seconds);
    snprintf(right, sizeof right, "%3.0f %%  %s%s", 100 * whole_progress(r),
             ended                 ? spent
             : r->seconds_left > 0 ? left
                                   : "?",
             ended ? "" : " left");
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
    char text[4][120], spent[DURATION_TEXT];
    int count = 0;
    snprintf(text[0], sizeof text[0], "loss %.4f", r->loss);
    snprintf(text[1], sizeof text[1], " · %.0f target tokens/s · step %ld · %s · rate %.3g",
             r->tokens_per_second, r->step, duration_text(spent, r->seconds), r->rate);
    snprintf(text[2], sizeof text[2], " · validation loss %.4f", e->valid_loss);
    snprintf(text[3], sizeof text[3], " BLEU %.2f%s after epoch %d", e->bleu,
             e->best ? ", the best so far," : "", e->epoch);
    struct para_run runs[4];
    runs[count++] = (struct para_run){STYLE_SCORE, 0, text[0]};
    if (e->validated) {
        runs[count++] = (struct para_run){STYLE_QUERY, 0, text[2]};
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, text[3]};
    }
    runs[count++] = (struct para_run){STYLE_DIM, 0, text[1]};
    int rows = para_draw(grid, rect, runs, count, 0, 0);
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
    struct plot plot = {.title = "loss per target token, in nats",
                        .x_label = "steps",
                        .series = series,
                        .count = report->now.validated || valid->count ? 2 : 1};
    plot_draw(grid, rect, &plot);
}

/* ---- a sentence: what it becomes, and where each word looks ---- */

static float weight_at(const void *data, int row, int column)
{
    return ((const struct glance *)data)->weights[row][column];
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
                        .high = 1,
                        .cursor_row = -1,
                        .cursor_column = -1,
                        .row_maximum = true};
    if (glance->attends && rect.rows >= 3)
        heat_draw(grid, rect, &heat);
    else if (!glance->attends)
        grid_put_cut(grid, rect, 0, 2, rect.columns - 2, STYLE_DIM,
                     "no attention: one fixed context");
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

enum { WIDE = 100, MIDDLE = 56, TALL = 17, LOW = 8 };

/* Curves and sentences in what is left of the screen: beside each other where it is wide, above each
 * other where it is tall, else the chosen sentence alone. */
static void draw_parts(struct grid *grid, struct rect rect, const struct training_report *report,
                       int chosen)
{
    bool wide = rect.columns >= WIDE && rect.rows >= LOW, tall = rect.rows >= TALL - 3;
    bool beside = rect.columns >= MIDDLE && rect.rows >= LOW;
    int half = rect.columns / 2, count = report->glance_count, height = rect.rows;
    struct rect right = rect_part(rect, 0, half + 1, -1, -1), curves = rect;
    if (wide || (beside && !tall))
        curves = rect_part(rect, 0, 0, -1, half - 1);
    else if (tall || rect.rows > 4)
        curves = rect_part(rect, 0, 0, tall ? height * 9 / 20 : height - 2, -1);
    if (count)
        draw_curves(grid, curves, report);
    else
        draw_curves(grid, rect, report);
    int below = curves.rows + tall;
    for (int i = 0; i < count; i++) {
        const struct glance *glance = &report->glances[i];
        if (wide && tall)
            draw_glance(grid, rect_part(right, i * ((height + 1) / 2), 0, height / count, -1),
                        glance, i == chosen);
        else if (tall && beside)
            draw_glance(grid, rect_part(rect, below, i * (half + 1), -1, half - 1), glance,
                        i == chosen);
        else if (i == chosen && beside)
            draw_glance(grid, right, glance, true);
        else if (i == chosen && rect.rows > 4)
            draw_glance(grid, rect_part(rect, below, 0, -1, -1), glance, true);
    }
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
    bool gap = rect.rows >= TALL;
    draw_parts(grid, rect_part(rect, 1 + figures + gap, 0, -1, -1), report, chosen);
}
