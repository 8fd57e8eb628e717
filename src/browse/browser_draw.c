#include "browse/browser_draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "browse/browser_state.h"
#include "draw/bar.h"
#include "draw/layout.h"
#include "inspect/change.h"
#include "screen/help.h"
#include "text/utf8.h"

void browser_reads(const struct screen *screen, struct str *out)
{
    static const char *const units =
        "What the units of recurrent layers do over the sentences: a matrix of states, candidates "
        "or gates a line, Enter for its units. A dead unit never moves by 0.01: it says nothing. A "
        "saturated one is within 0.05 of −1 or 1 (a gate of 0 or 1) at 95 % of the words: hardly a "
        "gradient passes. Of a unit, the line goes from its least to its largest value, and the "
        "dot is its mean.";
    static const char *const changes =
        "What changed from A to B, tensor by tensor: the norm of B − A (the root of the sum of "
        "squares), the same as a part of the norm of A, and the largest change of one value. i has "
        "all of it in words, with places. A tensor of one file only, or of another shape, says "
        "so.";
    static const char *const list =
        "The tensors of the file. Names with a common beginning are a group, whose line adds them "
        "up. Share is the part of all values. Mean, sd (standard deviation) and norm (the root of "
        "the sum of squares) appear once a tensor is measured; one with NaN or infinity is named "
        "below the list, with the place of the first.";
    static const char *const tensor =
        "One tensor, or a part of it. Places count from 0, as in Python. Of more than two axes, "
        "the last gives the columns and the others together the rows. Heat: each number is a "
        "color; where not all fit, a block shows the one of its numbers that is farthest from 0. "
        "Gates: a GRU or LSTM keeps the matrices of its gates in one tensor; here they are apart. "
        "Nearest: the rows most like the one under the cursor, by the cosine of their angle.";
    const struct browser *b = (const struct browser *)screen;
    bool of_units = b->place == PLACE_UNITS || b->place == PLACE_UNIT;
    str_add(out, of_units                   ? units
                 : b->place == PLACE_TENSOR ? tensor
                 : b->inventory->changes    ? changes
                                            : list);
}

static void draw_waiting(const struct browser *b, struct grid *grid, struct rect rect)
{
    enum { WIDE = 40 };
    int row = rect.rows / 2;
    grid_put_cut(grid, rect, row > 1 ? row - 1 : 0, 2, rect.columns - 4, STYLE_PLAIN,
                 b->place == PLACE_UNITS ? b->corpus.text : b->slice);
    int column =
        bar_draw(grid, rect, row, 2, rect.columns > WIDE + 12 ? WIDE : 12, b->done, STYLE_STATE);
    grid_format(grid, rect, row, column + 1, STYLE_DIM, "read: %.0f %%", 100 * b->done);
}

/* How many of each kind there are. */
static void draw_changes(struct grid *grid, struct rect rect, const struct changes *changes)
{
    struct str text = {0};
    changes_say(changes, &text);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, text.text);
    str_free(&text);
}

static void draw_picture(const struct browser *b, struct grid *grid, struct rect rect)
{
    struct facet_view view = b->view;
    if (b->place == PLACE_CARD) {
        list_view_card(grid, rect, &b->card, b->card_scroll);
        return;
    }
    if (b->place == PLACE_TENSOR && b->view.survey) {
        view.inventory = b->inventory;
        view.why = b->why[browser_needs(view.facet)].text;
        facet_draw(grid, rect, &view);
        return;
    }
    if (b->place == PLACE_UNIT) {
        units_view_group(grid, rect, &b->units_view);
        return;
    }
    if (b->place == PLACE_UNITS && b->units_view.units) {
        units_view_groups(grid, rect, &b->units_view);
        return;
    }
    if (b->place == PLACE_TENSOR || b->place == PLACE_UNITS) {
        draw_waiting(b, grid, rect);
        return;
    }
    struct str bad = {0};
    struct list_view list = b->list;
    struct rect part = browser_rect(b);
    list_view_draw(grid, part, &list);
    if (part.rows < rect.rows && inventory_say_bad(b->inventory, &bad))
        grid_put_cut(grid, rect, rect.rows - 1, 0, rect.columns, STYLE_ERROR, bad.text);
    else if (part.rows < rect.rows && b->inventory->changes)
        draw_changes(grid, rect_part(rect, rect.rows - 1, 0, 1, -1), b->inventory->changes);
    else if (part.rows < rect.rows && b->inventory->measured < b->inventory->count)
        grid_format(grid, rect, rect.rows - 1, 0, STYLE_DIM, "%d of %d measured",
                    b->inventory->measured, b->inventory->count);
    else if (part.rows < rect.rows)
        grid_put(grid, rect, rect.rows - 1, 0, STYLE_DIM, "all measured; all numbers are finite");
    str_free(&bad);
}

/* What the file is: as much of it as fits into so many columns, the most telling first. */
static void say_file(const struct browser *b, struct str *out, int room)
{
    const struct inventory *inventory = b->inventory;
    struct str more = {0};
    str_add(out, tensors_format(inventory->file));
    for (int part = 0; part < (inventory->changes ? 2 : 3); part++) {
        str_clear(&more);
        if (part == 0)
            str_format(&more, " · %d tensor%s", inventory->count, inventory->count == 1 ? "" : "s");
        if (part == 1) {
            str_add(&more, " · ");
            inventory_number(&more, inventory->values);
            str_add(&more, " values");
        }
        if (part == 2) {
            str_add(&more, " · ");
            inventory_bytes(&more, inventory->bytes);
        }
        if (utf8_width(out->text) + utf8_width(more.text) > room)
            break;
        str_add(out, more.text);
    }
    str_free(&more);
}

void browser_draw(const struct screen *screen, struct grid *grid)
{
    const struct browser *b = (const struct browser *)screen;
    struct layout layout = layout_of(grid->rows, grid->columns, false, false);
    struct str title = {0}, right = {0};
    grid_clear(grid);
    if (layout.too_small) {
        layout_draw_small(grid);
        return;
    }
    const char *slash = strrchr(b->path, '/');
    const char *name = slash && slash[1] ? slash + 1 : b->path;
    char *shown = tensor_shown(name, strlen(name));
    str_format(&title, "%s · %s", b->inventory->changes ? "diff" : "inspect", shown);
    free(shown);
    say_file(b, &right, grid->columns - utf8_width(title.text) - 12);
    layout_draw(grid, &layout, title.text, right.text);
    if (screen->help)
        screen_help_rows(screen, grid, help_rect(grid->rows, grid->columns));
    else
        draw_picture(b, grid, layout.picture);
    if (b->typing)
        input_draw(&b->input, grid, layout.footer,
                   b->typing == TYPING_SENTENCE    ? "sentence: "
                   : b->typing == TYPING_SENTENCES ? "file of sentences: "
                   : b->place == PLACE_TENSOR      ? "row, word or [slice]: "
                                                   : "find: ",
                   "");
    else
        screen_draw_footer(screen, grid, layout.footer);
    str_free(&title);
    str_free(&right);
}
