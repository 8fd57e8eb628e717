#include "draw/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

enum { BESIDE_ROWS = 16, BESIDE_COLUMNS = 60, TEXT_MIN = 24, TEXT_MAX = 60, RULES_ROWS = 18 };

/* The text column with its margin: 31 of 80, 39 of 100, 46 of 120; then a line grows slowly, for
 * long ones are hard to read: 54 of 160, 60 of 240. */
static int text_width(int columns)
{
    int width = columns <= 120 ? columns * 39 / 100 : 46 + (columns - 120) / 5;
    return width < TEXT_MIN ? TEXT_MIN : width > TEXT_MAX ? TEXT_MAX : width;
}

/* Rules above and below are the first to go. */
static bool has_rules(int rows)
{
    return rows >= RULES_ROWS;
}

struct layout layout_of(int rows, int columns, bool text, bool alone)
{
    struct rect all = {0, 0, rows, columns};
    struct layout layout = {.divider = -1};
    layout.too_small = rows < SMALLEST_ROWS || columns < SMALLEST_COLUMNS;
    layout.title = rect_part(all, 0, 0, 1, -1);
    layout.footer = rect_part(all, rows - 1, 0, 1, -1);
    bool rules = has_rules(rows);
    int top = rules ? 2 : 1, height = rows - top - (rules ? 2 : 1);
    struct rect body = rect_part(all, top, 0, height, -1);
    layout.beside = text && !alone && rows >= BESIDE_ROWS && columns >= BESIDE_COLUMNS;
    if (layout.beside) {
        int width = text_width(columns);
        layout.divider = width + 1;
        layout.text = rect_part(body, 0, 1, -1, width - 1);
        layout.picture = rect_part(body, 0, width + 3, -1, -1);
    } else if (text && !alone) {
        layout.text = rect_part(body, 0, 1, -1, columns - 2);
        layout.picture = (struct rect){0};
    } else {
        layout.text = (struct rect){0};
        layout.picture = rect_part(body, 0, 1, -1, columns - 2);
    }
    return layout;
}

void layout_draw(struct grid *grid, const struct layout *layout, const char *title,
                 const char *right)
{
    struct rect all = grid_whole(grid);
    int column = grid_put(grid, layout->title, 0, 0, STYLE_BADGE, " heed ") + 2;
    column = grid_put_cut(grid, layout->title, 0, column, layout->title.columns - column,
                          STYLE_PLAIN, title);
    int room = layout->title.columns - column - 2;
    if (room >= 8)
        grid_put_right(grid, layout->title, 0, layout->title.columns, room, STYLE_DIM, right);
    if (!has_rules(grid->rows))
        return;
    int bottom = grid->rows - 2;
    grid_rule(grid, all, 1, 0, grid->columns, STYLE_DIM, "─");
    grid_rule(grid, all, bottom, 0, grid->columns, STYLE_DIM, "─");
    if (layout->divider < 0)
        return;
    grid_post(grid, all, 2, layout->divider, bottom - 2, STYLE_DIM, "│");
    grid_put(grid, all, 1, layout->divider, STYLE_DIM, "┬");
    grid_put(grid, all, bottom, layout->divider, STYLE_DIM, "┴");
}

void layout_draw_small(struct grid *grid)
{
    struct rect all = grid_whole(grid);
    int row = grid->rows / 2;
    const char *text = "heed needs 30×8, q quits";
    if (utf8_width(text) > grid->columns)
        text = "needs 30×8";
    grid_put(grid, all, row, 0, STYLE_PLAIN, text);
}

/* ---- parts of a picture ---- */

enum { BANDS = 8, BESIDE_GAP = 3 /* columns */, BELOW_GAP = 1 /* row */ };

struct band {
    int rows, columns; /* taken, gaps between its parts included */
};

struct bands {
    struct rect room;
    const struct wish *wishes;
    int count; /* of wishes */
    int *of;   /* [count] the band of each part; −1: none */
    struct band list[BANDS];
    int used;
};

static int rows_of(const struct bands *bands)
{
    int rows = (bands->used - 1) * BELOW_GAP;
    for (int i = 0; i < bands->used; i++)
        rows += bands->list[i].rows;
    return rows;
}

/* Puts a part beside others; false where there is no room for it. */
static bool put_beside(struct bands *bands, int part)
{
    const struct wish *wish = &bands->wishes[part];
    for (int i = wish->below; i < bands->used; i++) {
        struct band *band = &bands->list[i];
        int taller = wish->rows > band->rows ? wish->rows - band->rows : 0;
        if (band->columns + BESIDE_GAP + wish->columns > bands->room.columns ||
            rows_of(bands) + taller > bands->room.rows)
            continue;
        band->rows += taller;
        band->columns += BESIDE_GAP + wish->columns;
        bands->of[part] = i;
        return true;
    }
    return false;
}

/* Puts a part below the others. */
static bool put_below(struct bands *bands, int part)
{
    const struct wish *wish = &bands->wishes[part];
    if (bands->used == BANDS || wish->columns > bands->room.columns ||
        rows_of(bands) + BELOW_GAP + wish->rows > bands->room.rows)
        return false;
    bands->of[part] = bands->used;
    bands->list[bands->used++] = (struct band){wish->rows, wish->columns};
    return true;
}

