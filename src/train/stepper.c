#include "train/stepper.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "train/teaching.h"

static int table_of(struct stepper *s, struct mat embedding)
{
    return adam_table(&s->adam, embedding.x - s->model->flat, embedding.rows, embedding.cols);
}

void stepper_start(struct stepper *s, const struct train_options *options, struct model *model)
{
    size_t size = model->list.size;
    s->options = options;
    s->model = model;
    s->pool = pool_new(options->threads);
    s->workers = mem_new((size_t)options->threads, sizeof *s->workers);
    adam_init(&s->adam, (long)size);
    s->source_table = table_of(s, model->weights.seq2seq.source_embedding);
    s->target_table = table_of(s, model->weights.seq2seq.target_embedding);
    if (options->weight_decay > 0)
        adam_decay(&s->adam, &model->list, options->weight_decay);
    for (int w = 0; w < options->threads; w++) {
        s->workers[w].flat = mem_new(size, sizeof(real));
        weights_bind(&s->workers[w].gradient, NULL, &model->config, s->workers[w].flat);
    }
}

void stepper_free(struct stepper *s)
{
    for (int w = 0; s->pool && w < pool_size(s->pool); w++) {
        free(s->workers[w].flat);
        arena_free(&s->workers[w].arena);
    }
    free(s->workers);
    pool_free(s->pool);
    adam_free(&s->adam);
    embeddings_free(&s->embeddings);
}

/* One worker's share of a step: its sentences forward and backward. */
static void work(void *data, int number, int workers)
{
    struct stepper *s = data;
    struct worker *w = &s->workers[number];
    struct batch batch;
    static const struct control unmasked = {.mask = MASK_OFF};
    struct seq2seq_setup setup = {.config = &s->model->config,
                                  .weights = &s->model->weights,
                                  .control = s->options->no_mask ? &unmasked : NULL,
                                  .arena = &w->arena,
                                  .keep = KEEP_BACKWARD,
                                  .smoothing = (real)s->options->smoothing,
                                  .dropout = {.p = (real)s->options->dropout,
                                              .attention_p = (real)s->options->attention_dropout,
                                              .seed = s->options->seed,
                                              .step = (uint64_t)s->adam.step}};
    w->loss = 0;
    arena_reset(&w->arena);
    batch_make(&batch, &w->arena, s->list, s->count, number, workers);
    w->run = (struct seq2seq_run){0};
    if (!batch.size)
        return;
    if (s->sampling.reference < 1)
        run_sampled(&w->run, &setup, &batch, &s->sampling);
    else
        seq2seq_forced(&w->run, &setup, &batch);
    w->loss = seq2seq_backward(&w->run, &batch, &w->gradient, s->scale);
}

/* The words whose embeddings a worker's gradient has changed. */
static void touch(struct stepper *s, const struct seq2seq_run *run)
{
    const struct encoder_run *e = &run->encoder;
    const struct decoder_run *d = &run->decoder;
    adam_touch(&s->adam, s->source_table, e->tokens, e->length * run->pass.size);
    adam_touch(&s->adam, s->target_table, d->fed, d->capacity * run->pass.size);
}

struct step_result stepper_step(struct stepper *s, const struct example *const *list, int count,
                                double rate)
{
    struct step_result result = {0};
    int workers = pool_size(s->pool);
    real *gradients[TRAIN_THREADS_MAX];
    for (int i = 0; i < count; i++)
        result.tokens += list[i]->target_length + 1;
    result.reference = teaching_rate(s->options, s->adam.step);
    s->sampling = (struct sampling){result.reference, s->options->sampling != 0};
    s->list = list;
    s->count = count;
    s->scale = (real)(1.0 / (double)result.tokens);
    pool_run(s->pool, work, s);
    for (int w = 0; w < workers; w++) {
        gradients[w] = s->workers[w].flat;
        result.loss += s->workers[w].loss;
        touch(s, &s->workers[w].run);
        if (s->options->freeze_embeddings)
            embeddings_freeze(&s->embeddings, &s->workers[w].gradient);
    }
    if (isfinite(result.loss))
        result.norm = adam_update(&s->adam, s->pool, s->model->flat, gradients, workers, rate,
                                  s->options->clip);
    return result;
}
