#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "export/html.h"
#include "export/print.h"
#include "export/svg.h"
#include "same_cells.h"
#include "text/utf8.h"

static const struct theme dark = {.tier = TIER_256};
static const struct theme light = {.tier = TIER_256, .light = true, .palette = PALETTE_DAY};
static const struct plate plain = {.title = "Title", .words = "Words.", .scale = 1};

static void check(const struct grid *grid)
{
    const struct theme *themes[] = {&dark, &light};
    for (int i = 0; i < 2; i++) {
        struct str svg = {0}, html = {0};
        svg_print(&svg, grid, themes[i], &plain);
        assert_same_cells(svg.text, grid, themes[i]);
        html_print(&html, grid, themes[i], &plain);
        assert_same_cells(html.text, grid, themes[i]);
        str_free(&svg);
        str_free(&html);
    }
}

static void lines_blocks_and_dots_meet_their_neighbours(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 24, 40);
    struct rect all = grid_whole(&grid);
    grid_put(&grid, all, 0, 1, STYLE_STATE, "─━│┃┌┐└┘├┤┬┴┼╭╮╯╰═║");
    grid_put(&grid, all, 1, 1, STYLE_SCORE, "▀▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▐░▒▓");
    grid_put(&grid, all, 2, 1, STYLE_DIM, "▲▴▶▸▼▾◀◂");
    grid_put(&grid, all, 3, 1, STYLE_BADGE, "┌──┐");
    for (int dots = 0; dots < 256; dots++) {
        char text[4];
        read_encode(text, 0x2800 + dots);
        grid_put(&grid, all, 4 + dots / 32, dots % 32, STYLE_PLAIN, text);
    }
    check(&grid);
    grid_free(&grid);
}

static void words_keep_their_columns(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 6, 40);
    struct rect all = grid_whole(&grid);
    grid_put(&grid, all, 0, 0, STYLE_WORD, "早上好 née ẽ x\u0323\u0301y aक़b 早");
    grid_mark(&grid, all, 0, 2, 2, MARK_CURSOR);
    grid_put(&grid, all, 1, 3, STYLE_WORD, "one two  three   four");
    grid_mark(&grid, all, 1, 7, 3, MARK_UNDERLINE | MARK_BOLD);
    grid_mark(&grid, all, 1, 30, 3, MARK_UNDERLINE);
    grid_put(&grid, all, 2, 0, STYLE_WORD, "שלום and سلام");
    grid_put(&grid, all, 3, 0, STYLE_CODE, "a = b·c ");
    grid_put(&grid, all, 4, 38, STYLE_TITLE, "早");
    check(&grid);
    grid_free(&grid);
}

static void heat_has_the_colors_of_its_theme(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 4, 20);
    struct rect all = grid_whole(&grid);
    for (int level = 0; level < LEVELS_SEQUENTIAL; level++) {
        grid_format(&grid, all, 0, 2 * level, STYLE_PLAIN, ".%d", level);
        grid_heat(&grid, all, 0, 2 * level, 2, RAMP_SEQUENTIAL, level);
        grid_halves(&grid, all, 1, level, RAMP_SEQUENTIAL, level, 9 - level);
        grid_halves(&grid, all, 1, 10 + level, RAMP_SEQUENTIAL, level,
                    level % 2 ? LEVEL_NOTHING : LEVEL_CURSOR);
    }
    for (int level = 0; level < LEVELS_DIVERGING; level++)
        grid_heat(&grid, all, 2, 2 * level, 2, RAMP_DIVERGING, level);
    check(&grid);
    grid_free(&grid);
}

/* --- what people type ------------------------------------------------------------------------- */

#define HOSTILE                                                                                    \
    "</title></desc></svg><script>alert(\"1\")</script>'&lt;\x01\x1b[31m\u202E\u2066\xC2\x85"      \
    "\xED\xA0\x80\xFF\uFFFF]]>--><!--"

