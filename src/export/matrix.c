#include "export/matrix.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <math.h>
#include <string.h>

#include "trace/formula.h"

/* What is written of a trace. */
struct part {
    const struct trace *trace;
    int sentence, first, count; /* rows */
    const struct quantity *quantity;
    struct mat values;
};

static struct part part_of(const struct trace *trace, int sentence, struct sheet sheet, int row)
{
    struct mat values = trace_matrix(trace, sentence, sheet);
    return (struct part){.trace = trace,
                         .sentence = sentence,
                         .first = row < 0 ? 0 : row,
                         .count = row < 0 ? values.rows : 1,
                         .quantity = trace_quantity(trace, sheet.quantity),
                         .values = values};
}

static const char *label(const struct part *part, enum axis axis, int i, char buffer[16])
{
    return trace_token(part->trace, part->sentence, axis, i, buffer, 16);
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void write_field(FILE *out, const char *text)
{
    csv_fwrite(out, text, strlen(text));
}

void matrix_csv(FILE *out, const struct trace *trace, int sentence, struct sheet sheet, int row,
                const struct strs *changes)
{
    (void)changes;
    struct part part = part_of(trace, sentence, sheet, row);
    char buffer[16];
    write_field(out, axis_name(part.quantity->rows));
    for (int j = 0; j < part.values.cols; j++) {
        putc(',', out);
        write_field(out, label(&part, part.quantity->columns, j, buffer));
    }
    for (int i = part.first; i < part.first + part.count; i++) {
        putc('\n', out);
        write_field(out, label(&part, part.quantity->rows, i, buffer));
        for (int j = 0; j < part.values.cols; j++)
            fprintf(out, ",%.9g", (double)mat_row(part.values, i)[j]);
    }
    putc('\n', out);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static cJSON *number_json(double value)
{
    char text[32];
    if (!isfinite(value))
        return cJSON_CreateNull();
    snprintf(text, sizeof text, "%.9g", value);
    return cJSON_CreateRaw(text);
}

static void add_labels(cJSON *root, const char *key, const struct part *part, enum axis axis,
                       int first, int count)
{
    cJSON *list = cJSON_AddArrayToObject(root, key);
    char buffer[16];
    for (int i = first; i < first + count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(label(part, axis, i, buffer)));
}

static void add_fed(cJSON *root, const struct part *part)
{
    cJSON *list = cJSON_AddArrayToObject(root, "fed");
    int count = part->quantity->rows == AXIS_TARGET ? part->count : 0;
    for (int t = part->first; t < part->first + count; t++)
        cJSON_AddItemToArray(list,
                             cJSON_CreateString(trace_fed_word(part->trace, part->sentence, t)));
}

static void add_values(cJSON *root, const struct part *part)
{
    cJSON *rows = cJSON_AddArrayToObject(root, "values");
    for (int i = part->first; i < part->first + part->count; i++) {
        cJSON *row = cJSON_CreateArray();
        for (int j = 0; j < part->values.cols; j++)
            cJSON_AddItemToArray(row, number_json((double)mat_row(part->values, i)[j]));
        cJSON_AddItemToArray(rows, row);
    }
}

static void add_changes(cJSON *root, const struct strs *changes)
{
    cJSON *list = cJSON_AddArrayToObject(root, "changed");
    for (size_t i = 0; i < changes->count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(changes->list[i]));
}

void matrix_json(FILE *out, const struct trace *trace, int sentence, struct sheet sheet, int row,
                 const struct strs *changes)
{
    struct part part = part_of(trace, sentence, sheet, row);
    const struct quantity *q = part.quantity;
    bool writes = config_writes_words(&trace->config);
    struct str answer = {0};
    struct str name = {0}, symbol = {0}, formula = {0};
    quantity_name(sheet, &name);
    formula_write_symbol(trace, sheet, -1, -1, &symbol);
    formula_write(trace, sentence, sheet, -1, -1, &formula);
    trace_answer(trace, sentence, &answer);
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "model", trace->model->name);
    cJSON_AddStringToObject(root, "source", trace->sentences[sentence].text);
    if (answer.text)
        cJSON_AddStringToObject(root, writes ? "translation" : "label", answer.text);
    add_changes(root, changes);
    cJSON_AddStringToObject(root, "quantity", name.text);
    cJSON_AddStringToObject(root, "symbol", symbol.text);
    cJSON_AddStringToObject(root, "formula", formula.text);
    cJSON_AddStringToObject(root, "stage", stage_name(q->stage));
    add_labels(root, "rows", &part, q->rows, part.first, part.count);
    add_labels(root, "columns", &part, q->columns, 0, part.values.cols);
    add_fed(root, &part);
    add_values(root, &part);
    char *text = cJSON_Print(root);
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(root);
    str_free(&answer);
    str_free(&name);
    str_free(&symbol);
    str_free(&formula);
}
