#include "export/outline.h"

#include <string.h>

#include "text/utf8.h"

/* --- paths ------------------------------------------------------------------------------------ */

static struct outline_step *add_step(struct outline *outline, char verb, double x, double y)
{
    struct outline_step *step = &outline->steps[outline->count++];
    *step = (struct outline_step){.verb = verb, .to = {{x, y}}};
    return step;
}

static void add_polygon(struct outline *outline, int corners, const double (*corner)[2])
{
    for (int i = 0; i < corners; i++)
        add_step(outline, i ? 'L' : 'M', corner[i][0], corner[i][1]);
    add_step(outline, 'Z', 0, 0);
}

static void add_box(struct outline *outline, double left, double top, double right, double bottom)
{
    const double corners[][2] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    add_polygon(outline, 4, corners);
}

/* A quarter of a circle to (x, y) as a curve. It starts at the end of the path, in the direction of
 * the corner where its tangents meet. */
static void add_quarter(struct outline *outline, double x, double y, double corner_x,
                        double corner_y)
{
    enum { END = 2 };
    static const double reach = 0.5523; /* of the control points towards the corner */
    const struct outline_step *last = &outline->steps[outline->count - 1];
    int at = last->verb == 'C' ? END : 0;
    double from_x = last->to[at].x, from_y = last->to[at].y;
    struct outline_step *step = add_step(outline, 'C', from_x + reach * (corner_x - from_x),
                                         from_y + reach * (corner_y - from_y));
    step->to[1].x = x + reach * (corner_x - x);
    step->to[1].y = y + reach * (corner_y - y);
    step->to[END].x = x;
    step->to[END].y = y;
}

static void add_disc(struct outline *outline, double x, double y, double r)
{
    add_step(outline, 'M', x + r, y);
    add_quarter(outline, x, y + r, x + r, y + r);
    add_quarter(outline, x - r, y, x - r, y + r);
    add_quarter(outline, x, y - r, x - r, y - r);
    add_quarter(outline, x + r, y, x + r, y - r);
    add_step(outline, 'Z', 0, 0);
}

/* --- lines ------------------------------------------------------------------------------------ */

/* Lines from the middle of the cell to its edges, by their thickness. */
static const struct box_lines {
    int code;
    unsigned char left, right, up, down;
} box_lines[] = {
    {0x2500, 1, 1, 0, 0}, /* ─ */
    {0x2501, 3, 3, 0, 0}, /* ━ */
    {0x2502, 0, 0, 1, 1}, /* │ */
    {0x2503, 0, 0, 3, 3}, /* ┃ */
    {0x250C, 0, 1, 0, 1}, /* ┌ */
    {0x2510, 1, 0, 0, 1}, /* ┐ */
    {0x2514, 0, 1, 1, 0}, /* └ */
    {0x2518, 1, 0, 1, 0}, /* ┘ */
    {0x251C, 0, 1, 1, 1}, /* ├ */
    {0x2524, 1, 0, 1, 1}, /* ┤ */
    {0x252C, 1, 1, 0, 1}, /* ┬ */
    {0x2534, 1, 1, 1, 0}, /* ┴ */
    {0x253C, 1, 1, 1, 1}, /* ┼ */
};

/* Thin lines fill the unit from MIDDLE_X and the one from MIDDLE_Y on. */
enum { MIDDLE_X = 4, MIDDLE_Y = 9 };

static bool add_lines(struct outline *outline, int code)
{
    for (size_t i = 0; i < sizeof box_lines / sizeof *box_lines; i++) {
        const struct box_lines *lines = &box_lines[i];
        if (lines->code != code)
            continue;
        int across = lines->left ? lines->left : lines->right;
        int upright = lines->up ? lines->up : lines->down;
        double x = MIDDLE_X - upright / 2, y = MIDDLE_Y - across / 2;
        /* Each goes to the far side of the other, so that corners are closed. */
        if (across)
            add_box(outline, lines->left ? 0 : x, y, lines->right ? CELL_WIDTH : x + upright,
                    y + across);
        if (upright)
            add_box(outline, x, lines->up ? 0 : y, x + upright,
                    lines->down ? CELL_HEIGHT : y + across);
        return true;
    }
    return false;
}

/* ╭ ╮ ╯ ╰, by the sides that the line goes to. */
static void add_turn(struct outline *outline, bool right, bool down)
{
    enum { RADIUS = 4 };
    int edge_x = right ? CELL_WIDTH : 0, edge_y = down ? CELL_HEIGHT : 0;
    /* The two sides of the line: the outer one turns around the cell's middle, the inner one does
     * not come as far. */
    int outer_x = right ? MIDDLE_X : MIDDLE_X + 1, outer_y = down ? MIDDLE_Y : MIDDLE_Y + 1;
    int inner_x = right ? MIDDLE_X + 1 : MIDDLE_X, inner_y = down ? MIDDLE_Y + 1 : MIDDLE_Y;
    int turn_x = right ? outer_x + RADIUS : outer_x - RADIUS;
    int turn_y = down ? outer_y + RADIUS : outer_y - RADIUS;
    add_step(outline, 'M', edge_x, outer_y);
    add_step(outline, 'L', turn_x, outer_y);
    add_quarter(outline, outer_x, turn_y, outer_x, outer_y);
    add_step(outline, 'L', outer_x, edge_y);
    add_step(outline, 'L', inner_x, edge_y);
    add_step(outline, 'L', inner_x, turn_y);
    add_quarter(outline, turn_x, inner_y, inner_x, inner_y);
    add_step(outline, 'L', edge_x, inner_y);
    add_step(outline, 'Z', 0, 0);
}

