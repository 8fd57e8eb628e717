#include "view/influence.h"

#include <math.h>
#include <stdio.h>

#include "draw/bar.h"
#include "draw/para.h"
#include "text/utf8.h"

static const char why[] =
    "They may differ: a weight says how much of a state h(j) is mixed into the context, but that "
    "state has read the words around it too, and other weights can give the same word (Jain & "
    "Wallace 2019); so a weight is one possible explanation of a word and not the only one "
    "(Wiegreffe & Pinter 2019).";

static const char why_fixed[] =
    "There are no weights: all words reach the decoder through one fixed context, and what changes "
    "when a word is left out shows which of them it kept.";

static const char why_label[] =
    "They may differ: a weight says how much of a pair, a state or a value goes into the vector of "
    "the sentence, and not what is in it; and the label depends on what the others say too (Jain & "
    "Wallace 2019; Wiegreffe & Pinter 2019).";

static const char why_label_even[] =
    "There are no weights that were learned: what changes when a word is left out shows what the "
    "label depends on.";

static const char *reason_of(const struct influence *influence)
{
    if (influence->label)
        return influence->weights ? why_label : why_label_even;
    return influence->weights ? why : why_fixed;
}

/* The three columns of bars. */
struct measure {
    const char *heading, *brief; /* where there is room, and where there is little */
    enum style style;
    bool is_signed;
};

enum {
    TITLED = 72,
    MEASURES = 3,
    LABEL_MOST = 14,
    NUMBER = 6,
    BAR_LEAST = 5,
    RUNS = 3,
    TEXT = 240
};

static const struct measure measures[MEASURES] = {
    {"weight α(t,j)", "weight", STYLE_WEIGHT, false},
    {"left out: Δ ln P", "left out", STYLE_CHOSEN, true},
    {"gradient x input", "gradient", STYLE_EMBED, true},
};

/* In the place of the first, of a classifier. */
static const struct measure mean_weight = {"weight, mean of rows", "weight", STYLE_WEIGHT, false};

static const double *numbers(const struct influence *influence, int measure)
{
    const double *const all[MEASURES] = {influence->weights, influence->left_out,
                                         influence->gradient};
    return all[measure];
}

/* ---- the words under the table ---- */

static void add_tau(char *text, size_t size, size_t *used, const char *name, double tau)
{
    int n = snprintf(text + *used, size - *used, isnan(tau) ? "%s%s –" : "%s%s %+.2f",
                     *used ? " · " : "", name, tau);
    *used += n > 0 ? (size_t)n : 0;
}

/* How far the ranks agree, what was measured, and why: the first two as the first paragraph. */
static void make_runs(const struct influence *influence, char text[TEXT],
                      struct para_run runs[RUNS])
{
    static const char *const names[PAIR_COUNT] = {
        "weight ~ |left out|", "weight ~ |gradient x input|", "left out ~ gradient x input"};
    size_t used = 0;
    for (int pair = influence->weights ? 0 : PAIR_LEFT_OUT_GRADIENT; pair < PAIR_COUNT; pair++)
        add_tau(text, TEXT, &used, names[pair], influence->tau[pair]);
    runs[0] = (struct para_run){STYLE_TITLE, 0, "Kendall's τ: "};
    runs[1] = (struct para_run){STYLE_PLAIN, 0, text};
    runs[2] = (struct para_run){
        STYLE_DIM, 0, influence->changed ? " (of the model without the interventions)" : ""};
}

/* ---- what fits ---- */

struct plan {
    int words, tau, why; /* rows of each */
    bool gap;
};

static struct plan plan_of(struct rect rect, const struct influence *influence)
{
    char text[TEXT];
    struct para_run runs[RUNS];
    const struct para_run reason = {STYLE_DIM, 0, reason_of(influence)};
    int room = rect.rows > 2 ? rect.rows - 2 : 0, count = influence->count;
    make_runs(influence, text, runs);
    struct plan plan = {.tau = para_draw(NULL, rect, runs, RUNS, 2, 0),
                        .why = para_draw(NULL, rect, &reason, 1, 0, 0)};
    if (room - plan.tau < (count < 3 ? count : 3))
        plan.tau = 0;
    if (room - plan.tau - plan.why < (count < 5 ? count : 5))
        plan.why = 0;
    room -= plan.tau + plan.why;
    plan.words = count < room ? count : room;
    plan.gap = room - plan.words >= 2;
    return plan;
}

/* ---- the table ---- */

static int label_width(struct rect rect, const struct influence *influence)
{
    int width = 0, most = rect.columns / 5 < LABEL_MOST ? rect.columns / 5 : LABEL_MOST;
    for (int j = 0; j < influence->count; j++) {
        int w = utf8_width(influence->words.list[j]);
        width = w > width ? w : width;
    }
    return (width < most ? width : most) + 1;
}

