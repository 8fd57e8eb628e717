#include "export/svg.h"

#include <stdlib.h>
#include <string.h>

#include "export/markup.h"
#include "export/outline.h"
#include "export/paint.h"
#include "export/shapes.h"
#include "text/utf8.h"

/* Monospaced fonts of the common systems, those with box-like widths of 0.6 em first. */
static const char fonts[] = "'DejaVu Sans Mono', Menlo, 'Liberation Mono', Consolas, monospace";

/* The em in units: 0.6 of it is a cell. The baseline leaves room for descenders. */
enum { FONT_SIZE = 15, BASELINE = 14 };

struct svg {
    struct str *out;
    const struct theme *theme;
    int rows, columns;
    struct paint *paints; /* [rows × columns] */
};

static const struct paint *paint_at(const struct svg *svg, int row, int column)
{
    return &svg->paints[(long)row * svg->columns + column];
}

/* --- papers ----------------------------------------------------------------------------------- */

/* Edges are not softened: between neighbours the ground would shine through. */
static void add_papers(const struct svg *svg)
{
    int count;
    struct paint_box *boxes = paint_boxes(svg->paints, svg->rows, svg->columns, svg->theme, &count);
    if (count)
        str_add(svg->out, "<g shape-rendering=\"crispEdges\">\n");
    for (int i = 0; i < count; i++)
        str_format(svg->out,
                   "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
                   boxes[i].column * CELL_WIDTH, boxes[i].row * CELL_HEIGHT / 2,
                   boxes[i].columns * CELL_WIDTH, boxes[i].rows * CELL_HEIGHT / 2, boxes[i].paper);
    if (count)
        str_add(svg->out, "</g>\n");
    free(boxes);
}

/* --- shapes ----------------------------------------------------------------------------------- */

static void add_point(struct str *out, double x, double y)
{
    markup_number(out, x);
    str_add(out, " ");
    markup_number(out, y);
}

static void begin_path(void *data, const struct shape_kind *kind)
{
    const struct svg *svg = data;
    str_format(svg->out, "<path fill=\"#%06x\"", kind->ink);
    if (kind->opacity < 1) {
        str_add(svg->out, " fill-opacity=\"");
        markup_number(svg->out, kind->opacity);
        str_add(svg->out, "\"");
    }
    str_add(svg->out, kind->block ? " shape-rendering=\"crispEdges\" d=\"" : " d=\"");
}

static void add_outline(void *data, const struct outline *outline, int row, int column)
{
    const struct svg *svg = data;
    double left = column * CELL_WIDTH, top = row * CELL_HEIGHT;
    for (int i = 0; i < outline->count; i++) {
        const struct outline_step *step = &outline->steps[i];
        str_add_n(svg->out, &step->verb, 1);
        for (int k = 0; k < (step->verb == 'Z' ? 0 : step->verb == 'C' ? 3 : 1); k++) {
            str_add(svg->out, k ? " " : "");
            add_point(svg->out, left + step->to[k].x, top + step->to[k].y);
        }
    }
}

static void end_path(void *data)
{
    const struct svg *svg = data;
    str_add(svg->out, "\"/>\n");
}

/* --- text ------------------------------------------------------------------------------------- */

static bool is_word(const struct paint *paint)
{
    struct outline outline;
    return paint->width > 0 && !paint_blank(paint) && !outline_of(paint->text, &outline);
}

/* Whether a grapheme is one code point: only then has every character a place in a list. */
static bool is_single(const struct paint *paint)
{
    int code;
    size_t n = strlen(paint->text);
    return utf8_decode(paint->text, n, &code) == n;
}

static bool same_pen(const struct paint *a, const struct paint *b)
{
    return a->ink == b->ink && a->bold == b->bold;
}

/* The column after the run of text that starts at `column`: narrow characters of one look, with
 * single blanks between them; or one wide grapheme, or one of several code points, alone. */
static int run_end(const struct svg *svg, int row, int column)
{
    const struct paint *first = paint_at(svg, row, column);
    int end = column + 1;
    if (first->width == 2 || !is_single(first))
        return column + first->width;
    for (int at = end; at < svg->columns; at++) {
        const struct paint *paint = paint_at(svg, row, at);
        if (paint->width == 1 && paint_blank(paint)) {
            if (at > end)
                break;
            continue;
        }
        if (!is_word(paint) || paint->width != 1 || !is_single(paint) || !same_pen(first, paint))
            break;
        end = at + 1;
    }
    return end;
}

