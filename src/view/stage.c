#include "view/picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw/heat.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "draw/overview.h"
#include "draw/para.h"
#include "lab/leak.h"
#include "text/utf8.h"
#include "trace/derive.h"
#include "view/matrix.h"

/* One stage as a matrix over all steps or all source words. */

static const char *axis_name(const struct matrix *matrix, enum axis axis)
{
    if (!config_reads_words(&matrix->picture->trace->config) && axis <= AXIS_TARGET)
        return axis == AXIS_SOURCE ? "keys" : "queries";
    static const char *const names[] = {
        [AXIS_SOURCE] = "source", [AXIS_TARGET] = "target",    [AXIS_ONE] = "start",
        [AXIS_UNIT] = "units",    [AXIS_VOCAB] = "vocabulary",
    };
    return names[axis];
}

/* ---- where things stand ---- */

static void matrix_count(char out[32], const struct picture *picture)
{
    int which = 1, count = picture_matrices(picture, &which);
    *out = '\0';
    if (count > 1)
        snprintf(out, 32, "%d/%d (v)  ", which, count);
}

static const char *symbol_of(const struct matrix *matrix)
{
    return quantity_symbol(matrix->q->id, &matrix->picture->trace->config);
}

/* Whether axes and shape stand beside the name. */
static bool shape_beside(struct rect rect, const struct matrix *matrix)
{
    char count[32];
    matrix_count(count, matrix->picture);
    int used = utf8_width(symbol_of(matrix)) + 1 + utf8_width(matrix->q->words) + 2;
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

/* Symbol, name, axes, shape; then the formula. */
static void draw_head(struct grid *grid, struct rect rect, const struct matrix *matrix)
{
    const struct quantity *q = matrix->q;
    char count[32], shape[80], formula[FORMULA_SIZE];
    int row = head_row(rect);
    int column = grid_put(grid, rect, row, 0, concept_style(q->concept), symbol_of(matrix)) + 1;
    column = grid_put(grid, rect, row, column, STYLE_TITLE, q->words) + 2;
    matrix_count(count, matrix->picture);
    column = grid_put(grid, rect, row, column, STYLE_DIM, count);
    bool turned = matrix->transposed;
    snprintf(
        shape, sizeof shape, "%s × %s  %d × %d", axis_name(matrix, turned ? q->columns : q->rows),
        axis_name(matrix, turned ? q->rows : q->columns),
        turned ? matrix->all.cols : matrix->all.rows, turned ? matrix->all.rows : matrix->all.cols);
    if (!shape_beside(rect, matrix)) {
        row++;
        column = 0;
    }
    grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_DIM, shape);
    if (!has_formula(rect))
        return;
    column = grid_put_cut(grid, rect, row + 1, 0, rect.columns, STYLE_CODE,
                          quantity_formula(q->id, &matrix->picture->trace->config, formula));
    if (q->stage == STAGE_SOFTMAX)
        draw_slider(grid, rect, row + 1, column + 2, &matrix->picture->trace->control);
}

static bool any_masked(const struct picture *picture)
{
    for (int j = 0; j < trace_source_count(picture->trace); j++)
        if (trace_masked(picture->trace, picture->sentence, picture->cursor.step, j))
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
    derive_sentence(picture->trace, picture->sentence, q->id, picture_place(picture, q->rows),
                    picture_place(picture, q->columns), &text);
    const struct para_run said = {STYLE_PLAIN, 0, text.text ? text.text : ""};
    const struct para_run reads = {STYLE_DIM, 0, how};
    int used = para_draw(grid, rect, &said, 1, 0, 0);
    struct rect rest = rect_part(rect, used + (rect.rows > used + 2), 0, -1, -1);
    if (para_draw(NULL, rest, &reads, 1, 0, 0) <= rest.rows)
        para_draw(grid, rest, &reads, 1, 0, 0);
    str_free(&text);
}

/* A model without attention has no matrix at some stages: say so by name. */
static void draw_missing(struct grid *grid, struct rect rect, const struct picture *picture)
{
    const struct trace *trace = picture->trace;
    char text[400];
    if (!config_reads_words(&trace->config))
        snprintf(text, sizeof text,
                 "There is nothing at the %s stage: a table is attention alone, without an encoder "
                 "that makes keys and values and without a decoder that asks and writes.\n \nIts "
                 "stages are score, mask, softmax and context.",
                 stage_name(picture->stage));
    else
        snprintf(
            text, sizeof text,
            "%s has no attention, so there is nothing at the %s stage: no scores, no mask, no "
            "weights.\n \nIts context is the last encoder state, h(last), the same at every step. "
            "Right goes on to the context stage; Tab shows this sentence in a model that has "
            "attention.",
            trace->model->name, stage_name(picture->stage));
    const struct para_run run = {STYLE_PLAIN, 0, text};
    para_draw(grid, rect_part(rect, 2, 0, -1, -1), &run, 1, 0, 0);
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
static void say_blocks(char *out, size_t size, const struct heat *heat, const struct overview *o)
{
    if (o->row_span == 1 && o->column_span == 1)
        snprintf(out, size, "All of it, cell by cell. Enter shows the cells with their numbers.");
    else
        snprintf(out, size,
                 "All of it in blocks of %d × %d cells; each shows the largest%s of them, and the "
                 "cursor is on that one. Enter shows the cells around it.",
                 o->row_span, o->column_span, heat->ramp == RAMP_DIVERGING ? " in magnitude" : "");
}

static void draw_matrix(struct grid *grid, struct rect rect, struct matrix *matrix)
{
    struct arena arena = {0};
    struct heat heat = matrix_heat(matrix, &arena);
    struct rect part = matrix_rect(rect, matrix);
    char how[200], aside[60] = "";
    int row = part.row - rect.row;
    snprintf(how, sizeof how, "%s", quantity_reads(matrix->q->id, &matrix->picture->trace->config));
    if (in_blocks(matrix->picture, &heat, part)) {
        struct overview overview = overview_of(&heat, part);
        heat.row_maximum = false; /* blocks carry no marks */
        row += overview_draw(grid, part, &heat, &overview);
        say_blocks(how, sizeof how, &heat, &overview);
        snprintf(aside, sizeof aside, "blocks of %d × %d", overview.row_span, overview.column_span);
    } else {
        row += heat_draw(grid, part, &heat);
    }
    row += rect.rows >= 18;
    int column = legend_draw(grid, rect, row, 0, rect.columns, &heat, any_masked(matrix->picture));
    if (!*aside && matrix->picture->scale != SCALE_FIXED)
        snprintf(aside, sizeof aside, "%s", scale_name(matrix->picture->scale));
    if (rect.columns - column > 18)
        grid_put_cut(grid, rect, row, column + 2, rect.columns - column - 2, STYLE_DIM, aside);
    row += 1 + (rect.rows >= 17);
    draw_words(grid, rect_part(rect, row, 0, -1, -1), matrix->picture, matrix->q, how);
    arena_free(&arena);
}

void stage_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    stages_draw(grid, rect, 0, picture);
    if (picture->quantity == Q_NONE) {
        draw_missing(grid, rect, picture);
        return;
    }
    struct matrix matrix = matrix_of(picture, rect.columns);
    draw_head(grid, rect, &matrix);
    draw_matrix(grid, rect, &matrix);
}

/* ---- for who moves in it ---- */

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
