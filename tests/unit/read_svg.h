/* Reads a picture of svg_print() back into cells: which character stands where, in which colors, as
 * far as its elements show. Shapes are recognised by their geometry. Knows nothing of src/export/. To
 * be included after cmocka.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READ_ROWS = 49, READ_COLUMNS = 164, READ_WIDTH = 9, READ_HEIGHT = 18 };

/* A closed path of straight sides and curves, relative to the cell that it begins in. */
struct read_path {
    int lines, curves; /* corners, and ends of curves */
    double left, top, right, bottom;
    double corner[8][2];
};

struct read_cell {
    char text[64];                 /* "": nothing is drawn */
    unsigned ink, paper[2];        /* of the upper and the lower half */
    bool bold, underline, written; /* written: as text, not as a shape */
    /* shapes, until they are recognised */
    int paths, discs, dots, curved;
    bool block;
    double opacity;
    struct read_path path[4];
};

struct read_svg {
    unsigned ink, paper;
    double width, height; /* as shown, and of the drawing */
    double view[4];
    char label[8192], title[1024], words[8192];
    bool turned; /* some text is kept from running from right to left */
    struct read_cell cells[READ_ROWS][READ_COLUMNS];
};

/* --- elements --------------------------------------------------------------------------------- */

/* The value of an attribute of the element at `tag`, or NULL. */
static inline char *read_attribute(const char *tag, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, " %s=\"", name);
    const char *end = strchr(tag, '>'), *at = strstr(tag, key);
    if (!at || at > end)
        return NULL;
    at += strlen(key);
    return strndup(at, (size_t)(strchr(at, '"') - at));
}

static inline double read_number(const char *tag, const char *name)
{
    char *text = read_attribute(tag, name), *rest;
    assert_non_null(text);
    double number = strtod(text, &rest);
    assert_true(rest > text && !*rest);
    free(text);
    return number;
}

/* An attribute "#rrggbb"; `otherwise` when there is none. */
static inline unsigned read_color(const char *tag, unsigned otherwise)
{
    char *text = read_attribute(tag, "fill");
    unsigned color = otherwise;
    if (text)
        assert_int_equal(sscanf(text, "#%6x", &color), 1);
    free(text);
    return color;
}

