#include "train/describe.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void add_json_text(struct str *out, const char *name, const char *value)
{
    struct str clean = {0};
    utf8_clean(&clean, value, strlen(value)); /* a file name may be any bytes */
    cJSON *text = cJSON_CreateString(clean.text ? clean.text : "");
    char *quoted = text ? cJSON_PrintUnformatted(text) : NULL;
    if (!quoted)
        die("out of memory");
    str_format(out, "\"%s\": %s, ", name, quoted);
    cJSON_free(quoted);
    cJSON_Delete(text);
    str_free(&clean);
}

/* The options that the model file notes: "halve_from": 7. */
static void add_options(struct str *out, const struct train_options *o)
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
            add_json_text(out, name, is_file ? base_name(value.text) : value.text);
        else if (field->kind == TRAIN_FLAG)
            str_format(out, "\"%s\": %s, ", name, strcmp(value.text, "yes") ? "false" : "true");
        else
            str_format(out, "\"%s\": %s, ", name, value.text);
        free(name);
    }
    str_free(&value);
}

char *training_describe(const struct train_options *o, const struct train_report *r)
{
    struct str out = {0};
    str_add(&out, "{");
    add_options(&out, o);
    str_format(&out,
               "\"best_epoch\": %d, \"seconds\": %.0f, \"tokens_per_second\": %.0f, "
               "\"train_loss\": %.4f",
               r->epoch, r->seconds, r->tokens_per_second, r->loss);
    if (r->validated)
        str_format(&out, ", \"valid_loss\": %.4f, \"valid_bleu\": %.2f", r->valid_loss, r->bleu);
    if (r->validated && o->join > 1)
        str_format(&out, ", \"valid_bleu_joined\": %.2f", r->bleu_joined);
    str_add(&out, "}");
    return str_take(&out);
}
