#include "export/format.h"

#include <string.h>

#include "export/drawing.h"
#include "export/html.h"
#include "export/matrix.h"
#include "export/print.h"
#include "export/svg.h"

/* These cannot fail. */
static int grid_text(struct str *out, const struct grid *grid, const struct theme *theme,
                     const struct plate *plate, struct err *err)
{
    (void)plate, (void)err;
    print_text(out, grid, theme);
    return 0;
}

static int grid_ansi(struct str *out, const struct grid *grid, const struct theme *theme,
                     const struct plate *plate, struct err *err)
{
    (void)plate, (void)err;
    print_ansi(out, grid, theme);
    return 0;
}

static int grid_svg(struct str *out, const struct grid *grid, const struct theme *theme,
                    const struct plate *plate, struct err *err)
{
    (void)err;
    svg_print(out, grid, theme, plate);
    return 0;
}

static int grid_html(struct str *out, const struct grid *grid, const struct theme *theme,
                     const struct plate *plate, struct err *err)
{
    (void)err;
    html_print(out, grid, theme, plate);
    return 0;
}

const struct format formats[] = {
    {"text", ".txt", .tier = TIER_MONO, .grid = grid_text},
    {"ansi", ".ans", .tier = TIER_256, .grid = grid_ansi},
    {"svg", ".svg", .tier = TIER_256, .alone = true, .grid = grid_svg},
    {"html", ".html", .tier = TIER_256, .alone = true, .grid = grid_html},
    {"png", ".png", .tier = TIER_256, .alone = true, .binary = true, .grid = drawing_png},
    {"pdf", ".pdf", .tier = TIER_256, .alone = true, .binary = true, .grid = drawing_pdf},
    {"csv", ".csv", .matrix = matrix_csv, .table = table_csv},
    {"json", ".json", .matrix = matrix_json, .table = table_json},
    {.name = NULL},
};

const struct format *format_find(const char *name)
{
    for (const struct format *format = formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

const struct format *format_of_file(const char *path)
{
    const char *ending = strrchr(path, '.');
    for (const struct format *format = formats; ending && format->name; format++)
        if (strcmp(format->ending, ending) == 0)
            return format;
    return NULL;
}

/* The texts with commas between them, and "or" before the last. */
static void add_choices(struct str *out, const struct strs *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        str_format(out, "%s%s", i == 0 ? "" : i + 1 < texts->count ? ", " : " or ", texts->list[i]);
}

void format_names(struct str *out)
{
    struct strs names = {0};
    for (const struct format *format = formats; format->name; format++)
        strs_add(&names, format->name);
    add_choices(out, &names);
    strs_free(&names);
}

void format_endings(struct str *out, bool screen)
{
    struct strs endings = {0};
    for (const struct format *format = formats; format->name; format++)
        if ((format->grid != NULL) == screen)
            strs_add(&endings, format->ending);
    add_choices(out, &endings);
    strs_free(&endings);
}
