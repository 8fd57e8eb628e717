#include "cli/show_page.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/para.h"

int show_page_write(const struct show_page *page, const char *bytes, size_t count)
{
    struct file_writer writer;
    struct err err;
    if (!page->path) {
        fwrite(bytes, 1, count, stdout);
        return EXIT_DONE;
    }
    if (!page->overwrite && access(page->path, F_OK) == 0) {
        err_set(&err, "%s: there is such a file already; --force replaces it", page->path);
        return command_failed(&err);
    }
    if (file_create(&writer, page->path, &err))
        return command_failed(&err);
    fwrite(bytes, 1, count, writer.stream);
    return file_commit(&writer, &err) ? command_failed(&err) : EXIT_DONE;
}

/* Rows that the caption takes of a page on which everything has to fit. */
static int caption_rows(const struct show_page *page, const char *caption)
{
    enum { PICTURE_ROWS = 10 };
    const struct para_run run = {STYLE_DIM, 0, caption};
    struct rect rect = {.columns = page->columns};
    if (page->format->alone || !*caption)
        return 0;
    int rows = 1 + para_draw(NULL, rect, &run, 1, 0, 0);
    return page->rows - rows >= PICTURE_ROWS ? rows : -1;
}

bool show_page_pictures(const struct show_page *page)
{
    return page->format->grid && strcmp(page->format->name, "text") != 0;
}

int show_page_print(const struct show_page *page, const char *title, const char *words,
                    show_page_draw *draw, const void *data)
{
    const char *caption = page->caption ? page->caption : page->run.text ? page->run.text : "";
    int rows = caption_rows(page, caption);
    struct grid drawn, grid;
    struct str said = {0}, out = {0};
    struct err err;
    grid_init(&drawn, rows > 0 ? page->rows - rows : page->rows, page->columns);
    draw(&drawn, grid_whole(&drawn), data);
    plate_compose(&grid, &drawn, &page->theme, rows < 0 ? "" : caption);
    if (!words)
        plate_text(&drawn, &page->theme, &said);
    const struct plate plate = {title, words ? words : said.text, page->scale};
    int result = page->format->grid(&out, &grid, &page->theme, &plate, &err)
                     ? command_failed(&err)
                     : show_page_write(page, out.text, out.length);
    str_free(&said);
    str_free(&out);
    grid_free(&drawn);
    grid_free(&grid);
    return result;
}

/* ---- what the command line asks for ---- */

enum { COLUMNS = 100, ROWS = 30, SIZE_MAX_SIDE = 2000 };

static int read_size(const struct command *command, struct show_page *page)
{
    struct winsize size;
    char after;
    page->columns = COLUMNS;
    page->rows = ROWS;
    if (!page->size) {
        if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
            page->columns = size.ws_col;
        return EXIT_DONE;
    }
    if (sscanf(page->size, "%dx%d%c", &page->columns, &page->rows, &after) != 2 ||
        page->columns < 1 || page->rows < 1 || page->columns > SIZE_MAX_SIDE ||
        page->rows > SIZE_MAX_SIDE)
        return command_misused(
            command, "--size must be columns x rows, 100x30 for example, not \"%s\"", page->size);
    return EXIT_DONE;
}

static int wrong_format(const struct command *command, const char *text)
{
    struct str names = {0};
    format_names(&names);
    int result = command_misused(command, "--format must be %s, not \"%s\"", names.text, text);
    str_free(&names);
    return result;
}

static int wrong_ending(const struct command *command, const char *path)
{
    struct str pictures = {0}, numbers = {0};
    format_endings(&pictures, true);
    format_endings(&numbers, false);
    int result =
        command_misused(command, "%s: a picture ends in %s, numbers in %s; or add --format", path,
                        pictures.text, numbers.text);
    str_free(&pictures);
    str_free(&numbers);
    return result;
}

/* The format is the one that is named, or that of the file's ending, or text. */
static int read_format(const struct command *command, struct show_page *page)
{
    const char *name = page->format_name ? page->format_name : "text";
    bool by_ending = page->path && !page->format_name;
    page->format = by_ending ? format_of_file(page->path) : format_find(name);
    return page->format ? EXIT_DONE
           : by_ending  ? wrong_ending(command, page->path)
                        : wrong_format(command, name);
}

/* How a picture looks. */
static int read_look(const struct command *command, struct show_page *page)
{
    static const enum tier tiers[] = {TIER_256, TIER_16, TIER_MONO};
    bool light = page->light || page->light_too;
    page->theme = (struct theme){.tier = page->format->tier,
                                 .light = light,
                                 .ascii = page->ascii,
                                 .palette = light ? PALETTE_DAY : PALETTE_NIGHT};
    if (page->format->tier == TIER_256)
        page->theme.tier = tiers[page->color];
    if (!(page->scale >= PLATE_SCALE_MIN && page->scale <= PLATE_SCALE_MAX))
        return command_misused(command, "--scale must be from %g to %g, not %g", PLATE_SCALE_MIN,
                               PLATE_SCALE_MAX, page->scale);
    if (page->format->binary && !page->path && isatty(STDOUT_FILENO))
        return command_misused(command, "%s is not for a terminal: add --output FILE%s",
                               page->format->name, page->format->ending);
    return EXIT_DONE;
}

int show_page_settle(const struct command *command, struct show_page *page)
{
    int result = read_format(command, page);
    result = result ? result : read_look(command, page);
    return result ? result : read_size(command, page);
}
