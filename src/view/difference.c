#include "view/difference.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "draw/overview.h"
#include "draw/para.h"
#include "lab/difference.h"
#include "text/utf8.h"
#include "trace/formula.h"
#include "view/matrix.h"

enum {
    GAP = 2,     /* columns between two grids */
    CELL = 4,    /* columns of a number that says something, */
    SIGNED = 5,  /* with a sign */
    COUNTED = 6, /* so many columns of a wide matrix are enough to see what it is about */
    MOVES = 5,
    BAR = 16 /* columns of a change by 1 */
};

static const struct difference_names of_change = {
    .parts = {[DIFFERENCE_BEFORE] = "unchanged",
              [DIFFERENCE_AFTER] = "changed",
              [DIFFERENCE_ITSELF] = "changed − unchanged"},
    .before = "unchanged",
    .moved = "",
};
const struct difference_names difference_of_two = {
    .parts = {[DIFFERENCE_BEFORE] = "B", [DIFFERENCE_AFTER] = "A", [DIFFERENCE_ITSELF] = "A − B"},
    .before = "B",
    .moved = " from B to A",
};

/* The three grids, as far as they exist. */
struct panes {
    struct arena arena;
    struct difference difference;
    struct picture before; /* the same place in the unchanged run */
    const struct difference_names *names;
    struct matrix matrices[DIFFERENCE_PARTS];
    struct heat heats[DIFFERENCE_PARTS];
};

/* The same words are columns everywhere: those that the unchanged run thinks likeliest. */
static struct matrix matrix_beside(const struct matrix *first, const struct picture *picture,
                                   struct mat all)
{
    struct matrix matrix = *first;
    matrix.picture = picture;
    matrix.all = all;
    matrix.columns = matrix.q->columns == AXIS_VOCAB ? first->columns : all.cols;
    return matrix;
}

static void set_ranges(struct panes *panes)
{
    const struct difference *d = &panes->difference;
    for (int i = 0; d->values.x && i < DIFFERENCE_ITSELF; i++) { /* one scale for both */
        panes->matrices[i].low = d->low;
        panes->matrices[i].high = d->high;
        panes->matrices[i].all.rows = d->rows;
    }
    panes->matrices[DIFFERENCE_ITSELF].kind = KIND_SIGNED;
    panes->matrices[DIFFERENCE_ITSELF].low = -d->largest;
    panes->matrices[DIFFERENCE_ITSELF].high = d->largest;
}

/* Fills in what both runs have; false when one of them has nothing there. */
static bool open_panes(struct panes *panes, const struct picture *picture,
                       const struct trace *unchanged, const struct difference_names *names,
                       int columns)
{
    *panes = (struct panes){.before = *picture, .names = names};
    struct difference *d = &panes->difference;
    difference_of(unchanged, picture->trace, picture->sentence, picture_shown(picture),
                  &panes->arena, d);
    if (!d->before.x || !d->after.x)
        return false;
    panes->before.trace = unchanged;
    picture_clamp(&panes->before);
    panes->matrices[0] = matrix_of(&panes->before, columns);
    panes->matrices[1] = matrix_beside(&panes->matrices[0], picture, d->after);
    panes->matrices[2] = matrix_beside(&panes->matrices[0], picture, d->values);
    panes->matrices[2].beside = unchanged;
    panes->matrices[2].own_first = names == &difference_of_two;
    set_ranges(panes);
    for (int i = 0; i < DIFFERENCE_PARTS; i++)
        if (panes->matrices[i].all.x)
            panes->heats[i] = matrix_heat(&panes->matrices[i], &panes->arena);
    panes->heats[DIFFERENCE_ITSELF].row_maximum = false; /* the largest gain says nothing */
    return true;
}

static int label_width(const struct heat *heat)
{
    char text[HEAT_TEXT];
    int widest = 1;
    for (int i = 0; i < heat->rows; i++) {
        int width = utf8_width(heat_label(heat->row_labels, i, text));
        widest = width > widest ? width : widest;
    }
    return widest + HEAT_MARKER + 1;
}

/* Columns that a grid needs for its numbers. */
static int width_needed(const struct heat *heat, int part)
{
    int cells = heat->columns < COUNTED ? heat->columns : COUNTED;
    return label_width(heat) + cells * (part == DIFFERENCE_ITSELF ? SIGNED : CELL);
}

static bool any_masked(const struct heat *heat)
{
    for (int i = 0; i < heat->rows; i++)
        for (int j = 0; j < heat->columns; j++)
            if (heat->masked(heat->data, i, j))
                return true;
    return false;
}

