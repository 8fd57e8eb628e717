#include "saved/tables.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "browse/list_view.h"
#include "text/utf8.h"

/* ---- text ---- */

static void add_padded(struct str *out, const char *text, int width, bool right)
{
    int blank = width - utf8_width(text);
    str_format(out, "%*s%s%*s", right && blank > 0 ? blank : 0, "", text,
               !right && blank > 0 ? blank : 0, "");
}

static void add_statistics(struct str *out, const struct inventory_item *item)
{
    const struct statistics *s = &item->statistics;
    if (item->damaged) {
        str_format(out, "  %s", item->err.text);
        return;
    }
    if (!item->measured)
        return;
    str_format(out, " %11.4g %11.4g %11.4g %11.4g %11.4g %6.2f %%", s->min, s->max, s->mean, s->sd,
               s->norm, 100 * statistics_sparsity(s));
    if (s->nan + s->infinite) {
        str_format(out, "  %zu NaN, %zu Inf, the first at ", s->nan, s->infinite);
        excerpt_tensor_place(item->tensor, s->places[0], out);
    }
}

void tables_text(struct str *out, const struct inventory *inventory, bool statistics)
{
    int widest = 4, shapes = 5;
    struct str shape = {0}, number = {0};
    for (int r = 0; r < inventory->row_count; r++) {
        const struct inventory_row *row = &inventory->rows[r];
        int width = 2 * row->depth + utf8_width(row->label);
        widest = width > widest ? width : widest;
        str_clear(&shape);
        if (row->item >= 0)
            excerpt_shape(inventory->items[row->item].tensor, &shape);
        width = shape.text ? utf8_width(shape.text) : 0;
        shapes = width > shapes ? width : shapes;
    }
    add_padded(out, "name", widest, false);
    str_format(out, "  %*s  %-8s %8s %10s  %7s", shapes, "shape", "type", "values", "bytes",
               "share");
    if (statistics)
        str_format(out, " %11s %11s %11s %11s %11s %8s", "min", "max", "mean", "sd", "norm",
                   "zeros");
    str_add(out, "\n");
    for (int r = 0; r < inventory->row_count; r++) {
        const struct inventory_row *row = &inventory->rows[r];
        const struct inventory_item *item = row->item >= 0 ? &inventory->items[row->item] : NULL;
        str_format(out, "%*s", 2 * row->depth, "");
        add_padded(out, row->label, widest - 2 * row->depth, false);
        str_clear(&shape);
        if (item)
            excerpt_shape(item->tensor, &shape);
        str_add(out, "  ");
        add_padded(out, shape.text ? shape.text : "", shapes, true);
        str_clear(&number);
        inventory_number(&number, row->values);
        str_format(out, "  %-8s %8s ", item ? item->tensor->dtype_name : "", number.text);
        str_clear(&number);
        inventory_bytes(&number, row->bytes);
        double share = inventory->values ? (double)row->values / (double)inventory->values : 0;
        str_format(out, "%10s  %5.1f %%", number.text, 100 * share);
        if (statistics && item)
            add_statistics(out, item);
        if (item && item->tensor->note)
            str_format(out, "  %s", item->tensor->note);
        str_add(out, "\n");
    }
    str_free(&shape);
    str_free(&number);
}

void tables_card(struct str *out, const struct card *card)
{
    int widest = 0;
    for (size_t i = 0; i < card->keys.count; i++) {
        int width = utf8_width(card->keys.list[i]);
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < card->keys.count; i++) {
        add_padded(out, card->keys.list[i], widest, false);
        str_format(out, "  %s\n", card->values.list[i]);
    }
}

/* ---- CSV ---- */

