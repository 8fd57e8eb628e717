#include "train/task.h"

#include "model/family.h"
#include "text/dates.h"
#include "train/classifier_learner.h"
#include "train/options.h"
#include "train/seq2seq_learner.h"

enum { VALIDATION_PAIRS = 1000 };

/* A model so small that its every unit fits on a screen. The slow end takes the last errors away;
 * there is nothing to memorize, so no dropout. */
static void for_dates(struct train_options *o)
{
    o->config.source.unit = o->config.target.unit = UNIT_CHAR;
    config_set_size(&o->config, "embed", 16);
    config_set_size(&o->config, "encoder_hidden", 32);
    config_set_size(&o->config, "attention_hidden", 32);
    config_set_size(&o->config, "decoder_hidden", 48);
    config_set_size(&o->config, "readout_hidden", 24);
    o->pairs = 20000;
    o->epochs = 20;
    o->batch = 64;
    o->dropout = 0;
}

/* Small corpora: what helps is dropout, and words seen once. */
static void for_classify(struct train_options *o)
{
    o->config = config_default(&family_classifier);
    o->epochs = 20;
    o->halve_from = 0;
    o->batch = 32;
    o->dropout = 0.5;
    o->min_count = 1;
}

static const struct {
    const struct learner *learner;
    const struct pair_maker *maker;
    bool labels; /* of files: label, tab, text */
    void (*adjust)(struct train_options *options);
    const char *examples[3];
} tasks[TASK_COUNT] = {
    [TASK_TRANSLATE] = {.learner = &seq2seq_learner},
    [TASK_DATES] = {.learner = &seq2seq_learner,
                    .maker = &dates_maker,
                    .adjust = for_dates,
                    .examples = {"the 5th of March, 2019", "Sun 11/30/97"}},
    [TASK_CLASSIFY] = {.learner = &classifier_learner,
                       .labels = true,
                       .adjust = for_classify,
                       .examples = {"I like you like this", "not good at all"}},
};

const struct learner *task_learner(int task)
{
    return tasks[task].learner;
}

const struct pair_maker *task_maker(int task)
{
    return tasks[task].maker;
}

const char *const *task_examples(int task)
{
    return tasks[task].examples;
}

struct pair_source task_test(int task, uint64_t seed, long count)
{
    return (struct pair_source){
        .maker = tasks[task].maker, .part = PART_TEST, .seed = seed, .count = count};
}

void task_defaults(struct train_options *options, int task)
{
    options->task = task;
    options->keep = tasks[task].learner->keep;
    if (tasks[task].adjust)
        tasks[task].adjust(options);
}

int task_check(const struct train_options *options, struct err *err)
{
    bool made = tasks[options->task].maker != NULL;
    if (made && options->corpus)
        return err_set(err, "--task %s makes its own pairs: leave out --corpus",
                       tasks[options->task].maker->name);
    if (made && options->pairs < 1)
        return err_set(err, "--pairs must be at least 1");
    if (!made && options->pairs)
        return err_set(err, "--pairs is for tasks that make their own, such as --task dates");
    return made || options->corpus ? 0 : err_set(err, "--corpus FILE is needed");
}

struct pair_source task_training(const struct train_options *options)
{
    return (struct pair_source){.path = options->corpus,
                                .labels = tasks[options->task].labels,
                                .maker = tasks[options->task].maker,
                                .part = PART_TRAIN,
                                .seed = options->seed,
                                .count = options->pairs};
}

bool task_validation(const struct train_options *options, struct pair_source *out)
{
    *out = (struct pair_source){.path = options->valid, .labels = tasks[options->task].labels};
    if (options->valid)
        return true;
    *out = (struct pair_source){.maker = tasks[options->task].maker,
                                .part = PART_VALID,
                                .seed = options->seed,
                                .count = VALIDATION_PAIRS};
    return out->maker != NULL;
}
