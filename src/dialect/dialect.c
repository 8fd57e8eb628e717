#include "dialect/dialect.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/attn_v.h"
#include "dialect/joey.h"
#include "dialect/own_names.h"
#include "dialect/tutorial.h"
#include "inspect/wordlist.h"
#include "model/family.h"

const struct dialect *const dialects[] = {&dialect_own_names,
                                          &dialect_tutorial,
                                          &dialect_tutorial_places,
                                          &dialect_attn_v,
                                          &dialect_joey,
                                          &dialect_opennmt,
                                          NULL};

static size_t missing(const struct dialect *dialect, const struct foreign *foreign,
                      const char **first)
{
    size_t count = 0;
    for (int i = 0; dialect->needs[i]; i++)
        if (!foreign_find(foreign, dialect->needs[i]) && count++ == 0)
            *first = dialect->needs[i];
    return count;
}

const struct dialect *dialect_find(const struct foreign *foreign, struct err *err)
{
    struct str why = {0};
    for (int d = 0; dialects[d]; d++) {
        const char *first = "";
        if (!missing(dialects[d], foreign, &first)) {
            str_free(&why);
            return dialects[d];
        }
        str_format(&why, "%s%s has no %s", d ? "; " : "", dialects[d]->words, first);
    }
    err_set(err,
            "its names are of no encoder-decoder that is known (%s): heed convert FILE --propose "
            "prints "
            "names for --map",
            why.text);
    str_free(&why);
    return NULL;
}

int dialect_rows(const struct draft *draft, const struct lexicon *lexicon, const char *name,
                 const struct weight *weight, float *out, float absent, struct err *err)
{
    size_t theirs = foreign_size(draft->foreign, name, 0);
    size_t cols = weight->rank == 1 ? 1 : (size_t)weight->cols;
    int rows = weight->rank == 1 ? weight->cols : weight->rows;
    float *all = mem_new(theirs * cols + 1, sizeof *all);
    int result = foreign_read(all, draft->foreign, name, theirs, cols, err);
    for (int r = 0; r < rows && !result; r++) {
        int from = lexicon->rows[r];
        if (from >= 0 && (size_t)from >= theirs)
            result =
                err_set(err, "%s: %zu rows, and word %d is to be one of them", name, theirs, from);
        for (size_t c = 0; c < cols && !result; c++)
            out[(size_t)r * cols + c] = from >= 0 ? all[(size_t)from * cols + c] : absent;
    }
    free(all);
    return result;
}

/* ---- converting ---- */

static int set_fields(struct config *config, const struct strs *settings, struct err *err)
{
    for (size_t i = 0; settings && i < settings->count; i++) {
        const char *equals = strchr(settings->list[i], '=');
        if (!equals)
            return err_set(err, "--set %s: expected FIELD=VALUE", settings->list[i]);
        char *name = mem_text_n(settings->list[i], (size_t)(equals - settings->list[i]));
        int result = config_set(config, name, equals + 1, err);
        free(name);
        if (result)
            return -1;
    }
    return 0;
}

static int make_lexicon(struct lexicon *lexicon, const struct dialect *dialect,
                        const struct foreign *foreign, const char *path, const char *embedding,
                        struct err *err)
{
    struct strs words = {0};
    size_t rows = foreign_size(foreign, embedding, 0);
    const struct tensor *tensor = foreign_find(foreign, embedding);
    int result = 0;
    if (path)
        result = wordlist_read(&words, path, err);
    else if (tensor)
        wordlist_of(&words, foreign->file, tensor);
    if (!result && lexicon_make(lexicon, &words, rows, dialect->specials, err))
        result = err_prefix(err, "%s", path ? path : embedding);
    strs_free(&words);
    return result;
}

static int fill_weights(struct model *model, const struct dialect *dialect,
                        const struct draft *draft, struct err *err)
{
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *weight = &model->list.list[i];
        size_t count = (size_t)(weight->rank == 1 ? 1 : weight->rows) * (size_t)weight->cols;
        float *values = mem_new(count, sizeof *values);
        int result = dialect->fill(draft, weight, values, err);
        for (size_t k = 0; k < count && !result; k++)
            model->flat[weight->offset + k] = (real)values[k];
        free(values);
        if (result)
            return err_prefix(err, "our %s", weight->name);
    }
    return 0;
}

static struct model *build(const struct dialect *dialect, const struct foreign *foreign,
                           const char *name, const struct dialect_wishes *wishes,
                           struct lexicon sides[2], struct err *err)
{
    struct config config = config_default(family_list[0]);
    config.source.unit = config.target.unit = wishes->unit;
    if (dialect->configure(&config, foreign, err) || set_fields(&config, wishes->settings, err))
        return NULL;
    struct tokenizer source = tokenizer_of(wishes->unit, lexicon_take(&sides[0]));
    struct tokenizer target = tokenizer_of(wishes->unit, lexicon_take(&sides[1]));
    struct model *model = model_new(name, &config, source, target, 1, err);
    if (!model) {
        tokenizer_free(&source);
        tokenizer_free(&target);
        return NULL;
    }
    const struct draft draft = {foreign, model->config, &sides[0], &sides[1]};
    if (fill_weights(model, dialect, &draft, err) == 0)
        return model;
    model_free(model);
    return NULL;
}

struct model *dialect_convert(const struct tensors *file, const char *name,
                              const struct dialect_wishes *wishes, const struct dialect **used,
                              struct err *err)
{
    struct foreign foreign;
    struct lexicon sides[2] = {{0}, {0}};
    struct model *model = NULL;
    if (foreign_open(&foreign, file, wishes->map, err))
        return NULL;
    const struct dialect *dialect = dialect_find(&foreign, err);
    if (dialect &&
        make_lexicon(&sides[0], dialect, &foreign, wishes->source_words, dialect->source_embedding,
                     err) == 0 &&
        make_lexicon(&sides[1], dialect, &foreign, wishes->target_words, dialect->target_embedding,
                     err) == 0)
        model = build(dialect, &foreign, name, wishes, sides, err);
    *used = dialect;
    lexicon_free(&sides[0]);
    lexicon_free(&sides[1]);
    foreign_close(&foreign);
    return model;
}