/* Bytes that markup allows and a reader shows as they are meant. */
static void assert_harmless(const struct str *out)
{
    static const char *const forbidden[] = {"<script", "alert(\"", "\u202E",  "\u2066",
                                            "\uFFFF",  "]]>",      "-->",     "<!--",
                                            "href",    "url(",     "@import", "src="};
    assert_true(utf8_valid(out->text, out->length));
    assert_int_equal(strlen(out->text), out->length);
    for (size_t i = 0; i < out->length; i++)
        assert_true((unsigned char)out->text[i] >= 0x20 || out->text[i] == '\n');
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_null(strstr(out->text, forbidden[i]));
}

static void put_raw(struct grid *grid, int column, const char *text)
{
    struct cell *cell = grid_cell(grid, 1, column);
    strcpy(cell->text, text);
}

static void hostile_grid(struct grid *grid)
{
    struct grid screen;
    grid_init(&screen, 2, 90);
    grid_put(&screen, grid_whole(&screen), 0, 0, STYLE_WORD, HOSTILE);
    put_raw(&screen, 0, "<");
    put_raw(&screen, 1, "&amp;");
    put_raw(&screen, 2, "\xED\xA0\x80");
    put_raw(&screen, 3, "\x1b");
    put_raw(&screen, 4, "\uFFFE");
    put_raw(&screen, 5, "\"'>");
    plate_compose(grid, &screen, &dark, "caption " HOSTILE "\nsecond line");
    grid_free(&screen);
}

static const struct plate hostile = {.title = HOSTILE, .words = HOSTILE, .scale = 1};

static void hostile_words_are_only_words(void **state)
{
    (void)state;
    struct grid grid;
    struct str svg = {0}, html = {0};
    hostile_grid(&grid);
    svg_print(&svg, &grid, &dark, &hostile);
    html_print(&html, &grid, &dark, &hostile);
    assert_harmless(&svg);
    assert_harmless(&html);
    assert_null(strstr(svg.text, "<style"));
    struct read_svg *read = read_svg(svg.text);
    static const char cleaned[] = "</title></desc></svg><script>alert(\"1\")</script>'&lt;  [31m   "
                                  "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD]]>--><!--";
    assert_string_equal(read->title, cleaned);
    assert_string_equal(read->words, cleaned);
    assert_true(strncmp(read->label, cleaned, strlen(cleaned)) == 0);
    assert_string_equal(read->cells[1][0].text, "<");
    assert_string_equal(read->cells[1][1].text, "&amp;");
    assert_string_equal(read->cells[1][2].text, "\uFFFD");
    assert_string_equal(read->cells[1][5].text, "\"'>");
    assert_string_equal(read->cells[3][0].text, "c");
    free(read);
    str_free(&svg);
    str_free(&html);
    grid_free(&grid);
}

/* Whether a program that is there finds nothing to say about a text. */
static void assert_valid(const char *program, const char *command, const struct str *text)
{
    char path[] = "/tmp/heed-picture-XXXXXX", line[512];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text->text, text->length), text->length);
    close(fd);
    snprintf(line, sizeof line, "! command -v %s >/dev/null || %s %s", program, command, path);
    int status = system(line);
    remove(path);
    assert_int_equal(status, 0);
}

static void other_programs_find_them_valid(void **state)
{
    (void)state;
    struct grid grid;
    struct str svg = {0}, html = {0};
    hostile_grid(&grid);
    svg_print(&svg, &grid, &light, &hostile);
    html_print(&html, &grid, &light, &hostile);
    assert_valid("xmllint", "xmllint --noout --nonet", &svg);
    assert_valid("tidy", "tidy -quiet -errors", &html);
    str_free(&svg);
    str_free(&html);
    grid_free(&grid);
}

/* --- what goes with it ------------------------------------------------------------------------ */

