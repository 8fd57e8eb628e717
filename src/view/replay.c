#include "view/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/bar.h"
#include "draw/heat.h"
#include "draw/para.h"
#include "draw/plot.h"
#include "text/utf8.h"

enum { BESIDE = 56, TALL = 16, CURVE_MOST = 14, STEP_COLUMNS = 8, BAR_LEAST = 4 };

void replay_clamp(struct replay *replay)
{
    replay->at = heat_limit(replay->at, replay->snapshots->count - 1);
    replay->sentence = heat_limit(replay->sentence, replay->snapshots->sentence_count - 1);
}

int replay_find(const struct snapshots *snapshots, long step)
{
    int at = 0;
    while (at + 1 < snapshots->count && snapshots->list[at + 1].step <= step)
        at++;
    return at;
}

static const struct snapshot *snapshot_of(const struct replay *replay)
{
    return &replay->snapshots->list[replay->at];
}

/* Words with spaces between them. A sentence ends with <eos>, which is left out, or "…" says that
 * it goes on; `whole`: it has no <eos>. Returns the column after. */
static int draw_words(struct grid *grid, struct rect rect, int row, int column, enum style style,
                      const struct strs *words, bool whole)
{
    struct str text = {0};
    size_t count = words->count;
    bool ended = !whole && count && !strcmp(words->list[count - 1], "<eos>");
    for (size_t i = 0; i + ended < count; i++)
        str_format(&text, "%s%s", i ? " " : "", words->list[i]);
    if (count && !ended && !whole)
        str_add(&text, " …");
    column = grid_put_cut(grid, rect, row, column, rect.columns - column, style,
                          text.length ? text.text : "(nothing)");
    str_free(&text);
    return column;
}

/* ---- where we are ---- */

/* "step 112 ██▌········ 7/24  epoch 1  loss 5.12  kept" */
static void draw_when(struct grid *grid, struct rect rect, const struct replay *replay)
{
    const struct snapshot *now = snapshot_of(replay);
    int count = replay->snapshots->count;
    char right[96], loss[32] = "before any step";
    if (now->loss == now->loss) /* NaN before any */
        snprintf(loss, sizeof loss, "loss %.3f", now->loss);
    snprintf(right, sizeof right, " %d/%d  epoch %d  %s%s", replay->at + 1, count, now->epoch, loss,
             now->saved ? "  kept" : "");
    int column = grid_format(grid, rect, 0, 0, STYLE_TITLE, "step %ld ", now->step);
    int width = rect.columns - column - utf8_width(right);
    if (width >= BAR_LEAST) {
        grid_rule(grid, rect, 0, column, width, STYLE_DIM, "·");
        bar_draw(grid, rect, 0, column, width, count > 1 ? (double)replay->at / (count - 1) : 1,
                 STYLE_GOOD);
        column += width;
    }
    grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_PLAIN, right);
}

static void draw_sentence(struct grid *grid, struct rect rect, const struct replay *replay)
{
    const struct snapshots *s = replay->snapshots;
    int column =
        grid_format(grid, rect, 0, 0, STYLE_DIM, "%d/%d ", replay->sentence + 1, s->sentence_count);
    draw_words(grid, rect, 0, column, STYLE_WORD, &s->sentences[replay->sentence].source,
               s->labels);
    grid_put_right(grid, rect, 1, column - 1, column, STYLE_DIM, "→");
    draw_words(grid, rect, 1, column, STYLE_CHOSEN, &snapshot_of(replay)->output[replay->sentence],
               s->labels);
}

/* ---- the attention ---- */

static float weight_at(const void *data, int row, int column)
{
    return (float)mat_row(*(const struct mat *)data, row)[column];
}

/* How to read the grid. Returns its rows; with grid NULL nothing is drawn. */
static int draw_about(struct grid *grid, struct rect rect, const struct replay *replay)
{
    const struct snapshot *now = snapshot_of(replay);
    const struct para_run about[] = {
        {STYLE_DIM, 0,
         replay->snapshots->labels
             ? "A row is a word that asks, or a hop; its weights are over the words."
             : "α(t,j) while the given translation is forced, so that the rows stay the same."},
        {STYLE_DIM, 0, now->saved ? " These are the weights that the model file holds." : ""}};
    return para_draw(grid, rect, about, 2, 0, 0);
}

/* From 0 to 1; where they are nearly even in every snapshot, from the least to the largest of them
 * all, so that colors mean the same from snapshot to snapshot. */
static void set_scale(struct heat *heat, const struct replay *replay)
{
    float low = 1, high = 0;
    for (int i = 0; i < replay->snapshots->count; i++) {
        struct mat weights = snapshots_weights(replay->snapshots, i, replay->sentence);
        for (int k = 0; k < weights.rows * weights.cols; k++) {
            low = (float)weights.x[k] < low ? (float)weights.x[k] : low;
            high = (float)weights.x[k] > high ? (float)weights.x[k] : high;
        }
    }
    bool flat = heat_flat((double)low, (double)high);
    heat->low = flat ? low : 0;
    heat->high = flat ? high : 1;
}