static void add_field(struct str *out, const char *text)
{
    if (!strpbrk(text, "\",\n\r") && *text != ' ') {
        str_add(out, text);
        return;
    }
    str_add(out, "\"");
    for (const char *c = text; *c; c++)
        str_add_n(out, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    str_add(out, "\"");
}

void tables_csv(struct str *out, const struct inventory *inventory, bool statistics)
{
    str_format(out, "name,dtype,shape,values,bytes,share%s\n",
               statistics ? ",min,max,mean,sd,norm,zeros,nan,inf" : "");
    for (int r = 0; r < inventory->row_count; r++) {
        const struct inventory_row *row = &inventory->rows[r];
        if (row->item < 0)
            continue;
        const struct inventory_item *item = &inventory->items[row->item];
        const struct tensor *tensor = item->tensor;
        const struct statistics *s = &item->statistics;
        add_field(out, item->name);
        str_format(out, ",%s,", tensor->dtype_name);
        for (int d = 0; d < tensor->rank; d++)
            str_format(out, "%s%zu", d ? "x" : "", tensor->shape[d]);
        str_format(out, ",%zu,%zu,%.6g", tensor->count, tensor->bytes, item->share);
        if (statistics && item->measured)
            str_format(out, ",%.9g,%.9g,%.9g,%.9g,%.9g,%zu,%zu,%zu", s->min, s->max, s->mean, s->sd,
                       s->norm, s->zero, s->nan, s->infinite);
        else if (statistics)
            str_add(out, ",,,,,,,,");
        str_add(out, "\n");
    }
}

void tables_numbers_csv(struct str *out, const struct survey *survey, const struct strs *words)
{
    const struct excerpt *slice = &survey->slice;
    add_field(out, slice->tensor->name);
    for (size_t c = 0; c < slice->columns; c++)
        str_format(out, ",%zu", c);
    str_add(out, "\n");
    for (size_t r = 0; r < survey->kept_rows; r++) {
        if (words && r < words->count)
            add_field(out, words->list[r]);
        else
            str_format(out, "%zu", r);
        for (size_t c = 0; c < slice->columns; c++)
            if (survey_has(survey, r, c))
                str_format(out, ",%.9g", (double)survey->values[r * slice->columns + c]);
            else
                str_add(out, ",");
        str_add(out, "\n");
    }
}

/* ---- JSON ---- */

static cJSON *json_shape(const struct tensor *tensor)
{
    cJSON *shape = cJSON_CreateArray();
    for (int d = 0; d < tensor->rank; d++)
        cJSON_AddItemToArray(shape, cJSON_CreateNumber((double)tensor->shape[d]));
    return shape;
}

static cJSON *json_statistics(const struct statistics *s, const struct tensor *tensor)
{
    const struct {
        const char *name;
        double value;
    } figures[] = {
        {"count", (double)s->count}, {"min", s->min},         {"max", s->max},
        {"mean", s->mean},           {"sd", s->sd},           {"norm", s->norm},
        {"zeros", (double)s->zero},  {"nan", (double)s->nan}, {"inf", (double)s->infinite}};
    cJSON *object = cJSON_CreateObject(), *places = cJSON_CreateArray();
    for (size_t f = 0; f < sizeof figures / sizeof *figures; f++)
        cJSON_AddNumberToObject(object, figures[f].name, figures[f].value);
    for (size_t i = 0; tensor && i < s->nan + s->infinite && i < STATISTICS_PLACES; i++) {
        struct str place = {0};
        excerpt_tensor_place(tensor, s->places[i], &place);
        cJSON_AddItemToArray(places, cJSON_CreateString(place.text));
        str_free(&place);
    }
    cJSON_AddItemToObject(object, "not_finite_at", places);
    return object;
}

static void print_json(struct str *out, cJSON *root)
{
    char *text = cJSON_Print(root);
    str_format(out, "%s\n", text ? text : "");
    cJSON_free(text);
    cJSON_Delete(root);
}

void tables_json(struct str *out, const struct inventory *inventory, const char *path,
                 bool statistics)
{
    cJSON *root = cJSON_CreateObject(), *list = cJSON_CreateArray(), *facts = NULL;
    const struct tensors *file = inventory->file;
    cJSON_AddStringToObject(root, "file", path);
    cJSON_AddStringToObject(root, "format", tensors_format(file));
    cJSON_AddNumberToObject(root, "values", (double)inventory->values);
    cJSON_AddNumberToObject(root, "bytes", (double)inventory->bytes);
    cJSON_AddItemToObject(root, "tensors", list);
    for (int r = 0; r < inventory->row_count; r++) {
        if (inventory->rows[r].item < 0)
            continue;
        const struct inventory_item *item = &inventory->items[inventory->rows[r].item];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "name", item->name);
        cJSON_AddStringToObject(object, "dtype", item->tensor->dtype_name);
        cJSON_AddItemToObject(object, "shape", json_shape(item->tensor));
        cJSON_AddNumberToObject(object, "values", (double)item->tensor->count);
        cJSON_AddNumberToObject(object, "bytes", (double)item->tensor->bytes);
        cJSON_AddNumberToObject(object, "share", item->share);
        if (item->damaged)
            cJSON_AddStringToObject(object, "error", item->err.text);
        else if (statistics && item->measured)
            cJSON_AddItemToObject(object, "statistics",
                                  json_statistics(&item->statistics, item->tensor));
        cJSON_AddItemToArray(list, object);
    }
    facts = cJSON_AddObjectToObject(root, "facts");
    for (size_t i = 0; i < tensors_fact_count(file); i++) {
        const struct fact *fact = tensors_fact(file, i);
        if (utf8_valid(fact->text, strlen(fact->text)) && utf8_valid(fact->key, strlen(fact->key)))
            cJSON_AddStringToObject(facts, fact->key, fact->text);
    }
    print_json(out, root);
}