/* Returns the rows used. */
static int draw_pane(struct grid *grid, struct rect rect, struct panes *panes, int part)
{
    struct heat *heat = &panes->heats[part];
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_TITLE, panes->names->parts[part]);
    struct rect cells = rect_part(rect, 1, 0, rect.rows - 2, -1);
    struct heat_layout layout = heat_layout(heat, cells);
    heat->form = heat_form(heat, &layout);
    int used = heat_draw(grid, cells, heat);
    legend_draw(grid, rect, 1 + used, 0, rect.columns, heat,
                part == DIFFERENCE_ITSELF && any_masked(heat));
    return used + 2;
}

/* The length of a row of differences: how far a state moved. */
static double length_of(struct mat values, int row)
{
    double sum = 0;
    for (int i = 0; i < values.cols; i++)
        sum += (double)mat_row(values, row)[i] * (double)mat_row(values, row)[i];
    return sqrt(sum);
}

/* Rows for the differences of states, one for each word, below a title. */
static bool has_lengths(struct rect rect, const struct panes *panes)
{
    const struct matrix *matrix = &panes->matrices[DIFFERENCE_ITSELF];
    return panes->difference.values.x && matrix->q->rows == AXIS_SOURCE &&
           matrix->q->columns == AXIS_UNIT && !matrix->transposed &&
           matrix->all.rows + 1 <= rect.rows;
}

/* States of words: all of each in blocks, and at its end how far it moved. */
static int draw_lengths(struct grid *grid, struct rect rect, struct panes *panes)
{
    enum { NUMBER = 6 };
    struct heat *heat = &panes->heats[DIFFERENCE_ITSELF];
    int label = label_width(heat) - HEAT_MARKER - 1, left = HEAT_MARKER + label + 1;
    int room = rect.columns - left - NUMBER, rows = heat->rows;
    if (room < 1)
        return 0;
    struct overview o = {.left = left, .label = label, .row_span = 1, .rows = rows};
    o.column_span = (heat->columns + room - 1) / room;
    o.columns = (heat->columns + o.column_span - 1) / o.column_span;
    int column = grid_put(grid, rect, 0, 0, STYLE_TITLE, panes->names->parts[DIFFERENCE_ITSELF]);
    if (o.column_span > 1)
        grid_format(grid, rect, 0, column + 1, STYLE_DIM, "in blocks of %d", o.column_span);
    grid_put_right(grid, rect, 0, rect.columns, rect.columns, STYLE_TITLE, "moved by");
    struct rect part = rect_part(rect, 1, 0, rows, -1);
    overview_draw(grid, part, heat, &o);
    for (int i = 0; i < rows; i++) {
        char *text = mem_format("%.2f", length_of(panes->difference.values, i));
        grid_put_right(grid, part, i, part.columns, part.columns, STYLE_PLAIN, text);
        free(text);
    }
    if (rows + 2 <= rect.rows)
        legend_draw(grid, rect, 1 + rows, 0, rect.columns, heat, false);
    return rows + 2;
}

/* All that there are beside each other, or the one whose turn it is. */
static int draw_panes(struct grid *grid, struct rect rect, struct panes *panes,
                      enum difference_part turn)
{
    int parts = panes->difference.values.x ? DIFFERENCE_PARTS : DIFFERENCE_ITSELF;
    if (has_lengths(rect, panes) && turn == DIFFERENCE_ITSELF)
        return draw_lengths(grid, rect, panes);
    int needed[DIFFERENCE_PARTS], all = GAP * (parts - 1), column = 0, used = 0;
    for (int i = 0; i < parts; i++)
        all += needed[i] = width_needed(&panes->heats[i], i);
    if (all > rect.columns)
        return draw_pane(grid, rect, panes, (int)turn < parts ? (int)turn : DIFFERENCE_AFTER);
    int lowest = 0;
    for (int i = 0; i < parts; i++) {
        struct rect cells = {0, 0, rect.rows - 3, needed[i] + (rect.columns - all) / parts};
        int height = heat_layout(&panes->heats[i], cells).height;
        lowest = i == 0 || height < lowest ? height : lowest;
    }
    for (int i = 0; i < parts; i++) {
        panes->heats[i].tallest = lowest; /* rows beside each other look alike */
        int width = needed[i] + (rect.columns - all) / parts;
        int rows = draw_pane(grid, rect_part(rect, 0, column, -1, width), panes, i);
        used = rows > used ? rows : used;
        column += width + GAP;
    }
    return used;
}

/* ---- words ---- */

static void draw_move(struct grid *grid, struct rect rect, int row, const struct picture *picture,
                      const struct word_move *move)
{
    double by = move->after - move->before;
    int width = (int)lround(fabs(by) * BAR);
    const char *word = vocab_label(picture->trace->model->target.vocab, move->word);
    grid_put_cut(grid, rect, row, 1, 14, STYLE_CHOSEN, word);
    int column =
        grid_format(grid, rect, row, 16, STYLE_PLAIN, "%.3f → %.3f  ", move->before, move->after);
    column =
        grid_format(grid, rect, row, column, by < 0 ? STYLE_CONTEXT : STYLE_GOOD, "%+.3f  ", by);
    grid_rule(grid, rect, row, column, width, by < 0 ? STYLE_CONTEXT : STYLE_GOOD, "█");
}