/* ═ and ║ */
static void add_double(struct outline *outline, bool upright)
{
    for (int side = -2; side <= 2; side += 4)
        if (upright)
            add_box(outline, MIDDLE_X + side, 0, MIDDLE_X + side + 1, CELL_HEIGHT);
        else
            add_box(outline, 0, MIDDLE_Y + side, CELL_WIDTH, MIDDLE_Y + side + 1);
}

static bool add_box_drawing(struct outline *outline, int code)
{
    switch (code) {
    case 0x256D: /* ╭ */
    case 0x256E: /* ╮ */
    case 0x256F: /* ╯ */
    case 0x2570: /* ╰ */
        add_turn(outline, code == 0x256D || code == 0x2570, code <= 0x256E);
        return true;
    case 0x2550: /* ═ */
    case 0x2551: /* ║ */
        add_double(outline, code == 0x2551);
        return true;
    default:
        return add_lines(outline, code);
    }
}

/* --- blocks, dots, triangles ------------------------------------------------------------------ */

/* U+2580 to U+2595: halves, eighths from below and from the left, shades. */
static bool add_block(struct outline *outline, int code)
{
    static const double width = CELL_WIDTH, height = CELL_HEIGHT;
    outline->block = true;
    if (code == 0x2580) /* ▀ */
        add_box(outline, 0, 0, width, height / 2);
    else if (code <= 0x2588) /* ▁ to █ */
        add_box(outline, 0, height - (code - 0x2580) * height / 8, width, height);
    else if (code <= 0x258F) /* ▉ to ▏ */
        add_box(outline, 0, 0, (0x2590 - code) * width / 8, height);
    else if (code == 0x2590) /* ▐ */
        add_box(outline, width / 2, 0, width, height);
    else if (code <= 0x2593) /* ░ ▒ ▓ */
        add_box(outline, 0, 0, width, height);
    else if (code == 0x2594) /* ▔ */
        add_box(outline, 0, 0, width, height / 8);
    else if (code == 0x2595) /* ▕ */
        add_box(outline, width * 7 / 8, 0, width, height);
    else
        return false;
    if (code >= 0x2591 && code <= 0x2593)
        outline->opacity = 0.25 * (code - 0x2590);
    return true;
}

/* Braille patterns: bits 0 to 2 and 6 are the left column from above, 3 to 5 and 7 the other. */
static void add_dots(struct outline *outline, int dots)
{
    static const struct {
        int x, y;
    } places[8] = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}};
    static const double step = CELL_WIDTH / 2.0, radius = 1.4;
    for (int i = 0; i < 8; i++)
        if (dots >> i & 1)
            add_disc(outline, (places[i].x + 0.5) * step, (places[i].y + 0.5) * step, radius);
}

/* Triangles point from the line that reaches them: it ends where they begin. */
static bool add_triangle(struct outline *outline, int code)
{
    static const struct {
        int code;
        double corners[3][2];
    } triangles[] = {
        {0x25B2, {{0.5, 13}, {4.5, 5}, {8.5, 13}}}, /* ▲ */
        {0x25B4, {{1.5, 12}, {4.5, 7}, {7.5, 12}}}, /* ▴ */
        {0x25B6, {{0, 5}, {8, 9.5}, {0, 14}}},      /* ▶ */
        {0x25B8, {{2, 6}, {7, 9.5}, {2, 13}}},      /* ▸ */
        {0x25BC, {{0.5, 6}, {8.5, 6}, {4.5, 14}}},  /* ▼ */
        {0x25BE, {{1.5, 7}, {7.5, 7}, {4.5, 12}}},  /* ▾ */
        {0x25C0, {{9, 5}, {1, 9.5}, {9, 14}}},      /* ◀ */
        {0x25C2, {{7, 6}, {2, 9.5}, {7, 13}}},      /* ◂ */
    };
    for (size_t i = 0; i < sizeof triangles / sizeof *triangles; i++)
        if (triangles[i].code == code) {
            add_polygon(outline, 3, triangles[i].corners);
            return true;
        }
    return false;
}

bool outline_of(const char *grapheme, struct outline *outline)
{
    size_t n = strlen(grapheme);
    int code;
    if (!n || utf8_decode(grapheme, n, &code) != n || code < 0x2500)
        return false;
    outline->opacity = 1;
    outline->block = false;
    outline->count = 0;
    if (code < 0x2580)
        return add_box_drawing(outline, code);
    if (code < 0x25A0)
        return add_block(outline, code);
    if (code < 0x2800 || code > 0x28FF)
        return add_triangle(outline, code);
    add_dots(outline, code - 0x2800);
    return true;
}

void outline_underline(struct outline *outline)
{
    outline->opacity = 1;
    outline->block = true;
    outline->count = 0;
    add_box(outline, 0, CELL_HEIGHT - 2, CELL_WIDTH, CELL_HEIGHT - 1);
}
