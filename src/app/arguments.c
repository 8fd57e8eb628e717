#include "app/arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "app/private.h"

/* ---- what a word may be ---- */

static void add_names(struct strs *out, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        strs_add(out, names[i]);
}

static void add_numbers(struct strs *out, int count)
{
    char text[16];
    for (int i = 1; i <= count; i++) {
        snprintf(text, sizeof text, "%d", i);
        strs_add(out, text);
    }
}

static void list_stages(const struct app *app, const struct argument_value *before,
                        struct strs *out)
{
    (void)app, (void)before;
    for (int i = 0; i < STAGE_COUNT; i++)
        strs_add(out, stage_name((enum stage)i));
}

static void list_matrices(const struct app *app, const struct argument_value *before,
                          struct strs *out)
{
    struct arena arena = {0};
    struct str name = {0};
    int count = 0;
    (void)before;
    const struct sheet *list = app->trace ? trace_sheets(app->trace, -1, &arena, &count) : NULL;
    for (int i = 0; i < count; i++) {
        str_clear(&name);
        quantity_name(list[i], &name);
        strs_add(out, name.text);
    }
    str_free(&name);
    arena_free(&arena);
}

static void add_labels(const struct app *app, enum axis axis, int count, struct strs *out)
{
    char buffer[32];
    for (int i = 0; i < count; i++)
        strs_add(out,
                 trace_label(app->trace, app->picture.sentence, axis, i, buffer, sizeof buffer));
}

static void list_rows(const struct app *app, const struct argument_value *before, struct strs *out)
{
    struct sheet sheet;
    if (app->trace && quantity_find(before[0].text, &sheet))
        add_labels(app, trace_quantity(app->trace, sheet.quantity)->rows,
                   picture_extent(&app->picture, sheet, false), out);
}

static void list_columns(const struct app *app, const struct argument_value *before,
                         struct strs *out)
{
    struct sheet sheet;
    if (app->trace && quantity_find(before[0].text, &sheet))
        add_labels(app, trace_quantity(app->trace, sheet.quantity)->columns,
                   picture_extent(&app->picture, sheet, true), out);
}

static void list_steps(const struct app *app, const struct argument_value *before, struct strs *out)
{
    (void)before;
    if (app->trace)
        add_labels(app, AXIS_TARGET, app->trace->sentences[app->picture.sentence].steps, out);
}

static void list_zooms(const struct app *app, const struct argument_value *before, struct strs *out)
{
    (void)app, (void)before;
    add_names(out, zoom_names, ZOOM_COUNT);
}

static void list_scales(const struct app *app, const struct argument_value *before,
                        struct strs *out)
{
    (void)app, (void)before;
    add_names(out, scale_names, SCALE_COUNT);
}

static void list_palettes(const struct app *app, const struct argument_value *before,
                          struct strs *out)
{
    (void)app, (void)before;
    for (int i = 0; i < PALETTE_COUNT; i++)
        strs_add(out, palette_name((enum palette)i));
}

static void list_models(const struct app *app, const struct argument_value *before,
                        struct strs *out)
{
    (void)before;
    add_names(out, app->setup.models, app->setup.model_count);
}

static void list_lessons(const struct app *app, const struct argument_value *before,
                         struct strs *out)
{
    (void)before;
    for (int i = 0; i < app->setup.lesson_count; i++)
        strs_add(out, app->setup.lessons[i].name);
}

static void list_pages(const struct app *app, const struct argument_value *before, struct strs *out)
{
    (void)before;
    add_numbers(out, app->lesson ? app->lesson->count : 0);
}

static void list_widths(const struct app *app, const struct argument_value *before,
                        struct strs *out)
{
    (void)app, (void)before;
    add_numbers(out, BEAM_SHOWN);
}

static void list_choices(const struct app *app, const struct argument_value *before,
                         struct strs *out)
{
    (void)app, (void)before;
    add_numbers(out, QUESTION_CHOICES);
}

/* ---- the table of kinds ---- */

