#include "view/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/heat.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "draw/overview.h"
#include "draw/para.h"
#include "lab/leak.h"
#include "text/utf8.h"
#include "trace/formula.h"
#include "trace/tracing.h"
#include "view/matrix.h"

enum {
    SOME_UNITS = 36, /* columns: so few units beside something else are worth it */
    TALLEST = 3,     /* rows of a cell */
};

/* ---- where things stand ---- */

static void matrix_count(char out[32], const struct picture *picture)
{
    int which = 1, count = picture_matrices(picture, &which);
    *out = '\0';
    if (count > 1 && !picture->bare && !picture->beside)
        snprintf(out, 32, "%d/%d (v)  ", which, count);
}

/* The symbol of the matrix, to be freed. */
static char *symbol_of(const struct matrix *matrix)
{
    struct str symbol = {0};
    formula_write_symbol(matrix->picture->trace, matrix->sheet, -1, -1, &symbol);
    return str_take(&symbol);
}

/* What it is called, to be freed. */
static char *label_of(const struct matrix *matrix)
{
    struct str label = {0};
    trace_sheet_label(matrix->picture->trace, matrix->sheet, &label);
    return str_take(&label);
}

/* "target × source  6 × 5"; a single number per row: "target  6". To be freed. */
static char *shape_of(const struct matrix *matrix)
{
    const char *const *axes = matrix->picture->trace->tracing->axes;
    const struct quantity *q = matrix->q;
    const char *rows = axes[q->rows], *columns = axes[q->columns];
    if (q->columns == AXIS_ONE)
        return mem_format("%s  %d", rows, matrix->all.rows);
    if (matrix->transposed)
        return mem_format("%s × %s  %d × %d", columns, rows, matrix->all.cols, matrix->all.rows);
    return mem_format("%s × %s  %d × %d", rows, columns, matrix->all.rows, matrix->all.cols);
}

/* The same of a matrix in blocks, as much of it as there is room for. To be freed. */
static char *blocks_of(const struct matrix *matrix, const struct heat *heat,
                       const struct overview *o, int room)
{
    const char *largest = heat->ramp == RAMP_DIVERGING ? "the largest by size" : "the largest";
    int cells = o->row_span * o->column_span, rows = heat->rows, columns = heat->columns;
    bool units = matrix->q->columns == AXIS_UNIT && !matrix->transposed && o->row_span == 1;
    char *shape = shape_of(matrix);
    char *const several[] = {
        mem_format("%s in blocks of %d %s; each shows %s (o: cells)", shape, cells,
                   units ? "units" : "cells", largest),
        mem_format("%d × %d in blocks of %d, %s (o: cells)", rows, columns, cells, largest),
        mem_format("%d × %d, blocks of %d: the largest (o: cells)", rows, columns, cells),
        mem_format("blocks of %d: the largest (o: cells)", cells),
        mem_format("blocks of %d (o: cells)", cells),
        mem_format("blocks of %d", cells),
    };
    char *const single[] = {mem_format("%s, a block for each (o: numbers)", shape),
                            mem_format("%d × %d (o: numbers)", rows, columns),
                            mem_format("%d × %d", rows, columns)};
    enum { SEVERAL = sizeof several / sizeof *several, SINGLE = sizeof single / sizeof *single };
    char *const *texts = cells > 1 ? several : single;
    int count = cells > 1 ? SEVERAL : SINGLE, at = 0;
    while (at + 1 < count && utf8_width(texts[at]) > room)
        at++;
    char *chosen = mem_text(texts[at]);
    for (int i = 0; i < SEVERAL; i++)
        free(several[i]);
    for (int i = 0; i < SINGLE; i++)
        free(single[i]);
    free(shape);
    return chosen;
}

/* Whether axes and shape stand beside the name, or below it. */
static bool shape_beside(struct rect rect, const struct matrix *matrix)
{
    char count[32], *symbol = symbol_of(matrix), *label = label_of(matrix);
    char *shape = shape_of(matrix);
    matrix_count(count, matrix->picture);
    int used = utf8_width(symbol) + 1 + utf8_width(label) + 2 + utf8_width(count);
    bool fits = used + utf8_width(shape) <= rect.columns;
    free(symbol);
    free(label);
    free(shape);
    return fits;
}

