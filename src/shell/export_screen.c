#include "shell/export_screen.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "export/format.h"
#include "lab/caption.h"
#include "view/words.h"

/* A picture that stands alone is the part of the screen that is drawn on, with what was run below
 * it. */
static int print_alone(struct str *out, const struct format *format, const struct grid *screen,
                       const struct theme *theme, const struct app *app, struct err *err)
{
    const struct picture *p = app_picture(app);
    struct str title = {0}, words = {0}, caption = {0};
    struct grid grid;
    if (p->trace) {
        words_title(p, &title);
        caption_say(p->trace, p->sentence, app_changes(app), &caption);
    }
    plate_compose(&grid, screen, theme, p->trace ? caption.text : "");
    plate_text(screen, theme, &words);
    const struct plate plate = {p->trace ? title.text : "heed", words.text, 1};
    int result = format->grid(out, &grid, theme, &plate, err);
    str_free(&title);
    str_free(&words);
    str_free(&caption);
    grid_free(&grid);
    return result;
}

static int print_screen(struct str *out, const struct format *format, const struct theme *theme,
                        struct app *app, struct err *err)
{
    const struct screen *screen = app_screen(app);
    struct theme printed = *theme;
    struct grid grid;
    printed.tier = format->tier;
    grid_init(&grid, screen->rows, screen->columns);
    screen_draw(screen, &grid);
    int result = format->alone ? print_alone(out, format, &grid, &printed, app, err)
                               : format->grid(out, &grid, &printed, NULL, err);
    grid_free(&grid);
    return result;
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

static int write_screen(const char *path, const struct str *bytes, struct err *err)
{
    struct file_writer writer;
    if (file_create(&writer, path, err))
        return -1;
    fwrite(bytes->text, 1, bytes->length, writer.stream);
    return file_commit(&writer, err);
}

/* Whose numbers they are. A table of rows has no other room for it. */
static void write_remark(FILE *out, const struct app *app)
{
    const struct picture *p = app_picture(app);
    struct str caption = {0};
    caption_say(p->trace, p->sentence, app_changes(app), &caption);
    table_remark(out, caption.text);
    str_free(&caption);
}

static int write_matrix(const char *path, const struct format *format, const struct app *app,
                        struct err *err)
{
    const struct picture *p = app_picture(app);
    struct file_writer writer;
    if (file_create(&writer, path, err))
        return -1;
    if (strcmp(format->name, "csv") == 0)
        write_remark(writer.stream, app);
    format->matrix(writer.stream, p->trace, p->sentence, picture_shown(p), -1, app_changes(app));
    return file_commit(&writer, err);
}

int export_screen(struct app *app, const char *path, const struct theme *theme, struct err *err)
{
    const struct format *format = format_of_file(path);
    const struct picture *p = app_picture(app);
    struct str bytes = {0};
    if (!format)
        return no_format(path, err);
    if (!format->grid && (!p->trace || p->quantity == Q_NONE))
        return err_set(err, "%s: there is no matrix on the screen to write", path);
    if (access(path, F_OK) == 0)
        return err_set(err, "%s: there is such a file already; choose another name", path);
    if (format->matrix)
        return write_matrix(path, format, app, err);
    int result = print_screen(&bytes, format, theme, app, err);
    result = result ? result : write_screen(path, &bytes, err);
    str_free(&bytes);
    return result;
}
