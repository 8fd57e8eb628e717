#include "shell/export_screen.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "export/matrix.h"
#include "export/print.h"

struct screen {
    const struct app *app;
    int rows, columns;
    const struct theme *theme;
};

static void write_screen(FILE *file, const struct screen *screen, enum tier tier)
{
    struct theme theme = *screen->theme;
    struct grid grid;
    struct str out = {0};
    theme.tier = tier;
    grid_init(&grid, screen->rows, screen->columns);
    app_draw(screen->app, &grid);
    (tier == TIER_MONO ? print_text : print_ansi)(&out, &grid, &theme);
    fwrite(out.text, 1, out.length, file);
    str_free(&out);
    grid_free(&grid);
}

static void write_text(FILE *file, const struct screen *screen)
{
    write_screen(file, screen, TIER_MONO);
}

static void write_ansi(FILE *file, const struct screen *screen)
{
    write_screen(file, screen, TIER_256);
}

static void write_csv(FILE *file, const struct screen *screen)
{
    const struct picture *p = app_picture(screen->app);
    matrix_csv(file, p->trace, p->sentence, picture_shown(p), -1);
}

static void write_json(FILE *file, const struct screen *screen)
{
    const struct picture *p = app_picture(screen->app);
    matrix_json(file, p->trace, p->sentence, picture_shown(p), -1);
}

static const struct format {
    const char *ending;
    bool numbers; /* needs a matrix */
    void (*write)(FILE *file, const struct screen *screen);
} formats[] = {
    {".txt", false, write_text},
    {".ans", false, write_ansi},
    {".csv", true, write_csv},
    {".json", true, write_json},
};

static const struct format *format_of(const char *path)
{
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(ending, formats[i].ending) == 0)
            return &formats[i];
    return NULL;
}

int save_screen(const struct app *app, const char *path, int rows, int columns,
                const struct theme *theme, struct err *err)
{
    const struct screen screen = {app, rows, columns, theme};
    const struct format *format = format_of(path);
    const struct picture *p = app_picture(app);
    if (!format)
        return err_set(err, "%s: a screen ends in .txt or .ans, a matrix in .csv or .json", path);
    if (format->numbers && (!p->trace || p->quantity == Q_NONE))
        return err_set(err, "%s: there is no matrix on the screen to write", path);
    FILE *file = fopen(path, "wx");
    if (!file)
        return err_set(err, "%s: %s", path,
                       errno == EEXIST ? "there is such a file already; choose another name"
                                       : strerror(errno));
    format->write(file, &screen);
    bool bad = ferror(file);
    if (fclose(file) || bad)
        return err_set(err, "%s: cannot write: %s", path, strerror(errno));
    return 0;
}