/* How the rows of a stage are dealt out. */
struct stage_rows {
    int head; /* name and shape: one row, two where the shape does not fit beside the name */
    int formula, gap_above, matrix, gap_below, legend, gap_said;
    int said; /* the selected cell as a sentence */
    int gap_reading, reading;
};

/* As many of the rows that are left as are wanted, or none where that is too few. */
static int take(int *left, int wanted)
{
    int got = heat_limit(wanted, *left);
    *left -= got;
    return got;
}

static int take_all(int *left, int wanted)
{
    return wanted <= *left ? take(left, wanted) : 0;
}

static int lines_of(struct rect rect, const char *text)
{
    const struct para_run run = {STYLE_PLAIN, 0, text};
    return text && *text ? para_draw(NULL, rect, &run, 1, 0, 0) : 0;
}

/* What is said of a matrix, in words. */
struct said {
    struct str formula, cell, reading;
};

static void said_free(struct said *said)
{
    str_free(&said->formula);
    str_free(&said->cell);
    str_free(&said->reading);
}

/* The selected cell as a sentence. */
static void say_cell(const struct picture *picture, const struct quantity *q, struct str *out)
{
    bool weighing = q->stage == STAGE_MASK || q->stage == STAGE_SOFTMAX;
    if (weighing && picture->unpadded)
        leak_say(picture->trace, picture->unpadded, picture->sentence, picture->cursor.step, out);
    if (out->length)
        str_add(out, "\n");
    trace_say(picture->trace, picture->sentence, picture_cell(picture), out);
}

static struct said said_of(const struct matrix *matrix)
{
    const struct picture *p = matrix->picture;
    struct said said = {0};
    formula_write(p->trace, p->sentence, matrix->sheet, -1, -1, &said.formula);
    if (p->bare || p->beside)
        return said;
    say_cell(p, matrix->q, &said.cell);
    picture_write_reading(p, matrix->sheet, &said.reading);
    return said;
}

/* Rows of the matrix and of the words above it, with cells of one row. */
static int least_rows(const struct heat *heat, struct rect rect)
{
    enum { VAST = 1 << 16 };
    rect.rows = VAST;
    return heat_layout(heat, rect).header + heat->rows;
}

/* Air gives way where cells of one more row lack no more than that; `header` rows are above the
 * cells. */
static void make_taller(struct stage_rows *rows, const struct heat *heat, int header)
{
    int *const spare[] = {&rows->gap_reading, &rows->gap_below, &rows->gap_said, &rows->gap_above};
    int height = heat->rows ? (rows->matrix - header) / heat->rows : 0, all = 0;
    int missing = header + (height + 1) * heat->rows - rows->matrix;
    for (size_t i = 0; i < sizeof spare / sizeof *spare; i++)
        all += *spare[i];
    int tallest = heat->tallest ? heat->tallest : heat->large ? height + 1 : TALLEST;
    if (height < 1 || height >= tallest || missing > all)
        return;
    for (size_t i = 0; missing > 0; i++) {
        missing -= *spare[i];
        rows->matrix += *spare[i];
        *spare[i] = 0;
    }
}

/* First what is asked for, then the words that tell what it is, then air. What is left makes the
 * cells larger. Words that would be cut are left out, but for those of the selected cell. */
static struct stage_rows deal_rows(struct rect rect, const struct matrix *matrix,
                                   const struct heat *heat, const struct said *said)
{
    struct stage_rows rows = {0};
    int left = rect.rows, least = least_rows(heat, rect), some = heat_limit(left / 2, least);
    rows.head = take(&left, 1);
    rows.legend = take(&left, left > 2);
    rows.matrix = take(&left, heat_limit(3, least));
    rows.said = take(&left, said->cell.length > 0);
    rows.matrix += take(&left, some > rows.matrix ? some - rows.matrix : 0);
    rows.said += take(&left, lines_of(rect, said->cell.text) - rows.said);
    rows.matrix += take(&left, least > rows.matrix ? least - rows.matrix : 0);
    rows.formula = take_all(&left, lines_of(rect, said->formula.text));
    rows.head += take(&left, !shape_beside(rect, matrix));
    rows.gap_above = take(&left, 1);
    rows.gap_said = take(&left, rows.said > 0);
    rows.reading = take_all(&left, lines_of(rect, said->reading.text));
    rows.gap_below = take(&left, 1);
    rows.gap_reading = take(&left, rows.reading > 0);
    rows.matrix += left;
    make_taller(&rows, heat, least - heat->rows);
    return rows;
}

