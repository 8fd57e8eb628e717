#include "app/arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "panel/beam.h"

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
    for (int i = STAGE_NONE + 1; i < STAGE_COUNT; i++)
        strs_add(out, stage_name((enum stage)i));
}

static void list_matrices(const struct app *app, const struct argument_value *before,
                          struct strs *out)
{
    const struct trace *trace = app->bench.picture.trace;
    struct arena arena = {0};
    struct str name = {0};
    int count = 0;
    (void)before;
    const struct sheet *list = trace ? trace_sheets(trace, -1, &arena, &count) : NULL;
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
        strs_add(out, trace_token(app->bench.run, app->bench.picture.sentence, axis, i, buffer,
                                  sizeof buffer));
}

/* Rows or columns of the matrix that was named before. */
static void list_axis(const struct app *app, const char *matrix, bool columns, struct strs *out)
{
    const struct picture *p = &app->bench.picture;
    struct sheet sheet;
    if (!p->trace || !quantity_find(matrix, &sheet))
        return;
    const struct quantity *q = trace_quantity(p->trace, sheet.quantity);
    add_labels(app, columns ? q->columns : q->rows, picture_extent(p, sheet, columns), out);
}

static void list_rows(const struct app *app, const struct argument_value *before, struct strs *out)
{
    list_axis(app, before[0].text, false, out);
}

static void list_columns(const struct app *app, const struct argument_value *before,
                         struct strs *out)
{
    list_axis(app, before[0].text, true, out);
}

static void list_steps(const struct app *app, const struct argument_value *before, struct strs *out)
{
    (void)before;
    if (app->bench.run)
        add_labels(app, AXIS_TARGET, app->bench.run->sentences[app->bench.picture.sentence].steps,
                   out);
}

static void list_sources(const struct app *app, const struct argument_value *before,
                         struct strs *out)
{
    (void)before;
    if (app->bench.run)
        add_labels(app, AXIS_SOURCE, trace_source_count(app->bench.run), out);
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

static void list_overviews(const struct app *app, const struct argument_value *before,
                           struct strs *out)
{
    (void)app, (void)before;
    add_names(out, overview_mode_names, OVERVIEW_COUNT);
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
    for (size_t i = 0; i < app->bench.models.count; i++)
        strs_add(out, app->bench.models.list[i].name);
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
    add_numbers(out, app->course.lesson ? app->course.lesson->count : app->sequence.count);
}

static void list_widths(const struct app *app, const struct argument_value *before,
                        struct strs *out)
{
    (void)app, (void)before;
    add_numbers(out, BEAM_SHOWN);
}

/* ---- the table of kinds ---- */

/* A file, a variant, or the name of a file that was opened before. */
static bool may_be_model(const struct app *app, const char *text)
{
    return ring_is_path(text) || ring_find(&app->bench.models, text) >= 0;
}

enum reading {
    READ_WORD,  /* one of the list */
    READ_PLACE, /* the same, or its number from 1; a number is always the place */
    READ_REST,  /* whatever is left of the line */
    READ_NAME,  /* the same: one of the list, or what `also` takes for one */
};

static const struct argument_kind {
    const char *none; /* said of a word that is not in the list: a format for that word */
    enum reading reading;
    void (*list)(const struct app *app, const struct argument_value *before, struct strs *out);
    bool (*also)(const struct app *app, const char *text); /* of READ_NAME */
} kinds[ARGUMENT_COUNT] = {
    [ARGUMENT_STAGE] = {"there is no stage \"%s\"", READ_WORD, list_stages, NULL},
    [ARGUMENT_MATRIX] = {"there is no matrix of this model \"%s\"", READ_WORD, list_matrices, NULL},
    [ARGUMENT_ROW] = {"there is no row \"%s\"", READ_PLACE, list_rows, NULL},
    [ARGUMENT_COLUMN] = {"there is no column \"%s\"", READ_PLACE, list_columns, NULL},
    [ARGUMENT_STEP] = {"there is no step \"%s\"", READ_PLACE, list_steps, NULL},
    [ARGUMENT_SOURCE] = {"there is no source word \"%s\"", READ_PLACE, list_sources, NULL},
    [ARGUMENT_ZOOM] = {"there is no zoom \"%s\"", READ_WORD, list_zooms, NULL},
    [ARGUMENT_SCALE] = {"there is no scale \"%s\"", READ_WORD, list_scales, NULL},
    [ARGUMENT_OVERVIEW] = {"there is no overview \"%s\"", READ_WORD, list_overviews, NULL},
    [ARGUMENT_PALETTE] = {"there is no palette \"%s\"", READ_WORD, list_palettes, NULL},
    [ARGUMENT_MODEL] = {"there is no model \"%s\"", READ_NAME, list_models, may_be_model},
    [ARGUMENT_LESSON] = {NULL, READ_REST, list_lessons, NULL},
    [ARGUMENT_PAGE] = {"there is no page \"%s\"", READ_WORD, list_pages, NULL},
    [ARGUMENT_WIDTH] = {"there is no width of a beam \"%s\"", READ_WORD, list_widths, NULL},
    [ARGUMENT_OTHER] = {NULL, READ_REST, list_models, NULL},
    [ARGUMENT_TEXT] = {NULL, READ_REST, NULL, NULL},
    [ARGUMENT_FILE] = {NULL, READ_REST, NULL, NULL},
};

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

static int find_place(const struct strs *list, const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*end)
        return find(list, text);
    return number >= 1 && (size_t)number <= list->count ? (int)number - 1 : -1;
}

