#include "view/influence.h"

#include <math.h>
#include <stdio.h>

#include "draw/bar.h"
#include "draw/para.h"
#include "text/utf8.h"

/* What is said under the table, the more important first: each where all above it have room. */
enum said { SAID_CASE, SAID_ORDER, SAID_COLUMNS, SAID_WHY, SAID_COUNT };

static const char columns[] =
    "Left out: how much ln P, the logarithm of the probability, falls when this source word "
    "is left out (a minus: it rises). Gradient x input: an estimate of the same from the slope of "
    "ln P at the word's embedding. The bars of the weights end at 1, those of the other "
    "columns at the column's largest number.";

static const char columns_fixed[] =
    "There are no weights: all words reach the decoder through one fixed context, and what changes "
    "when a word is left out shows which of them it kept.";

static const char why[] =
    "Weight and effect may differ: a weight says how much of a state h(j) is mixed into the "
    "context, but that state has read the words around it too, and other weights can give the same "
    "word (Jain & Wallace 2019); so a weight is one possible explanation of a word and not the "
    "only one (Wiegreffe & Pinter 2019).";

static const char columns_label_even[] =
    "There are no weights that were learned: what changes when a word is left out shows what the "
    "label depends on.";

static const char why_label[] =
    "Weight and effect may differ: a weight says how much of a pair, a state or a value goes into "
    "the vector of the sentence, and not what is in it; and the label depends on what the others "
    "say too (Jain & Wallace 2019; Wiegreffe & Pinter 2019).";

/* The three columns of bars. */
struct measure {
    const char *heading, *brief; /* where there is room, and where there is little */
    enum style style;
    bool is_signed;
};

enum { TITLED = 72, MEASURES = 3, LABEL_MOST = 14, NUMBER = 6, BAR_LEAST = 5, WORDS_LEAST = 10 };

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

/* Of numbers up to this size: enough to tell them apart. */
static int decimals_of(double largest)
{
    return largest < 0.2 ? 3 : 2;
}

static double most(const double *list, int count, int *where)
{
    *where = 0;
    for (int j = 1; j < count; j++)
        if (fabs(list[j]) > fabs(list[*where]))
            *where = j;
    return fabs(list[*where]);
}

/* The word whose weight promises most of what leaving it out does not keep, against the word that
 * does most. */
static void say_case(const struct influence *influence, struct str *out)
{
    int best = 0, heaviest, strongest, count = influence->count;
    double gap = 0.25; /* of the largest: below, the two agree well enough */
    if (!influence->weights || isnan(influence->left_out[0]))
        return;
    double weight = most(influence->weights, count, &heaviest);
    double effect = most(influence->left_out, count, &strongest);
    for (int j = 0; j < count; j++) {
        double here = influence->weights[j] / weight - fabs(influence->left_out[j]) / effect;
        if (here > gap) {
            gap = here;
            best = j + 1;
        }
    }
    int decimals = decimals_of(effect);
    if (best)
        str_format(out,
                   "\"%s\" has the weight %.2f, but leaving it out changes ln P by %.*f; leaving "
                   "out \"%s\", weight %.2f, by %.*f.",
                   influence->words.list[best - 1], influence->weights[best - 1], decimals,
                   fabs(influence->left_out[best - 1]), influence->words.list[strongest],
                   influence->weights[strongest], decimals, effect);
}

/* How far the columns rank the words alike. */
static void say_order(const struct influence *influence, struct str *out)
{
    static const char *const names[PAIR_COUNT] = {"weight and left out", "weight and gradient",
                                                  "left out and gradient"};
    const char *between = "Do two columns rank the words alike? ";
    for (int pair = influence->weights ? 0 : PAIR_LEFT_OUT_GRADIENT; pair < PAIR_COUNT; pair++) {
        double tau = influence->tau[pair];
        str_format(out, isnan(tau) ? "%s%s –" : "%s%s %+.2f", between, names[pair], tau);
        between = ", ";
    }
    str_format(out, " (Kendall's τ: 1 the same order, 0 none, −1 the reverse%s%s)",
               influence->weights ? "; beside weights, sizes without their sign" : "",
               influence->changed ? "; of the model without the changes" : "");
}

static void say(const struct influence *influence, enum said said, struct str *out)
{
    str_clear(out);
    if (said == SAID_CASE)
        say_case(influence, out);
    else if (said == SAID_ORDER)
        say_order(influence, out);
    else if (said == SAID_COLUMNS)
        str_add(out, influence->weights ? columns
                     : influence->label ? columns_label_even
                                        : columns_fixed);
    else if (influence->weights)
        str_add(out, influence->label ? why_label : why);
}

/* The rows of a paragraph; with a grid it is drawn. */
static int said_rows(struct grid *grid, struct rect rect, const struct influence *influence,
                     enum said said)
{
    struct str text = {0};
    say(influence, said, &text);
    const struct para_run run = {said <= SAID_ORDER ? STYLE_PLAIN : STYLE_DIM, 0, text.text};
    int rows = text.length ? para_draw(grid, rect, &run, 1, 0, 0) : 0;
    str_free(&text);
    return rows;
}

/* ---- what fits ---- */

struct plan {
    int words;            /* rows */
    int said[SAID_COUNT]; /* rows of each; 0: not shown */
    bool gap;
};

static struct plan plan_of(struct rect rect, const struct influence *influence)
{
    struct plan plan = {0};
    int room = rect.rows > 2 ? rect.rows - 2 : 0, count = influence->count;
    int least = count < WORDS_LEAST ? count : WORDS_LEAST;
    for (int i = 0; i < SAID_COUNT; i++) {
        int rows = said_rows(NULL, rect, influence, (enum said)i);
        if (room - rows < least)
            break;
        plan.said[i] = rows;
        room -= rows;
    }
    plan.words = count < room ? count : room;
    plan.gap = room > plan.words;
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
    int decimals = decimals_of(scale);
    double rounded = fabs(value) < 0.5 * pow(10, -decimals) ? 0 : value;
    if (!isnan(value))
        snprintf(text, sizeof text, measure->is_signed && rounded != 0 ? "%+.*f" : "%.*f", decimals,
                 rounded);
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
    for (int i = 0; i < SAID_COUNT; i++) {
        if (plan.said[i])
            said_rows(grid, rect_part(rect, row, 0, plan.said[i], -1), influence, (enum said)i);
        row += plan.said[i];
    }
}