static void scale_and_words_are_the_caller_s(void **state)
{
    (void)state;
    struct grid grid;
    struct str svg = {0};
    const struct plate plate = {.title = "Attention", .words = "It looks home.", .scale = 2.5};
    grid_init(&grid, 2, 10);
    svg_print(&svg, &grid, &dark, &plate);
    struct read_svg *read = read_svg(svg.text);
    assert_string_equal(read->title, "Attention");
    assert_string_equal(read->words, "It looks home.");
    assert_string_equal(read->label, "Attention. It looks home.");
    assert_true(read_near(read->width, (10 * 9 + 18) * 2.5));
    assert_true(read_near(read->height, (2 * 18 + 18) * 2.5));
    assert_false(read->turned);
    /* nothing is fetched: the only address names the vocabulary */
    const char *address = strstr(svg.text, "http");
    assert_non_null(address);
    assert_null(strstr(address + 1, "http"));
    free(read);
    str_free(&svg);
    grid_free(&grid);
}

static void a_page_has_the_text_too(void **state)
{
    (void)state;
    struct grid grid;
    struct str html = {0}, text = {0};
    char copy[1024];
    grid_init(&grid, 3, 30);
    grid_put(&grid, grid_whole(&grid), 0, 2, STYLE_WORD, "a < b & \"c\"");
    grid_put(&grid, grid_whole(&grid), 2, 0, STYLE_WORD, "早 ▶ ok");
    html_print(&html, &grid, &dark, &plain);
    print_text(&text, &grid, &dark);
    const char *start = strstr(html.text, "<pre>\n");
    assert_non_null(start);
    read_text(start + 6, strstr(start, "</pre>"), copy, sizeof copy);
    assert_string_equal(copy, text.text);
    assert_non_null(strstr(html.text, "<title>Title</title>"));
    assert_non_null(strstr(html.text, "<p>Words.</p>"));
    assert_non_null(strstr(html.text, "default-src 'none'"));
    str_free(&html);
    str_free(&text);
    grid_free(&grid);
}

static void a_plate_is_as_large_as_what_is_drawn(void **state)
{
    (void)state;
    struct grid screen, plate;
    grid_init(&screen, 24, 80);
    grid_put(&screen, grid_whole(&screen), 2, 4, STYLE_WORD, "早");
    grid_heat(&screen, grid_whole(&screen), 3, 8, 2, RAMP_SEQUENTIAL, 0);
    plate_compose(&plate, &screen, &dark, "");
    assert_int_equal(plate.rows, 2);
    assert_int_equal(plate.columns, 10);
    check(&plate);
    grid_free(&plate);

    struct str text = {0};
    plate_compose(&plate, &screen, &dark,
                  "eng-fra-additive: \"I'm home.\" → \"Je suis chez moi.\"\nchanged: mask off, "
                  "temperature 0.5");
    assert_int_equal(plate.rows, 5);
    assert_int_equal(plate.columns, 60);
    print_text(&text, &plate, &dark);
    assert_string_equal(text.text,
                        "    早\n\n\neng-fra-additive: \"I'm home.\" → \"Je suis chez moi.\"\n"
                        "changed: mask off, temperature 0.5\n");
    str_free(&text);
    grid_free(&plate);
    grid_free(&screen);
}

static void nothing_is_a_picture_too(void **state)
{
    (void)state;
    struct grid screen, plate;
    grid_init(&screen, 5, 20);
    plate_compose(&plate, &screen, &light, "");
    assert_int_equal(plate.rows, 0);
    check(&plate);
    grid_free(&plate);
    grid_resize(&screen, 0, 0);
    plate_compose(&plate, &screen, &light, "a caption");
    check(&plate);
    grid_free(&plate);
    grid_free(&screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_blocks_and_dots_meet_their_neighbours),
        cmocka_unit_test(words_keep_their_columns),
        cmocka_unit_test(heat_has_the_colors_of_its_theme),
        cmocka_unit_test(hostile_words_are_only_words),
        cmocka_unit_test(other_programs_find_them_valid),
        cmocka_unit_test(scale_and_words_are_the_caller_s),
        cmocka_unit_test(a_page_has_the_text_too),
        cmocka_unit_test(a_plate_is_as_large_as_what_is_drawn),
        cmocka_unit_test(nothing_is_a_picture_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
