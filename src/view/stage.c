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

/* ---- where things stand ---- */

static void matrix_count(char out[32], const struct picture *picture)
{
    int which = 1, count = picture_matrices(picture, &which);
    *out = '\0';
    if (count > 1 && !picture->bare)
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

/* Whether axes and shape stand beside the name. */
static bool shape_beside(struct rect rect, const struct matrix *matrix)
{
    char count[32], *symbol = symbol_of(matrix), *label = label_of(matrix);
    matrix_count(count, matrix->picture);
    int used = utf8_width(symbol) + 1 + utf8_width(label) + 2;
    free(symbol);
    free(label);
    return rect.columns - used - utf8_width(count) >= 12;
}

static int head_row(struct rect rect)
{
    return rect.rows >= 15 ? 2 : 1;
}

static bool has_formula(struct rect rect)
{
    return rect.rows >= 12;
}

/* The matrix itself, between its head and what is said about it. */
static struct rect matrix_rect(struct rect rect, const struct matrix *matrix)
{
    int blank = rect.rows >= 17; /* a blank row around the matrix */
    int below = rect.rows >= 14 ? 4 : rect.rows >= 10 ? 3 : 2;
    int row = head_row(rect) + 2 - shape_beside(rect, matrix) + has_formula(rect) + blank;
    return rect_part(rect, row, 0, rect.rows - row - below, -1);
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

/* Symbol, name, axes, shape; then the formula. */
static void draw_head(struct grid *grid, struct rect rect, const struct matrix *matrix)
{
    const struct quantity *q = matrix->q;
    const struct picture *picture = matrix->picture;
    char count[32], *symbol = symbol_of(matrix), *label = label_of(matrix), *shape;
    int row = head_row(rect);
    int column = grid_put(grid, rect, row, 0, picture_style(q->concept), symbol) + 1;
    column = grid_put(grid, rect, row, column, STYLE_TITLE, label) + 2;
    matrix_count(count, picture);
    column = grid_put(grid, rect, row, column, STYLE_DIM, count);
    if (!shape_beside(rect, matrix)) {
        row++;
        column = 0;
    }
    shape = shape_of(matrix);
    grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_DIM, shape);
    free(symbol);
    free(label);
    free(shape);
    if (!has_formula(rect))
        return;
    struct str formula = {0};
    formula_write(picture->trace, picture->sentence, matrix->sheet, -1, -1, &formula);
    column = grid_put_cut(grid, rect, row + 1, 0, rect.columns, STYLE_CODE, formula.text);
    str_free(&formula);
    if (q->stage == STAGE_SOFTMAX)
        draw_slider(grid, rect, row + 1, column + 2, &picture->trace->control);
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

/* The selected cell as a sentence, then how to read the picture, as far as there is room. */
static void draw_words(struct grid *grid, struct rect rect, const struct picture *picture,
                       const struct quantity *q, const char *how)
{
    struct str text = {0};
    bool weighing = q->stage == STAGE_MASK || q->stage == STAGE_SOFTMAX;
    if (weighing && picture->unpadded)
        leak_say(picture->trace, picture->unpadded, picture->sentence, picture->cursor.step, &text);
    if (text.length)
        str_add(&text, "\n");
    trace_say(picture->trace, picture->sentence, picture_cell(picture), &text);
    const struct para_run said = {STYLE_PLAIN, 0, text.text ? text.text : ""};
    const struct para_run reads = {STYLE_DIM, 0, how};
    int used = para_draw(grid, rect, &said, 1, 0, 0);
    struct rect rest = rect_part(rect, used + (rect.rows > used + 2), 0, -1, -1);
    if (para_draw(NULL, rest, &reads, 1, 0, 0) <= rest.rows)
        para_draw(grid, rest, &reads, 1, 0, 0);
    str_free(&text);
}

/* Some models have no matrix at some stages: say so by name. */
static void draw_missing(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct str text = {0};
    picture->trace->tracing->missing(picture->trace, picture->stage, &text);
    const struct para_run run = {STYLE_PLAIN, 0, text.text};
    para_draw(grid, rect_part(rect, 2, 0, -1, -1), &run, 1, 0, 0);
    str_free(&text);
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

/* The cells or blocks; returns their rows. `how` is how to read them, `aside` what stands beside
 * the legend. */
static int draw_cells(struct grid *grid, struct rect part, const struct matrix *matrix,
                      struct heat *heat, struct str *how, struct str *aside)
{
    const struct picture *picture = matrix->picture;
    if (!in_blocks(picture, heat, part)) {
        formula_write_reading(picture->trace, picture->sentence, matrix->sheet, how);
        if (picture->scale != SCALE_FIXED)
            str_add(aside, scale_label(picture->scale));
        return heat_draw(grid, part, heat);
    }
    struct overview overview = overview_of(heat, part);
    heat->row_maximum = false; /* blocks carry no marks */
    say_blocks(heat, &overview, how);
    str_format(aside, "blocks of %d × %d", overview.row_span, overview.column_span);
    return overview_draw(grid, part, heat, &overview);
}

static void draw_matrix(struct grid *grid, struct rect rect, struct matrix *matrix)
{
    struct arena arena = {0};
    struct heat heat = matrix_heat(matrix, &arena);
    struct rect part = matrix_rect(rect, matrix);
    struct str how = {0}, aside = {0};
    int row = part.row - rect.row + draw_cells(grid, part, matrix, &heat, &how, &aside);
    row += rect.rows >= 18;
    int column = legend_draw(grid, rect, row, 0, rect.columns, &heat, any_masked(matrix));
    if (aside.length && rect.columns - column > 18)
        grid_put_cut(grid, rect, row, column + 2, rect.columns - column - 2, STYLE_DIM, aside.text);
    row += 1 + (rect.rows >= 17);
    if (!matrix->picture->bare)
        draw_words(grid, rect_part(rect, row, 0, -1, -1), matrix->picture, matrix->q, how.text);
    str_free(&how);
    str_free(&aside);
    arena_free(&arena);
}

void stage_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    picture_draw_stages(grid, rect, 0, picture);
    if (picture->quantity == Q_NONE) {
        draw_missing(grid, rect, picture);
        return;
    }
    struct matrix matrix = matrix_of(picture, rect.columns);
    draw_head(grid, rect, &matrix);
    draw_matrix(grid, rect, &matrix);
}

/* ---- what is in sight, and moving in it ---- */

bool stage_in_blocks(const struct picture *picture, struct rect rect)
{
    if (!picture->trace || picture->quantity == Q_NONE || picture->zoom != ZOOM_STAGE)
        return false;
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, rect.columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    bool blocks = in_blocks(picture, &heat, matrix_rect(rect, &matrix));
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
    struct heat_layout layout = heat_layout(&heat, matrix_rect(rect, &matrix));
    arena_free(&arena);
    return !heat.numbers &&
           (layout.visible_rows < heat.rows || layout.visible_columns < heat.columns);
}

void stage_move_block(struct picture *picture, struct rect rect, bool columns, int by)
{
    struct arena arena = {0};
    struct matrix matrix = matrix_of(picture, rect.columns);
    struct heat heat = matrix_heat(&matrix, &arena);
    struct overview overview = overview_of(&heat, matrix_rect(rect, &matrix));
    int row = heat.cursor_row, column = heat.cursor_column;
    overview_move(&heat, &overview, columns, by, &row, &column);
    arena_free(&arena);
    picture_set_place(picture, matrix.transposed ? column : row, matrix.transposed ? row : column);
}