/* Gives rows that are left to the bands of the parts that can use them. */
static void grow_rows(struct bands *bands)
{
    int left = bands->room.rows - rows_of(bands);
    for (int i = 0; i < bands->count; i++) {
        const struct wish *wish = &bands->wishes[i];
        if (bands->of[i] < 0)
            continue;
        struct band *band = &bands->list[bands->of[i]];
        int wanted = wish->most_rows - band->rows;
        wanted = wanted < left ? wanted : left;
        int beyond = band->rows + wanted - wish->easy_rows;
        if (wish->step > 0 && beyond > 0)
            wanted -= beyond % wish->step;
        if (wanted > 0) {
            band->rows += wanted;
            left -= wanted;
        }
    }
}

/* How many parts a band has. */
static int parts_in(const struct bands *bands, int which)
{
    int parts = 0;
    for (int i = 0; i < bands->count; i++)
        parts += bands->of[i] == which;
    return parts;
}

/* The columns of the parts of a band, from left to right: what is left goes to the first ones. */
static void place_band(const struct bands *bands, int which, int row, struct rect *places)
{
    int left = bands->room.columns - bands->list[which].columns, column = 0;
    bool only = parts_in(bands, which) == 1;
    for (int i = 0; i < bands->count; i++) {
        const struct wish *wish = &bands->wishes[i];
        if (bands->of[i] != which)
            continue;
        int more = only ? left : wish->most_columns - wish->columns;
        more = more < 0 ? 0 : more < left ? more : left;
        int columns = wish->columns + more;
        places[i] = rect_part(bands->room, row, column, bands->list[which].rows, columns);
        left -= more;
        column += columns + BESIDE_GAP;
    }
}

/* One way to fill a room. */
struct plan {
    int columns; /* no band is wider, unless one part is */
    int steps;   /* so many larger is the first part before others get a place */
};

/* The rows that a part asks for at first. */
static int rows_at(const struct wish *wish, int steps)
{
    return steps ? wish->easy_rows + steps * wish->step : wish->rows;
}

/* Rows of the bands in which something can stand. */
static int rows_used(const struct bands *bands)
{
    int used = 0;
    for (int band = 0; band < bands->used; band++) {
        int most = 0;
        for (int i = 0; i < bands->count; i++)
            if (bands->of[i] == band && bands->wishes[i].most_rows > most)
                most = bands->wishes[i].most_rows;
        used += bands->list[band].rows < most ? bands->list[band].rows : most;
    }
    return used;
}

/* Finds a band for every part that has room. Returns the rows that they use when they have
 * grown. */
static int fill_bands(struct bands *bands, struct plan plan)
{
    struct rect whole = bands->room;
    bands->used = 1;
    bands->list[0] =
        (struct band){rows_at(&bands->wishes[0], plan.steps), bands->wishes[0].columns};
    bands->room.columns = plan.columns;
    for (int i = 0; i < bands->count; i++)
        bands->of[i] = i ? -1 : 0;
    for (int i = 1; i < bands->count; i++)
        if (!put_beside(bands, i))
            put_below(bands, i);
    bands->room = whole;
    grow_rows(bands);
    return rows_used(bands);
}

/* How many parts have a place. */
static int parts_placed(const struct bands *bands)
{
    int parts = 0;
    for (int i = 0; i < bands->count; i++)
        parts += bands->of[i] >= 0;
    return parts;
}

/* The plan that uses most of the rows; a larger first part is worth a row, one more part two. */
static void choose_plan(struct bands *bands)
{
    enum { STEP = 1, PART = 2 /* rows that they may cost */ };
    const struct wish *first = &bands->wishes[0];
    struct plan best = {bands->room.columns, 0};
    int most = -1;
    for (int quarters = 4; quarters >= 2; quarters--)
        for (int steps = 0; steps < 3; steps++) {
            struct plan plan = {bands->room.columns * quarters / 4, steps};
            int rows = rows_at(first, steps);
            if (steps && (first->step <= 0 || rows > bands->room.rows || rows > first->most_rows))
                continue;
            int worth = fill_bands(bands, plan) + STEP * steps;
            worth += PART * parts_placed(bands);
            if (worth > most) {
                most = worth;
                best = plan;
            }
        }
    fill_bands(bands, best);
}

void layout_arrange(struct rect room, const struct wish *wishes, int count, struct rect *places)
{
    struct bands bands = {.room = room, .wishes = wishes, .count = count};
    bands.of = mem_new((size_t)count, sizeof *bands.of);
    memset(places, 0, (size_t)count * sizeof *places);
    choose_plan(&bands);
    for (int i = 0, row = 0; i < bands.used; i++) {
        place_band(&bands, i, row, places);
        row += bands.list[i].rows + BELOW_GAP;
    }
    if (bands.used == 1 && parts_in(&bands, 0) == 1)
        places[0] = room;
    free(bands.of);
}