static void add_run(const struct svg *svg, int row, int column, int end)
{
    const struct paint *first = paint_at(svg, row, column);
    str_add(svg->out, "<tspan x=\"");
    if (first->width == 2) /* in the middle: wide glyphs are wider in some fonts than in others */
        str_format(svg->out, "%d\" text-anchor=\"middle", (column + 1) * CELL_WIDTH);
    else
        for (int at = column; at < end; at++)
            str_format(svg->out, at > column ? " %d" : "%d", at * CELL_WIDTH);
    str_add(svg->out, "\"");
    if (first->ink != paint_ink(svg->theme))
        str_format(svg->out, " fill=\"#%06x\"", first->ink);
    str_add(svg->out, first->bold ? " font-weight=\"bold\">" : ">");
    for (int at = column; at < end; at++)
        markup_add(svg->out, paint_at(svg, row, at)->text);
    str_add(svg->out, "</tspan>");
}

/* Letters of right-to-left scripts. */
static bool is_turned(const struct paint *paint)
{
    int code;
    utf8_decode(paint->text, strlen(paint->text), &code);
    return (code >= 0x590 && code <= 0x8FF) || (code >= 0xFB1D && code <= 0xFEFC) ||
           (code >= 0x10800 && code <= 0x10FFF) || (code >= 0x1E800 && code <= 0x1EFFF);
}

static void add_row(const struct svg *svg, int row)
{
    bool any = false, turned = false;
    for (int column = 0; column < svg->columns; column++)
        if (is_word(paint_at(svg, row, column))) {
            any = true;
            turned = turned || is_turned(paint_at(svg, row, column));
        }
    if (!any)
        return;
    str_format(svg->out, "<text y=\"%d\"%s>", row * CELL_HEIGHT + BASELINE,
               turned ? " direction=\"ltr\" unicode-bidi=\"bidi-override\"" : "");
    for (int column = 0, end; column < svg->columns; column = end) {
        end = column + 1;
        if (is_word(paint_at(svg, row, column))) {
            end = run_end(svg, row, column);
            add_run(svg, row, column, end);
        }
    }
    str_add(svg->out, "</text>\n");
}

static void add_text(const struct svg *svg)
{
    str_format(svg->out, "<g font-family=\"%s\" font-size=\"%d\" fill=\"#%06x\">\n", fonts,
               FONT_SIZE, paint_ink(svg->theme));
    for (int row = 0; row < svg->rows; row++)
        add_row(svg, row);
    str_add(svg->out, "</g>\n");
}

/* --- the whole -------------------------------------------------------------------------------- */

static void add_head(const struct svg *svg, const struct grid *grid, const struct plate *plate)
{
    int width = plate_width(grid), height = plate_height(grid);
    str_add(svg->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"");
    markup_number(svg->out, width * plate->scale);
    str_add(svg->out, "\" height=\"");
    markup_number(svg->out, height * plate->scale);
    str_format(svg->out, "\" viewBox=\"%d %d %d %d\" role=\"img\" aria-label=\"", -PLATE_MARGIN,
               -PLATE_MARGIN, width, height);
    markup_add(svg->out, plate->title);
    str_add(svg->out, plate->words[0] ? ". " : "");
    markup_add(svg->out, plate->words);
    str_add(svg->out, "\">\n<title>");
    markup_add(svg->out, plate->title);
    str_add(svg->out, "</title>\n<desc>");
    markup_add(svg->out, plate->words);
    str_format(svg->out,
               "</desc>\n<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
               -PLATE_MARGIN, -PLATE_MARGIN, width, height, paint_paper(svg->theme));
}

void svg_print(struct str *out, const struct grid *grid, const struct theme *theme,
               const struct plate *plate)
{
    struct svg svg = {out, theme, grid->rows, grid->columns, paint_grid(grid, theme)};
    add_head(&svg, grid, plate);
    add_papers(&svg);
    shapes_draw(svg.paints, svg.rows, svg.columns,
                &(struct shape_pen){&svg, begin_path, add_outline, end_path});
    add_text(&svg);
    str_add(out, "</svg>\n");
    free(svg.paints);
}
