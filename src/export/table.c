#include "export/table.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void table_column(struct table *table, const char *name)
{
    strs_add(&table->columns, name);
}

void table_columns(struct table *table, const char *names)
{
    for (; *names; names += names[strcspn(names, ",")] == ',') {
        size_t n = strcspn(names, ",");
        strs_add_n(&table->columns, names, n);
        names += n;
    }
}

static void add(struct table *table, struct table_cell cell)
{
    table->cells = mem_grow(table->cells, &table->capacity, table->count + 1, sizeof *table->cells);
    table->cells[table->count++] = cell;
}

void table_text(struct table *table, const char *text)
{
    add(table, (struct table_cell){.text = mem_text(text ? text : "")});
}

void table_number(struct table *table, double number)
{
    add(table, (struct table_cell){.number = number});
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i].text);
    free(table->cells);
    strs_free(&table->columns);
    *table = (struct table){0};
}

/* --- CSV -------------------------------------------------------------------------------------- */

void table_remark(FILE *out, const char *text)
{
    while (text && *text) {
        size_t n = strcspn(text, "\n");
        fprintf(out, "# %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static void write_cell(FILE *out, const struct table_cell *cell)
{
    if (cell->text)
        csv_fwrite(out, cell->text, strlen(cell->text));
    else if (!isnan(cell->number))
        fprintf(out, "%.9g", cell->number);
}

void table_csv(FILE *out, const struct table *table, const struct table_about *about)
{
    size_t columns = table->columns.count;
    table_remark(out, about->caption);
    table_remark(out, about->note);
    for (size_t i = 0; i < columns; i++) {
        if (i)
            putc(',', out);
        csv_fwrite(out, table->columns.list[i], strlen(table->columns.list[i]));
    }
    for (size_t i = 0; i < table->count; i++) {
        putc(i % columns ? ',' : '\n', out);
        write_cell(out, &table->cells[i]);
    }
    putc('\n', out);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static cJSON *list_json(const struct strs *texts)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; texts && i < texts->count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(texts->list[i]));
    return list;
}

static cJSON *cell_json(const struct table_cell *cell)
{
    char text[32];
    if (cell->text)
        return cJSON_CreateString(cell->text);
    if (!isfinite(cell->number))
        return cJSON_CreateNull();
    snprintf(text, sizeof text, "%.9g", cell->number);
    return cJSON_CreateRaw(text);
}

static void add_text(cJSON *root, const char *key, const char *text)
{
    if (text)
        cJSON_AddStringToObject(root, key, text);
}

void table_json(FILE *out, const struct table *table, const struct table_about *about)
{
    size_t columns = table->columns.count;
    cJSON *root = cJSON_CreateObject(), *row = NULL;
    add_text(root, "model", about->model);
    add_text(root, "source", about->source);
    add_text(root, "translation", about->translation);
    add_text(root, "label", about->label);
    cJSON_AddItemToObject(root, "changed", list_json(about->changes));
    add_text(root, "note", about->note);
    cJSON_AddItemToObject(root, "columns", list_json(&table->columns));
    cJSON *rows = cJSON_AddArrayToObject(root, "rows");
    for (size_t i = 0; i < table->count; i++) {
        if (i % columns == 0)
            cJSON_AddItemToArray(rows, row = cJSON_CreateArray());
        cJSON_AddItemToArray(row, cell_json(&table->cells[i]));
    }
    char *text = cJSON_Print(root);
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(root);
}
