#include "train/start.h"

#include <string.h>

#include "corpus/tokens.h"
#include "train/task.h"

struct model *start_model(const struct train_options *options, struct err *err)
{
    struct model *from = model_open(options->from, err);
    const struct config *c = &options->config;
    if (!from)
        return NULL;
    if (from->config.family != c->family)
        err_set(err, "--from %s: is not a model of this kind", options->from);
    else if (from->source.unit != c->source.unit || from->target.unit != c->target.unit)
        err_set(err,
                "--from %s: reads and writes other units; its tokens are kept, so give "
                "--source_unit %s --target_unit %s",
                options->from, unit_names[from->source.unit], unit_names[from->target.unit]);
    else
        return from;
    model_free(from);
    return NULL;
}

static const struct weight *same_weight(const struct weight_list *list, const struct weight *weight)
{
    for (int i = 0; i < list->count; i++) {
        const struct weight *other = &list->list[i];
        if (strcmp(other->name, weight->name) == 0 && other->rows == weight->rows &&
            other->cols == weight->cols)
            return other;
    }
    return NULL;
}

void start_weights(const struct model *model, const struct model *from, struct str *said)
{
    struct str missing = {0};
    int taken = 0;
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *weight = &model->list.list[i];
        const struct weight *same = same_weight(&from->list, weight);
        if (!same) {
            str_format(&missing, "%s %s", missing.length ? "," : "", weight->name);
            continue;
        }
        memcpy(model->flat + weight->offset, from->flat + same->offset,
               (size_t)weight->rows * (size_t)weight->cols * sizeof *model->flat);
        taken++;
    }
    str_format(said, "started from %s: %d of %d tensors are its own", from->name, taken,
               model->list.count);
    if (missing.length)
        str_format(said, "; new:%s", missing.text);
    str_add(said, "\n");
    str_free(&missing);
}

/* A model with starting weights, whose tokenizers are learned from the corpus. */
static struct model *new_model(const struct train_options *o, const struct pair_source *pairs,
                               long *lines, struct err *err)
{
    const struct config *c = &o->config;
    struct model *from = o->from ? start_model(o, err) : NULL;
    if (o->from && !from)
        return NULL;
    struct token_options options = {
        .source = *pairs,
        .units = {c->source.unit, c->target.unit},
        .min_count = o->min_count,
        .vocab_limit = (size_t)o->vocab_limit,
        .merges = o->merges,
        .shared_merges = o->shared_merges,
        .vary = o->vary,
        .seed = o->seed,
        .given = {from ? &from->source : NULL, from ? &from->target : NULL}};
    struct tokenizer sides[SIDES];
    int learned = tokens_learn(sides, &options, lines, err);
    model_free(from);
    if (learned)
        return NULL;
    struct model *model =
        model_new("training", c, sides[SIDE_SOURCE], sides[SIDE_TARGET], o->seed, err);
    if (!model) {
        tokenizer_free(&sides[SIDE_SOURCE]);
        tokenizer_free(&sides[SIDE_TARGET]);
    }
    return model;
}

int start_open(const struct train_options *o, struct model **model, struct corpus **corpus,
               struct err *err)
{
    long lines;
    struct pair_source pairs = task_training(o);
    *model = new_model(o, &pairs, &lines, err);
    if (!*model)
        return -1;
    struct corpus_options options = {.source = pairs,
                                     .source_tokenizer = &(*model)->source,
                                     .target_tokenizer = &(*model)->target,
                                     .join = o->join,
                                     .batch = o->batch,
                                     .vary = o->vary,
                                     .mixed = o->no_mask,
                                     .lines = lines,
                                     .seed = o->seed};
    *corpus = corpus_open(&options, err);
    if (*corpus)
        return 0;
    model_free(*model);
    *model = NULL;
    return -1;
}