/* The divergence in a sentence, then the words that moved most. */
static void draw_words(struct grid *grid, struct rect rect, const struct picture *picture,
                       const struct trace *unchanged, int apart,
                       const struct difference_names *names)
{
    struct word_move moves[MOVES];
    int step = picture->cursor.step;
    if (step >= unchanged->sentences[picture->sentence].steps) {
        struct str ended = {0};
        str_format(&ended, "the run %s has no such step: it has ended", names->before);
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, ended.text);
        str_free(&ended);
        return;
    }
    double nats =
        difference_words(unchanged, picture->trace, picture->sentence, step, moves, MOVES);
    struct str text = {0};
    str_format(
        &text,
        apart >= 0 && step > apart
            ? "The probabilities of the words of step %d moved%s by %.4f nats (KL divergence, 0: "
              "not at all); the words before it are others too."
            : "The probabilities of the words of step %d moved%s by %.4f nats (KL "
              "divergence, 0: not at all).",
        step + 1, names->moved, nats);
    const struct para_run said = {STYLE_PLAIN, 0, text.text};
    int row = para_draw(grid, rect, &said, 1, 0, 0);
    str_free(&text);
    for (int i = 0; i < MOVES && row < rect.rows; i++)
        if (difference_moved(&moves[i]))
            draw_move(grid, rect, row++, picture, &moves[i]);
}

/* ---- all of it ---- */

static int draw_head(struct grid *grid, struct rect rect, int row, const struct picture *picture,
                     const struct difference *d)
{
    const struct quantity *q = trace_quantity(picture->trace, picture->quantity);
    struct str text = {0};
    formula_write_symbol(picture->trace, picture_shown(picture), -1, -1, &text);
    int column = grid_put(grid, rect, row, 0, picture_style(q->concept), text.text) + 1;
    str_clear(&text);
    trace_sheet_label(picture->trace, picture_shown(picture), &text);
    column = grid_put(grid, rect, row, column, STYLE_TITLE, text.text) + 2;
    str_free(&text);
    const char *aside = !config_writes_words(&picture->trace->config) || q->rows == AXIS_SOURCE ? ""
                        : d->apart >= 0 ? "rows: the steps that both have"
                                        : "both write the same words";
    if (d->values.x)
        grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_DIM,
                     d->largest > 0 ? aside : "not changed");
    return row + 1;
}

static void draw_text(struct grid *grid, struct rect rect, int row, const char *text)
{
    const struct para_run run = {STYLE_PLAIN, 0, text};
    para_draw(grid, rect_part(rect, row, 0, -1, -1), &run, 1, 0, 0);
}

void difference_draw(struct grid *grid, struct rect rect, const struct picture *picture,
                     const struct trace *unchanged, enum difference_part part,
                     const struct difference_names *names)
{
    static const char *const nothing =
        "Nothing is changed, so there is nothing to compare: try ] for the temperature, x to hide "
        "a word, or a command, as in :collapse 1.";
    struct panes panes;
    int row = rect.rows >= 18 ? 2 : 1;
    if (!picture->trace)
        return;
    picture_draw_stages(grid, rect, 0, picture);
    if (!unchanged || picture->sentence >= unchanged->count || picture->quantity == Q_NONE) {
        draw_text(grid, rect, row,
                  picture->quantity == Q_NONE ? "This model has nothing to show at this stage."
                  : unchanged                 ? "The other run has no such sentence."
                                              : nothing);
        return;
    }
    names = names ? names : &of_change;
    bool both = open_panes(&panes, picture, unchanged, names, rect.columns / DIFFERENCE_PARTS);
    row = draw_head(grid, rect, row, picture, &panes.difference);
    int below = rect.rows >= 20 ? MOVES + 2 : rect.rows >= 14 ? MOVES : rect.rows >= 10 ? 2 : 0;
    if (panes.difference.why)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_ERROR, panes.difference.why);
    struct rect middle = rect_part(rect, row, 0, rect.rows - row, -1);
    if (!both || !has_lengths(middle, &panes) || part != DIFFERENCE_ITSELF)
        middle.rows -= below;
    if (both)
        row += draw_panes(grid, middle, &panes, part) + (rect.rows >= 20);
    if (trace_has(picture->trace, Q_LOGITS) && difference_same_words(unchanged, picture->trace))
        draw_words(grid, rect_part(rect, row, 0, -1, -1), picture, unchanged,
                   panes.difference.apart, names);
    arena_free(&panes.arena);
}