void tables_numbers_json(struct str *out, const struct survey *survey)
{
    const struct excerpt *slice = &survey->slice;
    cJSON *root = cJSON_CreateObject(), *rows = cJSON_CreateArray(), *bins = cJSON_CreateArray();
    cJSON *histogram = cJSON_CreateObject();
    struct str name = {0}, part = {0};
    tensor_show_name(&name, slice->tensor->name);
    excerpt_write(slice, &part);
    cJSON_AddStringToObject(root, "name", name.text);
    cJSON_AddStringToObject(root, "slice", part.text ? part.text : "");
    cJSON_AddStringToObject(root, "dtype", slice->tensor->dtype_name);
    cJSON_AddItemToObject(root, "shape", json_shape(slice->tensor));
    cJSON_AddItemToObject(root, "statistics", json_statistics(&survey->statistics, NULL));
    cJSON_AddNumberToObject(histogram, "low", survey->histogram.low);
    cJSON_AddNumberToObject(histogram, "high", survey->histogram.high);
    for (int b = 0; b < HISTOGRAM_BINS; b++)
        cJSON_AddItemToArray(bins, cJSON_CreateNumber((double)survey->histogram.bins[b]));
    cJSON_AddItemToObject(histogram, "bins", bins);
    cJSON_AddItemToObject(root, "histogram", histogram);
    for (size_t r = 0; r < survey->kept_rows; r++) {
        cJSON *row = cJSON_CreateArray();
        for (size_t c = 0; c < slice->columns && survey_has(survey, r, c); c++)
            cJSON_AddItemToArray(
                row, cJSON_CreateNumber((double)survey->values[r * slice->columns + c]));
        cJSON_AddItemToArray(rows, row);
    }
    cJSON_AddItemToObject(root, "values", rows);
    print_json(out, root);
    str_free(&name);
    str_free(&part);
}

/* ---- as a picture ---- */

static void draw_list(struct grid *grid, struct rect rect, const void *view)
{
    list_view_draw(grid, rect, view);
}

int tables_picture(const struct show_page *page, const char *title,
                   const struct inventory *inventory)
{
    enum { MOST = 2000 };
    struct show_page whole = *page;
    struct list_view view = {.inventory = inventory, .cursor = -1};
    int rows = inventory->row_count + 1;
    if (!page->size)
        whole.rows = rows < MOST ? rows : MOST;
    return show_page_print(&whole, title, NULL, draw_list, &view);
}