enum reading {
    READ_WORD,  /* one of the list */
    READ_PLACE, /* the same, or its number from 1; a number is always the place */
    READ_REST,  /* whatever is left of the line */
};

static const struct word_kind {
    const char *name, *what; /* "STAGE", "stage" */
    enum reading reading;
    void (*list)(const struct app *app, const struct argument_value *before, struct strs *out);
} kinds[] = {
    [ARGUMENT_STAGE] = {"STAGE", "stage", READ_WORD, list_stages},
    [ARGUMENT_MATRIX] = {"MATRIX", "matrix of this model", READ_WORD, list_matrices},
    [ARGUMENT_ROW] = {"ROW", "row", READ_PLACE, list_rows},
    [ARGUMENT_COLUMN] = {"COLUMN", "column", READ_PLACE, list_columns},
    [ARGUMENT_STEP] = {"STEP", "step", READ_PLACE, list_steps},
    [ARGUMENT_ZOOM] = {"ZOOM", "zoom", READ_WORD, list_zooms},
    [ARGUMENT_SCALE] = {"SCALE", "scale", READ_WORD, list_scales},
    [ARGUMENT_PALETTE] = {"PALETTE", "palette", READ_WORD, list_palettes},
    [ARGUMENT_MODEL] = {"MODEL", "model", READ_WORD, list_models},
    [ARGUMENT_LESSON] = {"LESSON", "lesson", READ_WORD, list_lessons},
    [ARGUMENT_PAGE] = {"PAGE", "page", READ_WORD, list_pages},
    [ARGUMENT_CHOICE] = {"CHOICE", "choice", READ_WORD, list_choices},
    [ARGUMENT_WIDTH] = {"WIDTH", "width of a beam", READ_WORD, list_widths},
    [ARGUMENT_OTHER] = {"MODEL|\"TEXT\"", "model", READ_REST, list_models},
    [ARGUMENT_TEXT] = {"TEXT", "text", READ_REST, NULL},
    [ARGUMENT_FILE] = {"FILE", "file", READ_REST, NULL},
};

const char *argument_name(enum argument argument)
{
    return kinds[argument].name;
}

bool argument_is_rest(enum argument argument)
{
    return kinds[argument].reading == READ_REST;
}

void argument_list(enum argument argument, const struct app *app,
                   const struct argument_value *before, struct strs *out)
{
    if (kinds[argument].list)
        kinds[argument].list(app, before, out);
}

/* ---- reading ---- */

static int find(const struct strs *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->list[i], text) == 0)
            return (int)i;
    return -1;
}

static int place(const struct strs *list, const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*end)
        return find(list, text);
    return number >= 1 && (size_t)number <= list->count ? (int)number - 1 : -1;
}

static int not_allowed(const struct word_kind *kind, const struct strs *list, const char *text,
                       struct err *err)
{
    enum { LISTED = 12 };
    struct str allowed = {0};
    if (kind->reading == READ_PLACE)
        str_format(&allowed, "1 to %zu, or its word: ", list->count);
    for (size_t i = 0; i < list->count && i < LISTED; i++)
        str_format(&allowed, "%s%s", i ? ", " : "", list->list[i]);
    err_set(err, "there is no %s \"%.60s\"%s%s%s", kind->what, text,
            list->count ? "; there is " : "", list->count ? allowed.text : "",
            list->count > LISTED ? ", ..." : "");
    str_free(&allowed);
    return -1;
}

int argument_read(enum argument argument, const struct app *app,
                  const struct argument_value *before, struct argument_value *value,
                  struct err *err)
{
    const struct word_kind *kind = &kinds[argument];
    struct strs list = {0};
    int result = 0;
    if (kind->reading == READ_REST)
        return 0;
    kind->list(app, before, &list);
    value->index =
        kind->reading == READ_PLACE ? place(&list, value->text) : find(&list, value->text);
    if (value->index < 0)
        result = not_allowed(kind, &list, value->text, err);
    strs_free(&list);
    return result;
}
