#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/cairo_api.h"
#include "export/drawing.h"

/* fontconfig loses a little of what it reads of its configuration, once. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

static const struct theme dark = {.tier = TIER_256};
static const struct plate plain = {.title = "Attention", .words = "It looks home.", .scale = 1};
static const struct plate doubled = {.title = "Attention", .words = "", .scale = 2};

static void sample(struct grid *grid)
{
    grid_init(grid, 4, 30);
    struct rect all = grid_whole(grid);
    grid_put(grid, all, 0, 0, STYLE_WORD, "home");
    grid_put(grid, all, 0, 6, STYLE_PLAIN, "早上");
    grid_heat(grid, all, 1, 2, 3, RAMP_SEQUENTIAL, 5);
    grid_heat(grid, all, 1, 5, 2, RAMP_DIVERGING, 0);
    grid_halves(grid, all, 2, 3, RAMP_SEQUENTIAL, 9, 4);
    grid_put(grid, all, 2, 10, STYLE_CONTEXT, "██");
    grid_put(grid, all, 3, 0, STYLE_WEIGHT, "──");
}

/* --- pixels ----------------------------------------------------------------------------------- */

/* What cairo reads back of a PNG. */
struct image {
    struct cairo_surface *surface;
    int width, height, stride;
    const unsigned char *data;
};

struct source {
    const struct str *bytes;
    size_t at;
};

static int give_bytes(void *closure, unsigned char *data, unsigned length)
{
    struct source *source = closure;
    assert_true(source->at + length <= source->bytes->length);
    memcpy(data, source->bytes->text + source->at, length);
    source->at += length;
    return 0;
}

/* A function of cairo that only tests use. */
static void *cairo_function(const char *name)
{
    void *library = dlopen("libcairo.so.2", RTLD_NOW);
    assert_non_null(library);
    void *function = dlsym(library, name);
    assert_non_null(function);
    return function;
}

static struct image read_png(const struct str *bytes)
{
    struct cairo_surface *(*create)(int (*)(void *, unsigned char *, unsigned), void *);
    unsigned char *(*data)(struct cairo_surface *);
    int (*width)(struct cairo_surface *), (*height)(struct cairo_surface *),
        (*stride)(struct cairo_surface *);
    *(void **)&create = cairo_function("cairo_image_surface_create_from_png_stream");
    *(void **)&data = cairo_function("cairo_image_surface_get_data");
    *(void **)&width = cairo_function("cairo_image_surface_get_width");
    *(void **)&height = cairo_function("cairo_image_surface_get_height");
    *(void **)&stride = cairo_function("cairo_image_surface_get_stride");
    struct source source = {bytes, 0};
    struct image image = {.surface = create(give_bytes, &source)};
    image.width = width(image.surface);
    image.height = height(image.surface);
    image.stride = stride(image.surface);
    image.data = data(image.surface);
    assert_non_null(image.data);
    return image;
}

static void free_image(struct image *image)
{
    struct err err;
    cairo_api(&err)->cairo_surface_destroy(image->surface);
}

static unsigned pixel(const struct image *image, int x, int y)
{
    uint32_t value;
    assert_true(x >= 0 && x < image->width && y >= 0 && y < image->height);
    memcpy(&value, image->data + (long)y * image->stride + 4L * x, sizeof value);
    return value & 0xFFFFFF;
}

/* How many pixels of a part of the picture have not this color. */
static int differing(const struct image *image, int x, int y, int width, int height, unsigned color)
{
    int count = 0;
    for (int i = y; i < y + height; i++)
        for (int j = x; j < x + width; j++)
            count += pixel(image, j, i) != color;
    return count;
}

static void a_png_has_the_exact_colors(void **state)
{
    (void)state;
    struct grid grid;
    struct str png = {0};
    struct err err;
    sample(&grid);
    assert_int_equal(drawing_png(&png, &grid, &dark, &plain, &err), 0);
    assert_memory_equal(png.text, "\x89PNG\r\n\x1a\n", 8);
    struct image image = read_png(&png);
    assert_int_equal(image.width, 30 * 9 + 18);
    assert_int_equal(image.height, 4 * 18 + 18);
    unsigned ground = pixel(&image, 0, 0), ramp = theme_rgb(33);
    /* the whole of each heat cell, to its last pixel */
    assert_int_equal(differing(&image, 9 + 2 * 9, 9 + 18, 27, 18, ramp), 0);
    assert_int_equal(differing(&image, 9 + 5 * 9, 9 + 18, 18, 18, theme_rgb(159)), 0);
    /* two halves */
    assert_int_equal(differing(&image, 9 + 3 * 9, 9 + 36, 9, 9, theme_rgb(230)), 0);
    assert_int_equal(differing(&image, 9 + 3 * 9, 9 + 45, 9, 9, theme_rgb(27)), 0);
    /* blocks without a gap, a line of one pixel */
    assert_int_equal(differing(&image, 9 + 10 * 9, 9 + 36, 18, 18, theme_rgb(210)), 0);
    assert_int_equal(differing(&image, 9, 9 + 54 + 9, 18, 1, theme_rgb(179)), 0);
    assert_int_equal(differing(&image, 9, 9 + 54, 18, 9, ground), 0);
    /* letters are in their row, wide ones in their columns, and nothing is elsewhere */
    assert_in_range(differing(&image, 9, 9, 4 * 9, 18, ground), 40, 4 * 9 * 18 / 2);
    assert_in_range(differing(&image, 9 + 6 * 9, 9, 4 * 9, 18, ground), 40, 4 * 9 * 18 * 3 / 4);
    assert_int_equal(differing(&image, 9 + 4 * 9 + 1, 9, 2 * 9 - 2, 18, ground), 0);
    assert_int_equal(differing(&image, 9 + 10 * 9, 9, 20 * 9, 36, ground), 0);
    assert_int_equal(differing(&image, 0, 0, image.width, 9, ground), 0);
    free_image(&image);
    str_free(&png);
    grid_free(&grid);
}

