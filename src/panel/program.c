#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/para.h"
#include "study/listing.h"
#include "trace/formula.h"
#include "view/picture.h"

/* The C code that computed the matrix on screen, below its formula and the number of the cursor. */

struct program_panel {
    int scroll;
};

static const struct key_here keys[] = {
    {REQUEST_CELL_DOWN, "scroll", "a line down", 0, 1},
    {REQUEST_CELL_UP, NULL, "a line up", 0, -1},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};

static void *open_program(struct bench *bench, const char *words, struct err *err)
{
    (void)words, (void)err;
    bench->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
    return mem_new(1, sizeof(struct program_panel));
}

static int draw_line(struct grid *grid, struct rect rect, int row, enum style style,
                     const char *text)
{
    const struct para_run run = {style, 0, text};
    return row + para_draw(grid, rect_part(rect, row, 0, -1, -1), &run, 1, 2, 0);
}

/* Formula, what the cursor says, and a rule. */
static int draw_head(const struct picture *picture, struct grid *grid, struct rect rect)
{
    struct str formula = {0}, cell = {0};
    formula_write(picture->trace, picture->sentence, picture_shown(picture), -1, -1, &formula);
    trace_say(picture->trace, picture->sentence, picture_cell(picture), &cell);
    int row = draw_line(grid, rect, 0, STYLE_CODE, formula.text ? formula.text : "");
    if (cell.length)
        row = draw_line(grid, rect, row, STYLE_PLAIN, cell.text);
    str_free(&formula);
    str_free(&cell);
    return row + 1;
}

static void draw_program(const void *own, const struct bench *bench, struct grid *grid,
                         struct rect rect)
{
    const struct program_panel *p = own;
    const struct picture *picture = &bench->picture;
    if (picture->quantity == Q_NONE || !picture->trace) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, "nothing is computed here");
        return;
    }
    struct listing listing = listing_of(picture->trace, picture_shown(picture));
    struct strs lines = {0};
    listing_lines(&listing, &lines);
    int row = draw_head(picture, grid, rect);
    grid_format(grid, rect, row++, 0, STYLE_DIM, "%s", listing.path);
    int most = (int)lines.count - 1, scroll = p->scroll < most ? p->scroll : most;
    for (size_t i = scroll > 0 ? (size_t)scroll : 0; i < lines.count && row < rect.rows; i++)
        row = draw_line(grid, rect, row, STYLE_CODE, lines.list[i]);
    strs_free(&lines);
}

static enum panel_reply request_program(void *own, struct bench *bench, enum request_id request,
                                        struct err *err)
{
    struct program_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    (void)bench, (void)err;
    if (!key)
        return PANEL_PASSES;
    p->scroll += key->down;
    p->scroll = p->scroll < 0 ? 0 : p->scroll;
    return PANEL_TOOK;
}

static void save_program(const void *own, const struct bench *bench, struct str *out)
{
    const struct program_panel *p = own;
    (void)bench;
    str_add(out, "program\n");
    panel_save_moves(out, "cell-down", p->scroll);
}

static void close_program(void *own)
{
    free(own);
}

const struct panel panel_program = {
    .opens = {.id = REQUEST_PROGRAM,
              .name = "program",
              .bindings = {{CONTEXT_PICTURE,
                            {"P"},
                            .help = "the C code of this program that computed the matrix"}}},
    .title = "code",
    .reads = "The formula of the matrix, the number under the cursor, and the function of this "
             "program that computed it, as it stands in the source. Names: real is float; a mat is "
             "a matrix whose row i starts at mat_row(m, i).",
    .keys = keys,
    .needs = PANEL_NEEDS_RUN,
    .open = open_program,
    .draw = draw_program,
    .save = save_program,
    .request = request_program,
    .close = close_program,
};
