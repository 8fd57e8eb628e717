#include "train/seq2seq_learner.h"

#include <math.h>

#include "corpus/seq2seq_batch.h"
#include "decode/sampled.h"
#include "measure/evaluate.h"
#include "train/start.h"
#include "train/task.h"
#include "train/teaching.h"

enum { LOSS, BLEU, BLEU_JOINED };
static const struct figure_kind figures[] = {
    [LOSS] = {"loss", "loss", NULL, 4, false},
    [BLEU] = {"bleu", "BLEU", NULL, 2, true},
    [BLEU_JOINED] = {"bleu_joined", "joined", "bleu", 2, true}, /* joined as in training */
    {.name = NULL},
};

enum { FORCING };
static const char *const noted_names[] = {[FORCING] = "teacher_forcing", NULL};

static void note(const struct train_options *options, long step, double *noted)
{
    noted[FORCING] = teaching_rate(options, step);
}

static int check(const struct train_options *options, struct err *err)
{
    if (options->attention_dropout > 0 && !config_attends(&options->config))
        return err_set(err, "--attention-dropout has nothing to drop with --score none");
    if (options->no_mask && !config_attends(&options->config))
        return err_set(err, "--no-mask has no mask to leave out with --score none");
    return teaching_check(options, err);
}

/* Target tokens, <eos> included. */
static long count(const struct example *example)
{
    return example->target_length + 1;
}

static void work(struct share *s)
{
    const struct train_options *o = s->options;
    static const struct control unmasked = {.mask = MASK_OFF};
    struct sampling sampling = {teaching_rate(o, s->step), o->sampling != 0};
    struct seq2seq_setup setup = {.config = &s->model->config,
                                  .weights = &s->model->weights,
                                  .control = o->no_mask ? &unmasked : NULL,
                                  .arena = s->arena,
                                  .keep = KEEP_BACKWARD,
                                  .smoothing = (real)o->smoothing,
                                  .dropout = {.p = (real)o->dropout,
                                              .attention_p = (real)o->attention_dropout,
                                              .seed = o->seed,
                                              .step = (uint64_t)s->step}};
    struct seq2seq_run run;
    struct batch batch;
    batch_make(&batch, s->arena, s->list, s->count, s->first, s->stride);
    if (!batch.size)
        return;
    if (sampling.reference < 1)
        sampled_run(&run, &setup, &batch, &sampling);
    else
        seq2seq_forced(&run, &setup, &batch);
    s->loss = seq2seq_backward(&run, &batch, s->gradient, s->scale);
    s->touched[0] = (struct touched){run.encoder.tokens, run.encoder.length * run.pass.size};
    s->touched[1] = (struct touched){run.decoder.fed, run.decoder.capacity * run.pass.size};
}

static int measure(double *loss, double *bleu, const struct evaluation_options *options,
                   const struct model *model, struct pool *pool, struct err *err)
{
    struct evaluation evaluation;
    if (evaluate(&evaluation, model, &model->weights, pool, options, err))
        return -1;
    *loss = evaluation.loss;
    *bleu = bleu_score(&evaluation.bleu);
    evaluation_free(&evaluation);
    return 0;
}

static int evaluate_model(double *out, const struct train_options *o,
                          const struct pair_source *validation, const struct model *model,
                          struct pool *pool, struct err *err)
{
    struct evaluation_options options = {.source = *validation, .join = 1, .seed = o->seed};
    double unused;
    if (measure(&out[LOSS], &out[BLEU], &options, model, pool, err))
        return -1;
    out[BLEU_JOINED] = NAN;
    options.join = o->join;
    return o->join > 1 ? measure(&unused, &out[BLEU_JOINED], &options, model, pool, err) : 0;
}

const struct learner seq2seq_learner = {
    .name = "seq2seq",
    .counted = "target tokens",
    .speed = "tokens_per_second",
    .curve = "loss per token in nats, by step",
    .figures = figures,
    .keep = "bleu",
    .noted = noted_names,
    .note = note,
    .check = check,
    .open = start_open,
    .count = count,
    .work = work,
    .evaluate = evaluate_model,
};
