#include "cmd/show_page.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/options.h"
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
        err_set(&err, "%s: there is such a file already; --overwrite replaces it", page->path);
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