static void draw_attention(struct grid *grid, struct rect rect, const struct replay *replay)
{
    const struct snapshots *s = replay->snapshots;
    const struct snapshot_sentence *axes = &s->sentences[replay->sentence];
    struct mat weights = snapshots_weights(s, replay->at, replay->sentence);
    struct heat heat = {.rows = weights.rows,
                        .columns = weights.cols,
                        .value = weight_at,
                        .data = &weights,
                        .row_labels = (const char *const *)axes->target.list,
                        .column_labels = (const char *const *)axes->source.list,
                        .ramp = RAMP_SEQUENTIAL,
                        .cursor_row = -1,
                        .cursor_column = -1,
                        .row_maximum = true};
    if (rect.rows < 3)
        return;
    set_scale(&heat, replay);
    int words = draw_about(NULL, rect, replay), blank = rect.rows >= TALL;
    bool told = rect.rows >= 1 + weights.rows + blank + words; /* in full, or not at all */
    struct rect cells = rect_part(rect, 0, 0, rect.rows - told * (blank + words), -1);
    int used = heat_draw(grid, cells, &heat) + blank;
    if (told)
        draw_about(grid, rect_part(rect, used, 0, -1, -1), replay);
}

static void draw_missing(struct grid *grid, struct rect rect, const struct replay *replay)
{
    struct str text = {0};
    str_format(&text,
               replay->snapshots->labels
                   ? "%s computes no weights, so there is no grid to watch. What changes is the "
                     "label, and how sure of it it is."
                   : "%s has no attention: its context is fixed, so there is no grid to watch. "
                     "What changes is the translation.",
               replay->snapshots->model);
    const struct para_run about = {STYLE_DIM, 0, text.text};
    para_draw(grid, rect, &about, 1, 0, 0);
    str_free(&text);
}

/* ---- before and after ---- */

/* The loss by step, logarithmic as the snapshots are spaced, with a mark where we are. */
static void draw_curve(struct grid *grid, struct rect rect, const struct replay *replay)
{
    int count = replay->snapshots->count;
    double *x = mem_new((size_t)count, sizeof *x), *y = mem_new((size_t)count, sizeof *y);
    for (int i = 0; i < count; i++) {
        x[i] = (double)replay->snapshots->list[i].step;
        y[i] = replay->snapshots->list[i].loss;
    }
    const struct plot_series series[] = {
        {"loss (nats)", count, x, y, STYLE_SCORE},
        {"here", 1, x + replay->at, y + replay->at, STYLE_CHOSEN},
    };
    const struct plot plot = {.x_label = "step", .series = series, .count = 2, .log_x = true};
    plot_draw(grid, rect, &plot);
    free(x);
    free(y);
}

static void draw_list(struct grid *grid, struct rect rect, const struct replay *replay)
{
    const struct snapshots *s = replay->snapshots;
    int first = heat_limit(replay->at - rect.rows / 2, s->count - rect.rows);
    first = first > 0 ? first : 0;
    for (int row = 0; row < rect.rows && first + row < s->count; row++) {
        const struct snapshot *one = &s->list[first + row];
        bool here = first + row == replay->at;
        char step[24];
        snprintf(step, sizeof step, "%ld", one->step);
        grid_put(grid, rect, row, 0, STYLE_CHOSEN, here ? "▸" : " ");
        grid_put_right(grid, rect, row, STEP_COLUMNS, STEP_COLUMNS - 1, STYLE_DIM, step);
        draw_words(grid, rect, row, STEP_COLUMNS + 1, here ? STYLE_CHOSEN : STYLE_DIM,
                   &one->output[replay->sentence], s->labels);
    }
}

/* ---- all of it ---- */

void replay_draw(struct grid *grid, struct rect rect, const struct replay *replay)
{
    draw_when(grid, rect, replay);
    draw_sentence(grid, rect_part(rect, 1, 0, -1, -1), replay);
    bool gap = rect.rows >= TALL, beside = rect.columns >= BESIDE;
    struct rect rest = rect_part(rect, 3 + gap, 0, -1, -1), left = rest, right = {0};
    int half = rest.columns / 2;
    if (beside) {
        left = rect_part(rest, 0, 0, -1, half - 1);
        right = rect_part(rest, 0, half + 1, -1, -1);
    } else if (rest.rows >= TALL) {
        left = rect_part(rest, 0, 0, rest.rows * 3 / 5, -1);
        right = rect_part(rest, left.rows, 0, -1, -1);
    }
    int curve = right.rows / 2 < CURVE_MOST ? right.rows / 2 : CURVE_MOST;
    (replay->snapshots->attention ? draw_attention : draw_missing)(grid, left, replay);
    if (curve >= 5) {
        draw_curve(grid, rect_part(right, 0, 0, curve, -1), replay);
        right = rect_part(right, curve + 1, 0, -1, -1);
    }
    draw_list(grid, right, replay);
}