static int not_allowed(const struct argument_kind *kind, const struct strs *list, const char *text,
                       struct err *err)
{
    enum { LISTED = 12 };
    struct str why = {0};
    str_format(&why, kind->none, text);
    if (list->count)
        str_add(&why, "; there is ");
    if (list->count && kind->reading == READ_PLACE)
        str_format(&why, "1 to %zu, or its word: ", list->count);
    for (size_t i = 0; i < list->count && i < LISTED; i++)
        str_format(&why, "%s%s", i ? ", " : "", list->list[i]);
    if (list->count > LISTED)
        str_add(&why, ", ...");
    err_set(err, "%s", why.text);
    str_free(&why);
    return -1;
}

static int read_word(enum argument argument, const struct app *app,
                     const struct argument_value *before, struct argument_value *value,
                     struct err *err)
{
    const struct argument_kind *kind = &kinds[argument];
    struct strs list = {0};
    int result = 0;
    if (kind->reading == READ_REST || (kind->also && kind->also(app, value->text)))
        return 0;
    kind->list(app, before, &list);
    value->index =
        kind->reading == READ_PLACE ? find_place(&list, value->text) : find(&list, value->text);
    if (value->index < 0)
        result = not_allowed(kind, &list, value->text, err);
    strs_free(&list);
    return result;
}

/* How many bytes the next word has. One that takes the rest of the line ends before its last
 * spaces. */
static size_t word_length(const char *text, bool rest)
{
    if (!rest)
        return strcspn(text, " ");
    size_t n = strlen(text);
    while (n && text[n - 1] == ' ')
        n--;
    return n;
}

static int too_much(const struct request *request, const char *words, struct err *err)
{
    struct str usage = {0};
    request_usage(request, &usage);
    err_set(err, "too much: %s; expected: %s", words, usage.text);
    str_free(&usage);
    return -1;
}

int arguments_missing(const struct request *request, struct err *err)
{
    struct str usage = {0};
    request_usage(request, &usage);
    err_set(err, "%s needs to be told what; expected: %s", request->name, usage.text);
    str_free(&usage);
    return -1;
}

int arguments_read(const struct app *app, const struct request *request, char *words,
                   struct argument_value values[ARGUMENTS_MAX], struct err *err)
{
    int count = 0;
    for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
        enum argument argument = count < ARGUMENTS_MAX ? request->arguments[count] : ARGUMENT_NONE;
        if (argument == ARGUMENT_NONE)
            return too_much(request, words, err);
        size_t n = word_length(words, kinds[argument].reading >= READ_REST);
        bool more = words[n] != '\0';
        words[n] = '\0';
        values[count] = (struct argument_value){.text = words};
        if (read_word(argument, app, values, &values[count], err))
            return -1;
        count++;
        words += n + more;
    }
    return count;
}