/* Undoes entities. */
static inline void read_text(const char *at, const char *end, char *out, size_t size)
{
    static const struct {
        const char *name;
        char is;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    size_t n = 0;
    while (at < end) {
        assert_true(n + 1 < size);
        assert_true(*at != '<' && *at != '>');
        if (*at != '&') {
            out[n++] = *at++;
            continue;
        }
        size_t i = 0;
        while (i < 5 && strncmp(at, entities[i].name, strlen(entities[i].name)) != 0)
            i++;
        assert_true(i < 5);
        out[n++] = entities[i].is;
        at += strlen(entities[i].name);
    }
    out[n] = '\0';
}

static inline struct read_cell *read_at(struct read_svg *svg, int row, int column)
{
    assert_true(row >= 0 && row < READ_ROWS && column >= 0 && column < READ_COLUMNS);
    return &svg->cells[row][column];
}

/* --- shapes ----------------------------------------------------------------------------------- */

static inline void read_stretch(struct read_path *path, double x, double y)
{
    path->left = x < path->left ? x : path->left;
    path->top = y < path->top ? y : path->top;
    path->right = x > path->right ? x : path->right;
    path->bottom = y > path->bottom ? y : path->bottom;
}

/* One subpath, from its M to its Z; the cell that it belongs to is the one of its middle. */
static inline const char *read_subpath(const char *at, struct read_path *path, int *row,
                                       int *column)
{
    double point[3][2];
    *path = (struct read_path){.left = 1e9, .top = 1e9, .right = -1e9, .bottom = -1e9};
    for (; *at != 'Z'; at++) {
        char verb = *at++, *rest;
        int count = verb == 'C' ? 3 : 1;
        assert_true(verb == 'M' || verb == 'L' || verb == 'C');
        for (int i = 0; i < 2 * count; i++, at = rest) {
            point[i / 2][i % 2] = strtod(at, &rest);
            assert_true(rest > at);
        }
        at--;
        double *end = point[count - 1];
        read_stretch(path, end[0], end[1]);
        if (verb == 'C') {
            path->curves++;
        } else {
            assert_true(path->lines < 8);
            memcpy(path->corner[path->lines++], end, sizeof *path->corner);
        }
    }
    *column = (int)((path->left + path->right) / 2) / READ_WIDTH;
    *row = (int)((path->top + path->bottom) / 2) / READ_HEIGHT;
    double x = *column * READ_WIDTH, y = *row * READ_HEIGHT;
    path->left -= x;
    path->right -= x;
    path->top -= y;
    path->bottom -= y;
    for (int i = 0; i < path->lines; i++) {
        path->corner[i][0] -= x;
        path->corner[i][1] -= y;
    }
    return at + 1;
}

static inline bool read_near(double a, double b)
{
    return a - b < 0.01 && b - a < 0.01;
}

static inline bool read_is_box(const struct read_path *path, double left, double top, double right,
                               double bottom)
{
    return path->lines == 4 && !path->curves && read_near(path->left, left) &&
           read_near(path->top, top) && read_near(path->right, right) &&
           read_near(path->bottom, bottom);
}

/* Which dot of a braille pattern a disc is. */
static inline int read_dot(const struct read_path *path)
{
    static const int bits[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    double x = (path->left + path->right) / 2, y = (path->top + path->bottom) / 2;
    return 1 << bits[(int)(y / READ_HEIGHT * 4)][(int)(x / READ_WIDTH * 2)];
}

static inline void read_path_element(struct read_svg *svg, const char *tag)
{
    char *d = read_attribute(tag, "d"), *opacity = read_attribute(tag, "fill-opacity"),
         *edges = read_attribute(tag, "shape-rendering");
    assert_non_null(d);
    struct read_path path;
    int row, column;
    for (const char *at = d; *at;) {
        at = read_subpath(at, &path, &row, &column);
        struct read_cell *cell = read_at(svg, row, column);
        assert_true(path.left >= 0 && path.right <= READ_WIDTH);
        assert_true(path.top >= 0 && path.bottom <= READ_HEIGHT);
        cell->ink = read_color(tag, 0);
        cell->opacity = opacity ? strtod(opacity, NULL) : 1;
        if (read_is_box(&path, 0, 16, READ_WIDTH, 17)) {
            cell->underline = true;
        } else if (path.curves == 4) {
            cell->discs++;
            cell->dots |= read_dot(&path);
        } else {
            assert_true(cell->paths < 4);
            cell->path[cell->paths++] = path;
            cell->block = edges != NULL;
        }
    }
    free(d);
    free(opacity);
    free(edges);
}

/* --- shapes as characters --------------------------------------------------------------------- */

static inline void read_encode(char *out, int code)
{
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 63));
    out[2] = (char)(0x80 | (code & 63));
    out[3] = '\0';
}

static inline int read_block(const struct read_cell *cell)
{
    const struct read_path *box = &cell->path[0];
    double w = READ_WIDTH, h = READ_HEIGHT;
    if (cell->opacity < 1)
        return read_is_box(box, 0, 0, w, h) ? 0x2590 + (int)(cell->opacity * 4 + 0.5) : 0;
    if (read_is_box(box, 0, 0, w, h / 2))
        return 0x2580;
    if (read_is_box(box, w / 2, 0, w, h))
        return 0x2590;
    for (int eighths = 1; eighths <= 8; eighths++)
        if (read_is_box(box, 0, h - h * eighths / 8, w, h))
            return 0x2580 + eighths;
        else if (read_is_box(box, 0, 0, w * eighths / 8, h))
            return 0x2590 - eighths;
    return 0;
}

/* Which way a triangle points is where a corner is alone; a large one is 8 or more across. */
static inline int read_triangle(const struct read_path *path)
{
    int at_left = 0, at_right = 0, at_top = 0;
    for (int i = 0; i < 3; i++) {
        at_left += read_near(path->corner[i][0], path->left);
        at_right += read_near(path->corner[i][0], path->right);
        at_top += read_near(path->corner[i][1], path->top);
    }
    bool large = path->right - path->left >= 8 || path->bottom - path->top >= 8;
    int code = at_left == 2 ? 0x25B6 : at_right == 2 ? 0x25C0 : at_top == 1 ? 0x25B2 : 0x25BC;
    return large ? code : code + 2;
}

/* Sides of the cell that lines reach. They must reach them at the same place in every character, or
 * they would not meet. */