static void a_scale_makes_more_pixels_of_the_same_picture(void **state)
{
    (void)state;
    struct grid grid;
    struct str png = {0};
    struct err err;
    sample(&grid);
    assert_int_equal(drawing_png(&png, &grid, &dark, &doubled, &err), 0);
    struct image image = read_png(&png);
    assert_int_equal(image.width, 2 * (30 * 9 + 18));
    assert_int_equal(differing(&image, 2 * (9 + 2 * 9), 2 * (9 + 18), 54, 36, theme_rgb(33)), 0);
    free_image(&image);
    str_free(&png);
    grid_free(&grid);
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    struct grid grid;
    struct str png = {0};
    struct err err;
    const struct plate plate = {.title = "", .words = "", .scale = 20};
    grid_init(&grid, 100, 300);
    str_add(&png, "before");
    assert_int_equal(drawing_png(&png, &grid, &dark, &plate, &err), -1);
    assert_non_null(strstr(err.text, "smaller scale"));
    assert_string_equal(png.text, "before");
    str_free(&png);
    grid_free(&grid);
}

/* --- PDF -------------------------------------------------------------------------------------- */

static void a_pdf_is_the_same_every_time(void **state)
{
    (void)state;
    struct grid grid;
    struct str pdf = {0}, again = {0};
    struct err err;
    sample(&grid);
    assert_int_equal(drawing_pdf(&pdf, &grid, &dark, &plain, &err), 0);
    assert_memory_equal(pdf.text, "%PDF-", 5);
    sleep(1); /* a file that tells the time would differ */
    assert_int_equal(drawing_pdf(&again, &grid, &dark, &plain, &err), 0);
    assert_int_equal(pdf.length, again.length);
    assert_memory_equal(pdf.text, again.text, pdf.length);
    str_free(&pdf);
    str_free(&again);
    grid_free(&grid);
}

/* Read by poppler's pdftotext, where it is installed. */
static void the_text_of_a_pdf_can_be_copied(void **state)
{
    (void)state;
    struct grid grid;
    struct str pdf = {0};
    struct err err;
    char path[] = "/tmp/heed-pdf-XXXXXX", command[128], line[128] = "";
    if (system("command -v pdftotext >/dev/null") != 0)
        skip();
    sample(&grid);
    assert_int_equal(drawing_pdf(&pdf, &grid, &dark, &plain, &err), 0);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf.text, pdf.length), pdf.length);
    close(fd);
    snprintf(command, sizeof command, "pdftotext -layout %s -", path);
    FILE *text = popen(command, "r");
    assert_non_null(text);
    assert_non_null(fgets(line, sizeof line, text));
    pclose(text);
    remove(path);
    assert_non_null(strstr(line, "home"));
    if (system("fc-list ':charset=65e9 4e0a' 2>/dev/null | grep -q .") == 0)
        assert_non_null(strstr(line, "早上"));
    str_free(&pdf);
    grid_free(&grid);
}

/* --- both ------------------------------------------------------------------------------------- */

static void hostile_cells_do_not_stop_it(void **state)
{
    (void)state;
    struct grid grid;
    struct str png = {0}, pdf = {0};
    struct err err;
    const struct plate plate = {.title = "\xED\xA0\x80(\x01)\\", .words = "\xFF) >>", .scale = 1};
    grid_init(&grid, 2, 10);
    strcpy(grid_cell(&grid, 0, 0)->text, "\xED\xA0\x80");
    strcpy(grid_cell(&grid, 0, 1)->text, "\x1b");
    strcpy(grid_cell(&grid, 0, 2)->text, "\xFF");
    strcpy(grid_cell(&grid, 0, 3)->text, "");
    grid_put(&grid, grid_whole(&grid), 1, 0, STYLE_WORD, "x\u0323\u0301y \uE000\U000F1234\uFFFF");
    assert_int_equal(drawing_png(&png, &grid, &dark, &plate, &err), 0);
    assert_int_equal(drawing_pdf(&pdf, &grid, &dark, &plate, &err), 0);
    struct image image = read_png(&png);
    free_image(&image);
    str_free(&png);
    str_free(&pdf);
    grid_free(&grid);
}

static void nothing_is_a_picture_too(void **state)
{
    (void)state;
    struct grid grid;
    struct str png = {0}, pdf = {0};
    struct err err;
    grid_init(&grid, 0, 0);
    assert_int_equal(drawing_png(&png, &grid, &dark, &plain, &err), 0);
    assert_int_equal(drawing_pdf(&pdf, &grid, &dark, &plain, &err), 0);
    struct image image = read_png(&png);
    assert_int_equal(image.width, 18);
    assert_int_equal(differing(&image, 0, 0, 18, 18, pixel(&image, 0, 0)), 0);
    free_image(&image);
    str_free(&png);
    str_free(&pdf);
    grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_has_the_exact_colors),
        cmocka_unit_test(a_scale_makes_more_pixels_of_the_same_picture),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(a_pdf_is_the_same_every_time),
        cmocka_unit_test(the_text_of_a_pdf_can_be_copied),
        cmocka_unit_test(hostile_cells_do_not_stop_it),
        cmocka_unit_test(nothing_is_a_picture_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