/* The matrix itself, between its head and what is said about it. */
static struct rect cells_rect(struct rect rect, const struct stage_rows *rows)
{
    return rect_part(rect, rows->head + rows->formula + rows->gap_above, 0, rows->matrix, -1);
}

static struct rect matrix_rect(struct rect rect, const struct matrix *matrix,
                               const struct heat *heat)
{
    struct said said = said_of(matrix);
    struct stage_rows rows = deal_rows(rect, matrix, heat, &said);
    said_free(&said);
    return cells_rect(rect, &rows);
}

/* ---- drawing ---- */

/* 0 ----●---- ∞: where the temperature is, T / (1 + T) of the way, so that 1 is in the middle. */
static void draw_slider(struct grid *grid, struct rect rect, int row, int column,
                        const struct control *control)
{
    enum { WAY = 13, WIDTH = WAY + 14 };
    double t = (double)control->temperature, way = isinf(t) ? 1 : t / (1 + t);
    if (!control->use_temperature || rect.columns - column < WIDTH)
        return;
    column = grid_put(grid, rect, row, column, STYLE_DIM, "T 0 ");
    grid_rule(grid, rect, row, column, WAY, STYLE_DIM, "─");
    grid_put(grid, rect, row, column + WAY / 2, STYLE_DIM, "┼");
    grid_put(grid, rect, row, column + (int)lround(way * (WAY - 1)), STYLE_WEIGHT, "●");
    column = grid_put(grid, rect, row, column + WAY, STYLE_DIM, " ∞ ");
    if (isinf(t))
        grid_put(grid, rect, row, column, STYLE_WEIGHT, "= ∞");
    else
        grid_format(grid, rect, row, column, STYLE_WEIGHT, "= %.3g", t);
}

/* Blocks where they were asked for, or where less than a sixteenth of the cells would be in sight;
 * never for a choice of columns. */
static bool in_blocks(const struct picture *picture, const struct heat *heat, struct rect rect)
{
    enum { MUCH_LARGER = 16 };
    if (heat->numbers || picture->overview == OVERVIEW_OFF)
        return false;
    struct heat_layout layout = heat_layout(heat, rect);
    long seen = (long)layout.visible_rows * layout.visible_columns;
    return picture->overview == OVERVIEW_ON ||
           seen * MUCH_LARGER < (long)heat->rows * heat->columns;
}

/* Symbol, name, axes, shape, in so many rows; `part`: where the cells stand. */
static void draw_head(struct grid *grid, struct rect rect, const struct matrix *matrix,
                      const struct heat *heat, struct rect part, int rows)
{
    char count[32], *symbol = symbol_of(matrix), *label = label_of(matrix);
    char *shape = shape_of(matrix);
    enum style style = picture_style(matrix->q->concept);
    int row = 0, column = grid_put(grid, rect, 0, 0, style, symbol) + 1;
    column = grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_TITLE, label) + 2;
    matrix_count(count, matrix->picture);
    column = grid_put(grid, rect, 0, column, STYLE_DIM, count);
    if (!shape_beside(rect, matrix)) {
        row++;
        column = 0;
    }
    if (in_blocks(matrix->picture, heat, part)) {
        struct overview overview = overview_of(heat, part);
        free(shape);
        shape = blocks_of(matrix, heat, &overview, rect.columns - column);
    }
    if (row < rows)
        grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_DIM, shape);
    free(symbol);
    free(label);
    free(shape);
}

/* In as many rows as it takes; beside a short one, where the temperature is. */
static void draw_formula(struct grid *grid, struct rect rect, const struct matrix *matrix,
                         const struct str *formula)
{
    const struct para_run run = {STYLE_CODE, 0, formula->text};
    para_draw(grid, rect, &run, 1, 0, 0);
    if (matrix->q->stage == STAGE_SOFTMAX && rect.rows == 1)
        draw_slider(grid, rect, 0, utf8_width(formula->text) + 2, &matrix->picture->trace->control);
}

