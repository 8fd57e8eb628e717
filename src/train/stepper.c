#include "train/stepper.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static void add_tables(struct stepper *s)
{
    struct mat embedding;
    for (int i = 0; (embedding = weights_embedding(&s->model->list, s->model->flat, i)).x; i++) {
        assert(i < EMBEDDINGS_MAX);
        adam_table(&s->adam, embedding.x - s->model->flat, embedding.rows, embedding.cols);
    }
}

void stepper_start(struct stepper *s, const struct learner *learner,
                   const struct train_options *options, struct model *model)
{
    size_t size = model->list.size;
    s->learner = learner;
    s->options = options;
    s->model = model;
    s->pool = pool_new(options->threads);
    s->workers = mem_new((size_t)options->threads, sizeof *s->workers);
    adam_init(&s->adam, (long)size);
    add_tables(s);
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

static void work(void *data, int number, int workers)
{
    struct stepper *s = data;
    struct worker *w = &s->workers[number];
    arena_reset(&w->arena);
    w->share = (struct share){.options = s->options,
                              .model = s->model,
                              .list = s->list,
                              .count = s->count,
                              .first = number,
                              .stride = workers,
                              .step = s->adam.step,
                              .scale = s->scale,
                              .arena = &w->arena,
                              .gradient = &w->gradient};
    s->learner->work(&w->share);
}

struct step_result stepper_step(struct stepper *s, const struct example *const *list, int count,
                                double rate)
{
    struct step_result result = {0};
    int workers = pool_size(s->pool);
    real *gradients[TRAIN_THREADS_MAX];
    for (int i = 0; i < count; i++)
        result.counted += s->learner->count(list[i]);
    s->list = list;
    s->count = count;
    s->scale = (real)(1.0 / (double)result.counted);
    pool_run(s->pool, work, s);
    for (int w = 0; w < workers; w++) {
        struct worker *worker = &s->workers[w];
        gradients[w] = worker->flat;
        result.loss += worker->share.loss;
        for (int i = 0; i < s->adam.table_count; i++)
            adam_touch(&s->adam, i, worker->share.touched[i].rows, worker->share.touched[i].count);
        if (s->options->freeze_embeddings)
            embeddings_freeze(&s->embeddings, &s->model->list, worker->flat);
    }
    if (isfinite(result.loss))
        result.norm = adam_update(&s->adam, s->pool, s->model->flat, gradients, workers, rate,
                                  s->options->clip);
    return result;
}