enum read_side { READ_LEFT = 1, READ_RIGHT = 2, READ_UP = 4, READ_DOWN = 8 };

static inline int read_sides(const struct read_path *path)
{
    return (read_near(path->left, 0) ? READ_LEFT : 0) |
           (read_near(path->right, READ_WIDTH) ? READ_RIGHT : 0) |
           (read_near(path->top, 0) ? READ_UP : 0) |
           (read_near(path->bottom, READ_HEIGHT) ? READ_DOWN : 0);
}

static inline int read_lines(const struct read_cell *cell)
{
    static const struct {
        int sides, code;
    } light[] = {{3, 0x2500},  {12, 0x2502}, {10, 0x250C}, {9, 0x2510}, {6, 0x2514}, {5, 0x2518},
                 {14, 0x251C}, {13, 0x2524}, {11, 0x252C}, {7, 0x2534}, {15, 0x253C}};
    int sides = 0, thick = 0;
    for (int i = 0; i < cell->paths; i++) {
        const struct read_path *path = &cell->path[i];
        double high = path->bottom - path->top, wide = path->right - path->left;
        double thickness = high < wide ? high : wide;
        thick = (int)(thickness + 0.5);
        assert_true(path->lines == 4);
        sides |= read_sides(path);
    }
    if (cell->paths == 2 && read_sides(&cell->path[0]) == read_sides(&cell->path[1]))
        return sides == 3 ? 0x2550 : sides == 12 ? 0x2551 : 0;
    for (int i = 0; i < cell->paths; i++) {
        const struct read_path *path = &cell->path[i];
        if (read_sides(path) & (READ_LEFT | READ_RIGHT) &&
            !(read_sides(path) & (READ_UP | READ_DOWN)))
            assert_true(read_near((path->top + path->bottom) / 2, 9.5));
        else
            assert_true(read_near((path->left + path->right) / 2, 4.5));
    }
    if (thick == 3)
        return sides == 3 ? 0x2501 : sides == 12 ? 0x2503 : 0;
    for (size_t i = 0; i < sizeof light / sizeof *light; i++)
        if (light[i].sides == sides)
            return light[i].code;
    return 0;
}

static inline int read_turn(const struct read_path *path)
{
    switch (read_sides(path)) {
    case READ_RIGHT | READ_DOWN:
        return 0x256D;
    case READ_LEFT | READ_DOWN:
        return 0x256E;
    case READ_LEFT | READ_UP:
        return 0x256F;
    case READ_RIGHT | READ_UP:
        return 0x2570;
    default:
        return 0;
    }
}

static inline void read_recognise(struct read_cell *cell)
{
    int code = 0;
    if (cell->discs)
        code = 0x2800 + cell->dots;
    else if (!cell->paths)
        return;
    else if (cell->block)
        code = read_block(cell);
    else if (cell->path[0].curves)
        code = read_turn(&cell->path[0]);
    else if (cell->path[0].lines == 3)
        code = read_triangle(&cell->path[0]);
    else
        code = read_lines(cell);
    assert_true(code > 0);
    assert_true(!cell->text[0]);
    read_encode(cell->text, code);
}

/* --- rectangles and text ---------------------------------------------------------------------- */

static inline void read_rectangle(struct read_svg *svg, const char *tag)
{
    double x = read_number(tag, "x"), y = read_number(tag, "y");
    double width = read_number(tag, "width"), height = read_number(tag, "height");
    if (x < 0) { /* the ground */
        assert_true(read_near(x, svg->view[0]) && read_near(y, svg->view[1]));
        assert_true(read_near(width, svg->view[2]) && read_near(height, svg->view[3]));
        svg->paper = read_color(tag, 0);
        for (int i = 0; i < READ_ROWS; i++)
            for (int j = 0; j < READ_COLUMNS; j++)
                svg->cells[i][j].paper[0] = svg->cells[i][j].paper[1] = svg->paper;
        return;
    }
    int half = READ_HEIGHT / 2;
    for (int i = (int)y / half; i < (int)(y + height) / half; i++)
        for (int j = (int)x / READ_WIDTH; j < (int)(x + width) / READ_WIDTH; j++)
            read_at(svg, i / 2, j)->paper[i % 2] = read_color(tag, 0);
}

