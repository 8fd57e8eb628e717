#include "export/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "export/cairo_api.h"
#include "export/fonts.h"
#include "export/outline.h"
#include "export/paint.h"
#include "export/shapes.h"
#include "text/utf8.h"

/* No side of a picture has more pixels: cairo's own limit. */
enum { SIDE_MAX = 32767 };

/* What is drawn on: cairo's page, in units from the upper left cell on. */
struct drawing {
    const struct cairo_api *api;
    struct cairo *cairo;
    const struct grid *grid;
    const struct theme *theme;
    struct paint *paints; /* [rows × columns] */
    struct fonts *fonts;
};

static void set_color(const struct drawing *drawing, uint32_t rgb, double opacity)
{
    drawing->api->cairo_set_source_rgba(drawing->cairo, (rgb >> 16) / 255.0,
                                        (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, opacity);
}

/* Blocks and papers fill whole pixels: softened edges would let the ground shine through between
 * neighbours. */
static void set_softened(const struct drawing *drawing, bool softened)
{
    drawing->api->cairo_set_antialias(drawing->cairo, softened ? 0 : CAIRO_UNSOFTENED);
}

static void draw_papers(const struct drawing *drawing)
{
    const struct cairo_api *api = drawing->api;
    int count;
    struct paint_box *boxes = paint_boxes(drawing->paints, drawing->grid->rows,
                                          drawing->grid->columns, drawing->theme, &count);
    set_softened(drawing, false);
    for (int i = 0; i < count; i++) {
        set_color(drawing, boxes[i].paper, 1);
        api->cairo_rectangle(drawing->cairo, boxes[i].column * CELL_WIDTH,
                             boxes[i].row * CELL_HEIGHT / 2, boxes[i].columns * CELL_WIDTH,
                             boxes[i].rows * CELL_HEIGHT / 2);
        api->cairo_fill(drawing->cairo);
    }
    free(boxes);
}

static void draw_step(const struct drawing *drawing, const struct outline_step *step, double x,
                      double y)
{
    const struct cairo_api *api = drawing->api;
    if (step->verb == 'M')
        api->cairo_move_to(drawing->cairo, x + step->to[0].x, y + step->to[0].y);
    else if (step->verb == 'L')
        api->cairo_line_to(drawing->cairo, x + step->to[0].x, y + step->to[0].y);
    else if (step->verb == 'C')
        api->cairo_curve_to(drawing->cairo, x + step->to[0].x, y + step->to[0].y, x + step->to[1].x,
                            y + step->to[1].y, x + step->to[2].x, y + step->to[2].y);
    else
        api->cairo_close_path(drawing->cairo);
}

static void begin_path(void *data, const struct shape_kind *kind)
{
    const struct drawing *drawing = data;
    set_color(drawing, kind->ink, kind->opacity);
    set_softened(drawing, !kind->block);
}

static void add_outline(void *data, const struct outline *outline, int row, int column)
{
    for (int i = 0; i < outline->count; i++)
        draw_step(data, &outline->steps[i], column * CELL_WIDTH, row * CELL_HEIGHT);
}

static void end_path(void *data)
{
    const struct drawing *drawing = data;
    drawing->api->cairo_fill(drawing->cairo);
}

static void draw_text(struct drawing *drawing)
{
    const struct paint *paint = drawing->paints;
    struct outline outline;
    drawing->api->cairo_set_font_size(drawing->cairo, drawing->fonts->size);
    for (int row = 0; row < drawing->grid->rows; row++)
        for (int column = 0; column < drawing->grid->columns; column++, paint++) {
            if (paint->width == 0 || paint_blank(paint) || outline_of(paint->text, &outline))
                continue;
            set_color(drawing, paint->ink, 1);
            fonts_draw(drawing->fonts, paint->text, paint->width, paint->bold, column * CELL_WIDTH,
                       row * CELL_HEIGHT);
        }
}

int drawing_cells(struct fonts *fonts, const struct grid *grid, const struct theme *theme,
                  struct err *err)
{
    const struct cairo_api *api = fonts->api;
    struct drawing drawing = {.api = api,
                              .cairo = fonts->cairo,
                              .grid = grid,
                              .theme = theme,
                              .paints = paint_grid(grid, theme),
                              .fonts = fonts};
    draw_papers(&drawing);
    shapes_draw(drawing.paints, grid->rows, grid->columns,
                &(struct shape_pen){&drawing, begin_path, add_outline, end_path});
    draw_text(&drawing);
    free(drawing.paints);
    int status = api->cairo_status(drawing.cairo);
    return status ? err_set(err, "cairo cannot draw this: %s", api->cairo_status_to_string(status))
                  : 0;
}

/* Draws the grid and the paper around it; `scale` is of units to what cairo counts in. */
static int draw_plate(const struct cairo_api *api, struct cairo *cairo, const struct grid *grid,
                      const struct theme *theme, double scale, struct err *err)
{
    const struct drawing ground = {.api = api, .cairo = cairo};
    struct fonts fonts;
    set_color(&ground, paint_paper(theme), 1);
    api->cairo_paint(cairo);
    api->cairo_scale(cairo, scale, scale);
    api->cairo_translate(cairo, PLATE_MARGIN, PLATE_MARGIN);
    int result = fonts_init(&fonts, api, cairo, err);
    if (!result)
        result = drawing_cells(&fonts, grid, theme, err);
    fonts_free(&fonts);
    return result;
}

static int take_bytes(void *out, const unsigned char *data, unsigned length)
{
    str_add_n(out, (const char *)data, length);
    return 0;
}

/* What cairo says at the end; on failure the bytes are dropped. */
static int close_surface(const struct cairo_api *api, struct cairo_surface *surface,
                         struct str *out, size_t length, int result, int status, struct err *err)
{
    if (result == 0 && status)
        result = err_set(err, "cairo cannot write this: %s", api->cairo_status_to_string(status));
    api->cairo_surface_destroy(surface);
    if (result)
        out->length = length;
    return result;
}

int drawing_png(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err)
{
    const struct cairo_api *api = cairo_api(err);
    double width = plate_width(grid) * plate->scale, height = plate_height(grid) * plate->scale;
    size_t length = out->length;
    if (!api)
        return -1;
    if (width > SIDE_MAX || height > SIDE_MAX)
        return err_set(err,
                       "a PNG of %.0f x %.0f pixels is too large, %d is the limit: choose a "
                       "smaller scale",
                       width, height, SIDE_MAX);
    struct cairo_surface *surface =
        api->cairo_image_surface_create(CAIRO_RGB24, (int)(width + 0.5), (int)(height + 0.5));
    struct cairo *cairo = api->cairo_create(surface);
    int result = draw_plate(api, cairo, grid, theme, plate->scale, err), status = 0;
    api->cairo_destroy(cairo);
    if (result == 0)
        status = api->cairo_surface_write_to_png_stream(surface, take_bytes, out);
    return close_surface(api, surface, out, length, result, status, err);
}

static void set_text(const struct cairo_api *api, struct cairo_surface *surface, int which,
                     const char *text)
{
    struct str clean = {0};
    utf8_clean(&clean, text, strlen(text));
    api->cairo_pdf_surface_set_metadata(surface, which, clean.text);
    str_free(&clean);
}

int drawing_open(struct drawing_file *file, struct str *out, double width, double height,
                 const char *title, struct err *err)
{
    *file = (struct drawing_file){.api = cairo_api(err), .out = out, .length = out->length};
    if (!file->api)
        return -1;
    file->surface = file->api->cairo_pdf_surface_create_for_stream(take_bytes, out, width, height);
    file->cairo = file->api->cairo_create(file->surface);
    set_text(file->api, file->surface, CAIRO_PDF_TITLE, title);
    set_text(file->api, file->surface, CAIRO_PDF_CREATOR, "heed");
    /* Not the time of writing: the same picture is the same file. */
    file->api->cairo_pdf_surface_set_metadata(file->surface, CAIRO_PDF_CREATED, "");
    return 0;
}

int drawing_close(struct drawing_file *file, int result, struct err *err)
{
    file->api->cairo_destroy(file->cairo);
    file->api->cairo_surface_finish(file->surface);
    return close_surface(file->api, file->surface, file->out, file->length, result,
                         file->api->cairo_surface_status(file->surface), err);
}

int drawing_pdf(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err)
{
    const double scale = plate->scale * 0.75; /* of units to points */
    struct drawing_file file;
    if (drawing_open(&file, out, plate_width(grid) * scale, plate_height(grid) * scale,
                     plate->title, err))
        return -1;
    set_text(file.api, file.surface, CAIRO_PDF_SUBJECT, plate->words);
    int result = draw_plate(file.api, file.cairo, grid, theme, scale, err);
    return drawing_close(&file, result, err);
}
