#include "train/describe.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void add_text(cJSON *object, const char *name, const char *value)
{
    struct str clean = {0};
    utf8_clean(&clean, value, strlen(value)); /* a file name may be any bytes */
    cJSON_AddStringToObject(object, name, clean.text ? clean.text : "");
    str_free(&clean);
}

/* A number with so many digits after the point; null for one that JSON does not have. */
static void add_rounded(cJSON *object, const char *name, double value, int digits)
{
    char *text = mem_format("%.*f", digits, value);
    if (isfinite(value))
        cJSON_AddRawToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
    free(text);
}

/* The options that the model file notes: "halve_from": 7. */
static void add_options(cJSON *object, const struct train_options *o)
{
    struct str value = {0};
    for (const struct train_field *field = train_fields; field->name; field++) {
        bool text = field->kind == TRAIN_TEXT;
        bool is_file = text && strcmp(field->argument, "FILE") == 0;
        str_clear(&value);
        train_field_text(o, field, &value);
        if (field->part == PASSING || (text && !value.length))
            continue;
        char *name = mem_text(field->name);
        for (char *dash = name; (dash = strchr(dash, '-'));)
            *dash = '_';
        if (text || field->kind == TRAIN_WORD)
            add_text(object, name, is_file ? base_name(value.text) : value.text);
        else if (field->kind == TRAIN_FLAG)
            cJSON_AddBoolToObject(object, name, strcmp(value.text, "yes") == 0);
        else
            cJSON_AddRawToObject(object, name, value.text); /* every digit that it was given */
        free(name);
    }
    str_free(&value);
}

/* "valid_bleu": 42.12, and what else was asked for. */
static void add_figures(cJSON *object, const struct train_report *r)
{
    const struct figure_kind *kind = r->learner->figures;
    for (int i = 0; kind[i].name; i++) {
        char *name = mem_format("valid_%s", kind[i].name);
        if (!isnan(r->figures[i]))
            add_rounded(object, name, r->figures[i], kind[i].digits);
        free(name);
    }
}

char *describe_training(const struct train_options *o, const struct train_report *r)
{
    cJSON *object = cJSON_CreateObject();
    add_options(object, o);
    cJSON_AddNumberToObject(object, "best_epoch", r->epoch);
    add_rounded(object, "train_loss", r->loss, 4);
    if (r->validated)
        add_figures(object, r);
    char *text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    return text;
}