static inline size_t read_bytes(const char *text)
{
    size_t n = 1;
    while (((unsigned char)text[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static inline void read_put(struct read_svg *svg, int row, double x, const char *tag,
                            const char *text, size_t n)
{
    assert_true(read_near(x / READ_WIDTH, (int)(x / READ_WIDTH + 0.5)));
    struct read_cell *cell = read_at(svg, row, (int)(x / READ_WIDTH + 0.5));
    char *weight = read_attribute(tag, "font-weight");
    if (n != 1 || *text != ' ') {
        assert_true(!cell->text[0] && n < sizeof cell->text);
        memcpy(cell->text, text, n);
        cell->text[n] = '\0';
        cell->ink = read_color(tag, svg->ink);
        cell->written = true;
        cell->bold = weight && strcmp(weight, "bold") == 0;
    }
    free(weight);
}

/* A run of characters, each with its place; or one grapheme with one place. */
static inline void read_run(struct read_svg *svg, int row, const char *tag)
{
    const char *start = strchr(tag, '>') + 1;
    char text[4096], *list = read_attribute(tag, "x"), *anchor = read_attribute(tag, "text-anchor");
    read_text(start, strchr(start, '<'), text, sizeof text);
    assert_non_null(list);
    char *rest, *at = text;
    double x = strtod(list, &rest);
    if (!*rest) { /* a wide grapheme stands in the middle of its two columns */
        read_put(svg, row, anchor ? x - READ_WIDTH : x, tag, text, strlen(text));
    } else {
        for (;; x = strtod(rest, &rest)) {
            size_t n = read_bytes(at);
            read_put(svg, row, x, tag, at, n);
            at += n;
            if (!*rest)
                break;
        }
        assert_true(!*at);
    }
    free(list);
    free(anchor);
}

static inline void read_element_text(const char *tag, char *out, size_t size)
{
    const char *start = strchr(tag, '>') + 1;
    read_text(start, strchr(start, '<'), out, size);
}

static inline void read_head(struct read_svg *svg, const char *tag)
{
    char *view = read_attribute(tag, "viewBox"), *label = read_attribute(tag, "aria-label"),
         *role = read_attribute(tag, "role");
    assert_true(view && label && role);
    assert_string_equal(role, "img");
    assert_int_equal(
        sscanf(view, "%lf %lf %lf %lf", &svg->view[0], &svg->view[1], &svg->view[2], &svg->view[3]),
        4);
    read_text(label, label + strlen(label), svg->label, sizeof svg->label);
    svg->width = read_number(tag, "width");
    svg->height = read_number(tag, "height");
    free(view);
    free(label);
    free(role);
}

static inline bool read_is(const char *tag, const char *name)
{
    size_t n = strlen(name);
    return strncmp(tag + 1, name, n) == 0 && strchr(" >", tag[1 + n]);
}

/* The picture in `text`, which may be around it. To be freed. */
static inline struct read_svg *read_svg(const char *text)
{
    struct read_svg *svg = calloc(1, sizeof *svg);
    const char *start = strstr(text, "<svg "), *end = strstr(text, "</svg>");
    int row = -1;
    assert_true(svg && start && end);
    for (const char *tag = start; tag < end; tag = strchr(tag + 1, '<')) {
        if (read_is(tag, "svg"))
            read_head(svg, tag);
        else if (read_is(tag, "title"))
            read_element_text(tag, svg->title, sizeof svg->title);
        else if (read_is(tag, "desc"))
            read_element_text(tag, svg->words, sizeof svg->words);
        else if (read_is(tag, "rect"))
            read_rectangle(svg, tag);
        else if (read_is(tag, "path"))
            read_path_element(svg, tag);
        else if (read_is(tag, "g"))
            svg->ink = read_color(tag, svg->ink);
        else if (read_is(tag, "text")) {
            row = (int)read_number(tag, "y") / READ_HEIGHT;
            char *turned = read_attribute(tag, "unicode-bidi");
            svg->turned = svg->turned || turned;
            free(turned);
        } else if (read_is(tag, "tspan"))
            read_run(svg, row, tag);
        else
            assert_true(tag[1] == '/');
    }
    for (int i = 0; i < READ_ROWS; i++)
        for (int j = 0; j < READ_COLUMNS; j++)
            read_recognise(&svg->cells[i][j]);
    return svg;
}
