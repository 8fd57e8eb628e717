#include "shell/export_screen.h"

#include <unistd.h>

#include "base/file.h"
#include "export/format.h"

static void write_screen(FILE *file, const struct format *format, const struct screen *screen,
                         const struct theme *theme)
{
    struct theme printed = *theme;
    struct grid grid;
    struct str out = {0};
    printed.tier = format->tier;
    grid_init(&grid, screen->rows, screen->columns);
    screen_draw(screen, &grid);
    format->grid(&out, &grid, &printed);
    fwrite(out.text, 1, out.length, file);
    str_free(&out);
    grid_free(&grid);
}

static int no_format(const char *path, struct err *err)
{
    struct str screen = {0}, matrix = {0};
    format_endings(&screen, true);
    format_endings(&matrix, false);
    err_set(err, "%s: a screen ends in %s, a matrix in %s", path, screen.text, matrix.text);
    str_free(&screen);
    str_free(&matrix);
    return -1;
}

int export_screen(struct app *app, const char *path, const struct theme *theme, struct err *err)
{
    const struct format *format = format_of_file(path);
    const struct picture *p = app_picture(app);
    struct file_writer writer;
    if (!format)
        return no_format(path, err);
    if (!format->grid && (!p->trace || p->quantity == Q_NONE))
        return err_set(err, "%s: there is no matrix on the screen to write", path);
    if (access(path, F_OK) == 0)
        return err_set(err, "%s: there is such a file already; choose another name", path);
    if (file_create(&writer, path, err))
        return -1;
    if (format->grid)
        write_screen(writer.stream, format, app_screen(app), theme);
    else
        format->matrix(writer.stream, p->trace, p->sentence, picture_shown(p), -1);
    return file_commit(&writer, err);
}