/* Whether anything of the cursor's row is masked; a matrix of units has the rows of the steps. */
static bool any_masked(const struct matrix *matrix)
{
    const struct picture *picture = matrix->picture;
    enum axis rows = matrix->q->rows == AXIS_ASKING ? AXIS_ASKING : AXIS_TARGET;
    for (int j = 0; j < trace_source_count(picture->trace); j++)
        if (trace_masked(picture->trace, picture->sentence, picture_place(picture, rows), j))
            return true;
    return false;
}

/* Some models have no matrix at some stages: say so by name. */
static void draw_missing(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct str text = {0};
    picture->trace->tracing->missing(picture->trace, picture->stage, &text);
    const struct para_run run = {STYLE_PLAIN, 0, text.text};
    para_draw(grid, rect, &run, 1, 0, 0);
    str_free(&text);
}

/* How to read the blocks. */
static void say_blocks(const struct heat *heat, const struct overview *o, struct str *out)
{
    if (o->row_span == 1 && o->column_span == 1)
        str_add(out, "All of it, cell by cell. Enter shows the cells with their numbers.");
    else if (heat->ramp == RAMP_DIVERGING)
        str_format(out,
                   "All of it in blocks of %d × %d cells; each shows the largest in magnitude of "
                   "them, and the cursor is on that one. Enter shows the cells around it.",
                   o->row_span, o->column_span);
    else
        str_format(out,
                   "All of it in blocks of %d × %d cells; each shows the largest of them, and the "
                   "cursor is on that one. Enter shows the cells around it.",
                   o->row_span, o->column_span);
}

/* What stands below the cells. */
struct below {
    struct str how;   /* to read them */
    struct str aside; /* beside the legend */
};

/* The cells or blocks; returns their rows. */
static int draw_cells(struct grid *grid, struct rect part, const struct matrix *matrix,
                      struct heat *heat, struct below *below)
{
    const struct picture *picture = matrix->picture;
    if (!in_blocks(picture, heat, part)) {
        struct heat_layout layout = heat_layout(heat, part);
        heat->form = heat_form(heat, &layout);
        picture_write_reading(picture, matrix->sheet, &below->how);
        if (picture->scale != SCALE_FIXED)
            str_add(&below->aside, scale_label(picture->scale));
        return heat_draw(grid, part, heat);
    }
    struct overview overview = overview_of(heat, part);
    heat->row_maximum = false; /* blocks carry no marks */
    say_blocks(heat, &overview, &below->how);
    return overview_draw(grid, part, heat, &overview);
}

static void draw_legend(struct grid *grid, struct rect rect, const struct matrix *matrix,
                        const struct heat *heat, const struct below *below)
{
    const char *aside = below->aside.text ? below->aside.text : "";
    int column = legend_draw(grid, rect, 0, 0, rect.columns, heat, any_masked(matrix));
    if (*aside && rect.columns - column > 18)
        grid_put_cut(grid, rect, 0, column + 2, rect.columns - column - 2, STYLE_DIM, aside);
}

/* The selected cell as a sentence, then how to read the picture where there is room for it. */
static void draw_words(struct grid *grid, struct rect rect, const struct said *said,
                       const struct stage_rows *rows, const char *how)
{
    const struct para_run cell = {STYLE_PLAIN, 0, said->cell.text};
    const struct para_run reads = {STYLE_DIM, 0, how};
    if (rows->said)
        para_draw(grid, rect_part(rect, 0, 0, rows->said, -1), &cell, 1, 0, 0);
    struct rect rest = rect_part(rect, rows->said + rows->gap_reading, 0, -1, -1);
    if (rows->reading && para_draw(NULL, rest, &reads, 1, 0, 0) <= rest.rows)
        para_draw(grid, rest, &reads, 1, 0, 0);
}

