#include "saved/attention.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dialect/runnable.h"
#include "export/table.h"
#include "lab/difference.h"
#include "view/compare.h"
#include "view/difference.h"

/* Both runs. All zero is empty. */
struct both_runs {
    struct model *models[2];
    struct trace *runs[2];
};

static const struct sheet weights = {.quantity = Q_WEIGHTS};

static void free_pair(struct both_runs *pair)
{
    for (int i = 0; i < 2; i++) {
        trace_free(pair->runs[i]);
        model_free(pair->models[i]);
    }
}

static int run_pair(struct both_runs *pair, const char *const paths[2],
                    const struct dialect_wishes *wishes, const char *sentence, struct err *err)
{
    for (int i = 0; i < 2; i++) {
        char *name = model_name(paths[i]);
        pair->models[i] = runnable_open(paths[i], name, wishes, NULL, err);
        free(name);
        if (!pair->models[i])
            return -1;
        pair->runs[i] = trace_new(pair->models[i], &sentence, 1, NULL);
        if (!trace_has_sheet(pair->runs[i], weights))
            return err_set(err, "%s has no attention weights to compare", paths[i]);
    }
    return 0;
}

/* ---- as a picture ---- */

static void draw_pair(struct grid *grid, struct rect rect, const void *data)
{
    static const struct difference_names names = {
        .parts =
            {[DIFFERENCE_BEFORE] = "A", [DIFFERENCE_AFTER] = "B", [DIFFERENCE_ITSELF] = "B − A"},
        .before = "A",
        .moved = " from A to B",
    };
    const struct both_runs *pair = data;
    struct picture first = {.trace = pair->runs[0], .zoom = ZOOM_STAGE, .bare = true};
    picture_go(&first, weights, -1, -1);
    struct picture second = compare_linked(&first, pair->runs[1], 0);
    int half = rect.rows / 2;
    compare_draw(grid, rect_part(rect, 0, 0, half, -1), &first, pair->runs[1], 0);
    difference_draw(grid, rect_part(rect, half, 0, -1, -1), &second, pair->runs[0],
                    DIFFERENCE_ITSELF, &names);
}

static int print_picture(const struct show_page *page, const struct both_runs *pair,
                         const char *sentence)
{
    enum { AROUND = 8 }; /* rows above and below a matrix */
    struct show_page fitting = *page;
    struct str title = {0};
    int steps = pair->runs[0]->sentences[0].steps, other = pair->runs[1]->sentences[0].steps;
    if (!page->size)
        fitting.rows = 2 * ((steps > other ? steps : other) + AROUND);
    str_format(&title, "the attention of %s and %s on \"%s\"", pair->models[0]->name,
               pair->models[1]->name, sentence);
    int result = show_page_print(&fitting, title.text, NULL, draw_pair, pair);
    str_free(&title);
    return result;
}

/* ---- as a table ---- */

static void add_word(struct table *table, const struct trace *trace, enum axis axis, int i)
{
    char buffer[32];
    table_text(table, trace_token(trace, 0, axis, i, buffer, sizeof buffer));
}

static void fill_table(struct table *table, const struct both_runs *pair,
                       const struct difference *d)
{
    const struct quantity *q = trace_quantity(pair->runs[0], weights.quantity);
    table_columns(table, "row,column,row_a,row_b,column_a,column_b,a,b,b_minus_a");
    for (int i = 0; i < d->rows; i++)
        for (int j = 0; j < d->columns; j++) {
            table_number(table, i + 1);
            table_number(table, j + 1);
            for (int run = 0; run < 2; run++)
                add_word(table, pair->runs[run], q->rows, i);
            for (int run = 0; run < 2; run++)
                add_word(table, pair->runs[run], q->columns, j);
            double a = (double)mat_row(d->before, i)[j], b = (double)mat_row(d->after, i)[j];
            table_number(table, a);
            table_number(table, b);
            table_number(table, b - a);
        }
}

static int print_table(const struct show_page *page, const struct format *format,
                       const struct both_runs *pair, const char *sentence)
{
    struct arena arena = {0};
    struct difference d;
    struct table table = {0};
    struct err err;
    char *text = NULL;
    size_t size = 0;
    int result = 0;
    difference_of(pair->runs[0], pair->runs[1], 0, weights, &arena, &d);
    if (d.why) {
        err_set(&err, "there is no difference: %s", d.why);
        result = command_failed(&err);
    } else {
        char *note = mem_format("a: %s\nb: %s", pair->models[0]->name, pair->models[1]->name);
        const struct table_about about = {
            .caption = "", .model = pair->models[1]->name, .source = sentence, .note = note};
        FILE *stream = open_memstream(&text, &size);
        fill_table(&table, pair, &d);
        format->table(stream, &table, &about);
        fclose(stream);
        result = show_page_write(page, text, size);
        free(note);
    }
    free(text);
    table_free(&table);
    arena_free(&arena);
    return result;
}

int attention_print(const struct show_page *page, const char *a, const char *b,
                    const struct dialect_wishes *wishes, const char *sentence, bool json)
{
    struct both_runs pair = {0};
    struct err err;
    const char *const paths[2] = {a, b};
    const struct format *format = json ? format_find("json") : page->format;
    int result = run_pair(&pair, paths, wishes, sentence, &err) ? command_failed(&err)
                 : format->grid ? print_picture(page, &pair, sentence)
                                : print_table(page, format, &pair, sentence);
    free_pair(&pair);
    return result ? -1 : 0;
}