/* What the longest bar stands for. */
static double scale_of(const struct influence *influence, int measure)
{
    double largest = 0;
    if (!measures[measure].is_signed)
        return 1;
    for (int j = 0; j < influence->count; j++)
        largest = fmax(largest, fabs(numbers(influence, measure)[j]));
    return largest > 0 ? largest : 1;
}

static void draw_number(struct grid *grid, struct rect rect, int row, int column, int width,
                        const struct measure *measure, double value, double scale)
{
    char text[32] = "–";
    int bar = width - NUMBER - 2;
    double rounded = fabs(value) < 0.005 ? 0 : value;
    if (!isnan(value))
        snprintf(text, sizeof text, measure->is_signed && rounded != 0 ? "%+.2f" : "%.2f", rounded);
    grid_put_right(grid, rect, row, column + NUMBER, NUMBER, STYLE_PLAIN, text);
    if (bar < BAR_LEAST || isnan(value))
        return;
    if (measure->is_signed)
        bar_signed_draw(grid, rect, row, column + NUMBER + 1, bar, value / scale, measure->style);
    else
        bar_draw(grid, rect, row, column + NUMBER + 1, bar, value / scale, measure->style);
}

static void draw_measure(struct grid *grid, struct rect rect, const struct influence *influence,
                         int m, int first, int rows)
{
    const struct measure *measure = influence->label && m == 0 ? &mean_weight : &measures[m];
    bool brief = utf8_width(measure->heading) >= rect.columns;
    grid_put_cut(grid, rect, 0, 0, rect.columns - 1, measure->style,
                 brief ? measure->brief : measure->heading);
    if (!numbers(influence, m)) {
        grid_put_cut(grid, rect, 1, 0, rect.columns - 1, STYLE_DIM, "no attention");
        return;
    }
    double scale = scale_of(influence, m);
    for (int i = 0; i < rows; i++)
        draw_number(grid, rect, 1 + i, 0, rect.columns, measure, numbers(influence, m)[first + i],
                    scale);
}

static void draw_title(struct grid *grid, struct rect rect, const struct influence *influence)
{
    const char *title = rect.columns < TITLED ? "" : "Attention and effect  ";
    int column = grid_put(grid, rect, 0, 0, STYLE_TITLE, title);
    if (influence->label)
        column = grid_put(grid, rect, 0, column, STYLE_DIM, "label ");
    else
        column = grid_format(grid, rect, 0, column, STYLE_DIM,
                             "step %d of %d  y(t) = ", influence->step + 1, influence->steps);
    column = grid_put(grid, rect, 0, column, STYLE_CHOSEN, influence->word);
    grid_format(grid, rect, 0, column, STYLE_DIM, "  P %.3f  ln P %.3f",
                exp(influence->log_probability), influence->log_probability);
}

/* How much is above and below what is in sight. */
static void draw_hint(struct grid *grid, struct rect rect, int above, int below)
{
    char text[32], *at = text;
    *at = '\0';
    if (above)
        at += sprintf(at, "↑%d ", above);
    if (below)
        sprintf(at, "↓%d", below);
    grid_put_cut(grid, rect, 0, 0, rect.columns - 1, STYLE_DIM, text);
}

void influence_draw(struct grid *grid, struct rect rect, const struct influence *influence,
                    int first)
{
    struct plan plan = plan_of(rect, influence);
    struct rect table = rect_part(rect, 1, 0, plan.words + 1, -1);
    int label = label_width(rect, influence), last = influence->count - plan.words;
    int part = (rect.columns - label) / MEASURES, row = plan.words + 2 + plan.gap;
    first = first < 0 ? 0 : first < last ? first : last;
    draw_title(grid, rect, influence);
    draw_hint(grid, rect_part(table, 0, 0, 1, label), first, last - first);
    for (int i = 0; i < plan.words; i++)
        grid_put_cut(grid, table, 1 + i, 0, label - 1, STYLE_WORD,
                     influence->words.list[first + i]);
    for (int m = 0; m < MEASURES; m++)
        draw_measure(grid, rect_part(table, 0, label + m * part, -1, part), influence, m, first,
                     plan.words);
    char text[TEXT];
    struct para_run runs[RUNS];
    const struct para_run reason = {STYLE_DIM, 0, reason_of(influence)};
    make_runs(influence, text, runs);
    para_draw(grid, rect_part(rect, row, 0, plan.tau, -1), runs, RUNS, 2, 0);
    para_draw(grid, rect_part(rect, row + plan.tau, 0, plan.why, -1), &reason, 1, 0, 0);
}
