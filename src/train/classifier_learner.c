#include "train/classifier_learner.h"

#include "classify/classifier.h"
#include "corpus/classifier_batch.h"
#include "measure/classification.h"
#include "train/start.h"

enum { LOSS, ACCURACY };
static const struct figure_kind figures[] = {
    [LOSS] = {"loss", "loss", NULL, 4, false},
    [ACCURACY] = {"accuracy", "accuracy %", NULL, 2, true},
    {.name = NULL},
};

static const char *const noted_names[] = {NULL};

static void note(const struct train_options *options, long step, double *noted)
{
    (void)options, (void)step, (void)noted;
}

static int check(const struct train_options *options, struct err *err)
{
    if (options->join > 1 || options->vary > 0)
        return err_set(err, "--join and --vary make other texts, of which the labels say nothing: "
                            "leave them out");
    if (options->teacher_forcing < 1 || options->scheduled_sampling)
        return err_set(err, "--teacher-forcing and --scheduled-sampling are for models that write");
    if (options->target_embeddings)
        return err_set(err, "--target-embeddings: labels have none");
    return 0;
}

static long count(const struct example *example)
{
    (void)example;
    return 1;
}

static void work(struct share *s)
{
    const struct train_options *o = s->options;
    static const struct control unmasked = {.mask = MASK_OFF};
    struct classifier_setup setup = {.config = &s->model->config,
                                     .weights = &s->model->weights,
                                     .control = o->no_mask ? &unmasked : NULL,
                                     .arena = s->arena,
                                     .keep = KEEP_BACKWARD,
                                     .smoothing = (real)o->smoothing,
                                     .penalty = (real)o->penalty,
                                     .dropout = {.p = (real)o->dropout,
                                                 .attention_p = (real)o->attention_dropout,
                                                 .seed = o->seed,
                                                 .step = (uint64_t)s->step}};
    struct classifier_run run;
    struct classifier_batch batch;
    classifier_batch_make(&batch, s->arena, s->list, s->count, s->first, s->stride);
    if (!batch.size)
        return;
    classifier_forward(&run, &setup, &batch);
    s->loss = classifier_backward(&run, &batch, s->gradient, s->scale);
    s->touched[0] = (struct touched){batch.tokens, batch.length * batch.size};
}

static int evaluate(double *out, const struct train_options *o,
                    const struct pair_source *validation, const struct model *model,
                    struct pool *pool, struct err *err)
{
    struct classification found;
    (void)o;
    if (classification_measure(&found, model, pool, validation, err))
        return -1;
    out[LOSS] = found.loss;
    out[ACCURACY] = found.accuracy;
    classification_free(&found);
    return 0;
}

const struct learner classifier_learner = {
    .name = "classifier",
    .counted = "sentences",
    .speed = "sentences_per_second",
    .curve = "loss per sentence in nats, by step",
    .figures = figures,
    .keep = "accuracy",
    .noted = noted_names,
    .note = note,
    .check = check,
    .open = start_open,
    .count = count,
    .work = work,
    .evaluate = evaluate,
};
