#include "train/opening.h"

#include "corpus/tokens.h"
#include "train/start.h"
#include "train/task.h"

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

int opening_open(const struct train_options *o, struct model **model, struct corpus **corpus,
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
