#include "train/describe.h"

#include <cjson/cJSON.h>
#include <string.h>

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

char *training_describe(const struct train_options *o, const struct train_report *r)
{
    struct str out = {0};
    str_add(&out, "{");
    add_json_text(&out, "corpus", base_name(o->corpus));
    if (o->license)
        add_json_text(&out, "license", o->license);
    str_format(&out,
               "\"epochs\": %d, \"best_epoch\": %d, \"batch\": %d, \"join\": %d, \"threads\": %d, "
               "\"seed\": %llu, \"rate\": %g, \"halve_from\": %d, \"dropout\": %g, \"smoothing\": "
               "%g, \"clip\": %g, "
               "\"min_count\": %ld, \"seconds\": %.0f, \"tokens_per_second\": %.0f, "
               "\"train_loss\": %.4f",
               o->epochs, r->epoch, o->batch, o->join, o->threads, (unsigned long long)o->seed,
               o->rate, o->halve_from, o->dropout, o->smoothing, o->clip, o->min_count, r->seconds,
               r->tokens_per_second, r->loss);
    if (r->validated)
        str_format(&out, ", \"valid_loss\": %.4f, \"valid_bleu\": %.2f", r->valid_loss, r->bleu);
    if (r->validated && o->join > 1)
        str_format(&out, ", \"valid_bleu_joined\": %.2f", r->bleu_joined);
    str_add(&out, "}");
    return str_take(&out);
}