static void draw_matrix(struct grid *grid, struct rect rect, struct matrix *matrix)
{
    struct arena arena = {0};
    struct heat heat = matrix_heat(matrix, &arena);
    struct said said = said_of(matrix);
    struct stage_rows rows = deal_rows(rect, matrix, &heat, &said);
    struct rect part = cells_rect(rect, &rows);
    struct below below = {0};
    draw_head(grid, rect, matrix, &heat, part, rows.head);
    if (rows.formula)
        draw_formula(grid, rect_part(rect, rows.head, 0, rows.formula, -1), matrix, &said.formula);
    int row = part.row - rect.row + draw_cells(grid, part, matrix, &heat, &below);
    row += rows.gap_below;
    if (rows.legend && !heat.gap) /* the ends of a scale would tell numbers that are blank */
        draw_legend(grid, rect_part(rect, row, 0, 1, -1), matrix, &heat, &below);
    row += rows.legend + rows.gap_said;
    draw_words(grid, rect_part(rect, row, 0, -1, -1), &said, &rows, below.how.text);
    said_free(&said);
    str_free(&below.how);
    str_free(&below.aside);
    arena_free(&arena);
}

void stage_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    if (picture->quantity == Q_NONE) {
        draw_missing(grid, rect, picture);
        return;
    }
    struct matrix matrix = matrix_of(picture, rect.columns);
    draw_matrix(grid, rect, &matrix);
}

/* Rows of what is said of it in any case. */
static int said_lines(struct rect rect, const struct said *said)
{
    return lines_of(rect, said->formula.text) + lines_of(rect, said->cell.text);
}

struct wish stage_wish(const struct picture *picture, int columns)
{
    if (picture->quantity == Q_NONE)
        return (struct wish){.rows = 4, .columns = 40, .most_rows = 4, .most_columns = 80};
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    struct said said = said_of(&matrix);
    struct heat_size size = heat_size(&heat);
    char *symbol = symbol_of(&matrix), *label = label_of(&matrix);
    int head = utf8_width(symbol) + 1 + utf8_width(label);
    struct wish wish = {.columns = head, .most_columns = size.most_columns, .step = heat.rows};
    bool units = matrix.q->columns == AXIS_UNIT && !picture->transposed;
    int cells =
        units && picture->beside ? heat_limit(size.least_columns, SOME_UNITS) : size.least_columns;
    wish.columns = heat_limit(cells > head ? cells : head, columns);
    struct rect least = {0, 0, 1, wish.columns};
    struct rect most = {0, 0, 1, heat_limit(size.most_columns, columns)};   /* this it often gets */
    wish.rows = 2 + said_lines(least, &said) + size.least_rows + 2 * units; /* bars */
    wish.most_rows = 4 + said_lines(most, &said) + lines_of(most, said.reading.text) +
                     (picture->beside ? 1 : 2) + size.most_rows;
    wish.easy_rows = wish.most_rows - (TALLEST - 1) * heat.rows;
    said_free(&said);
    free(symbol);
    free(label);
    arena_free(&arena);
    return wish;
}

/* ---- what is in sight, and moving in it ---- */

bool stage_in_blocks(const struct picture *picture, struct rect rect)
{
    if (!picture->trace || picture->quantity == Q_NONE || picture->zoom != ZOOM_STAGE)
        return false;
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, rect.columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    bool blocks = in_blocks(picture, &heat, matrix_rect(rect, &matrix, &heat));
    arena_free(&arena);
    return blocks;
}

bool stage_overflows(const struct picture *picture, struct rect rect)
{
    if (!picture->trace || picture->quantity == Q_NONE || picture->zoom != ZOOM_STAGE)
        return false;
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, rect.columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    struct heat_layout layout = heat_layout(&heat, matrix_rect(rect, &matrix, &heat));
    arena_free(&arena);
    return !heat.numbers &&
           (layout.visible_rows < heat.rows || layout.visible_columns < heat.columns);
}

int stage_cell_rows(const struct picture *picture, struct rect rect)
{
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, rect.columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    int rows = heat_layout(&heat, matrix_rect(rect, &matrix, &heat)).height;
    arena_free(&arena);
    return rows;
}

void stage_move_block(struct picture *picture, struct rect rect, bool columns, int by)
{
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, rect.columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    struct overview overview = overview_of(&heat, matrix_rect(rect, &matrix, &heat));
    int row = heat.cursor_row, column = heat.cursor_column;
    overview_move(&heat, &overview, columns, by, &row, &column);
    arena_free(&arena);
    picture_set_place(picture, matrix.transposed ? column : row, matrix.transposed ? row : column);
}
