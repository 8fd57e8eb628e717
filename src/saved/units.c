#include "saved/units.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "browse/units_view.h"
#include "saved/measure.h"
#include "study/units.h"

enum { NAMED = 12 };

/* ---- as text ---- */

/* "3: 17 40 101", with the numbers that they have in the laboratory. */
static void add_kind(struct str *out, const struct unit_group *group, enum unit_kind kind)
{
    int count = units_count(group, kind), named = 0;
    struct str list = {0};
    for (int u = 0; u < group->count; u++)
        if (units_kind(group, u) == kind && named++ < NAMED)
            str_format(&list, " %d", u + 1);
    str_format(out, "  %d %s", count, unit_kind_names[kind]);
    if (count)
        str_format(out, ":%s%s", list.text, count > NAMED ? " …" : "");
    str_free(&list);
}

static void print_text(const struct units *units, struct str *out)
{
    str_format(out,
               "%ld sentences. Near an end: within 0.05 of −1 or 1, of a gate 0 or 1.\n"
               "Dead: never moves by 0.01. Saturated: near an end at 95 %% of the words.\n",
               units->sentences);
    str_format(out, "%-28s %6s %8s %9s\n", "matrix", "units", "words", "near ends");
    for (int i = 0; i < units->count; i++) {
        const struct unit_group *group = &units->groups[i];
        struct str name = {0};
        quantity_name(group->sheet, &name);
        str_format(out, "%-28s %6d %8ld %7.1f %%", name.text, group->count, group->positions,
                   100 * units_near_ends(group));
        add_kind(out, group, UNIT_DEAD);
        add_kind(out, group, UNIT_SATURATED);
        str_add(out, "\n");
        str_free(&name);
    }
}

/* ---- for programs: a unit each ---- */

static void print_csv(const struct units *units, struct str *out)
{
    str_add(out, "matrix,unit,least,most,mean,near_ends,kind\n");
    for (int i = 0; i < units->count; i++)
        for (int u = 0; u < units->groups[i].count; u++) {
            const struct unit_group *group = &units->groups[i];
            const struct unit_seen *unit = &group->list[u];
            double words = (double)group->positions;
            quantity_name(group->sheet, out);
            str_format(out, ",%d,%.6g,%.6g,%.6g,%.6g,%s\n", u + 1, unit->least, unit->most,
                       unit->sum / words, (double)unit->ends / words,
                       unit_kind_names[units_kind(group, u)]);
        }
}

static void print_json(const struct units *units, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "sentences", (double)units->sentences);
    cJSON *list = cJSON_AddArrayToObject(root, "units");
    for (int i = 0; i < units->count; i++)
        for (int u = 0; u < units->groups[i].count; u++) {
            const struct unit_group *group = &units->groups[i];
            const struct unit_seen *unit = &group->list[u];
            cJSON *item = cJSON_CreateObject();
            struct str name = {0};
            quantity_name(group->sheet, &name);
            cJSON_AddStringToObject(item, "matrix", name.text);
            cJSON_AddNumberToObject(item, "unit", u + 1);
            cJSON_AddNumberToObject(item, "least", unit->least);
            cJSON_AddNumberToObject(item, "most", unit->most);
            cJSON_AddNumberToObject(item, "mean", unit->sum / (double)group->positions);
            cJSON_AddNumberToObject(item, "near_ends",
                                    (double)unit->ends / (double)group->positions);
            cJSON_AddStringToObject(item, "kind", unit_kind_names[units_kind(group, u)]);
            cJSON_AddItemToArray(list, item);
            str_free(&name);
        }
    char *text = cJSON_PrintUnformatted(root);
    str_format(out, "%s\n", text ? text : "");
    cJSON_free(text);
    cJSON_Delete(root);
}

static void draw_units(struct grid *grid, struct rect rect, const void *view)
{
    units_view_groups(grid, rect, view);
}

static int print_picture(const struct show_page *page, const struct units *units)
{
    enum { AROUND = 8 }; /* rows above and below the matrices */
    struct show_page whole = *page;
    const struct units_view view = {.units = units, .group = -1};
    if (!page->size)
        whole.rows = units->count + AROUND;
    return show_page_print(&whole, "dead and saturated units", NULL, draw_units, &view);
}

int units_print(const struct show_page *page, const struct model *model, const char *sentences,
                bool json)
{
    struct err err;
    struct units units;
    struct str out = {0};
    struct measure_bar bar = measure_bar_new();
    int failed = units_measure(&units, model, sentences, &bar.patience, &err);
    measure_bar_end(&bar);
    if (failed)
        return command_failed(&err);
    const char *format = page->format->name;
    if (!json && show_page_pictures(page)) {
        int drawn = print_picture(page, &units);
        units_free(&units);
        return drawn;
    }
    (json || strcmp(format, "json") == 0 ? print_json
     : strcmp(format, "csv") == 0        ? print_csv
                                         : print_text)(&units, &out);
    int result = show_page_write(page, out.text, out.length);
    str_free(&out);
    units_free(&units);
    return result;
}
