#include "classify/classifier_answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "classify/classifier.h"
#include "math/vec.h"
#include "model/family.h"

enum { BATCH = 32 };

int classifier_labels(const struct model *model)
{
    return model->config.family == &family_classifier ? model->config.target.vocab - VOCAB_SPECIAL
                                                      : 0;
}

const char *classifier_label(const struct model *model, int label)
{
    return vocab_token(model->target.vocab, VOCAB_SPECIAL + label);
}

int classifier_find_label(const struct model *model, const char *name)
{
    struct strs tokens = {0};
    tokenizer_split(&model->target, &tokens, name);
    int id = tokens.count == 1 && vocab_has(model->target.vocab, tokens.list[0])
                 ? vocab_id(model->target.vocab, tokens.list[0])
                 : -1;
    strs_free(&tokens);
    return id < VOCAB_SPECIAL ? -1 : id - VOCAB_SPECIAL;
}

struct classifier_answer classifier_question(const struct model *model, const char *text)
{
    struct classifier_answer answer = {0};
    struct strs tokens = {0};
    size_t labels = (size_t)classifier_labels(model);
    tokenizer_split(&model->source, &tokens, text);
    answer.empty = tokens.count == 0;
    if (tokens.count > ANSWER_TOKENS)
        answer.cut = (int)tokens.count - ANSWER_TOKENS;
    answer.ids =
        vocab_ids(model->source.vocab, &tokens, ANSWER_TOKENS, answer.empty, &answer.length);
    answer.probabilities = mem_new(labels, sizeof *answer.probabilities);
    answer.log_probabilities = mem_new(labels, sizeof *answer.log_probabilities);
    strs_free(&tokens);
    return answer;
}

struct job {
    const struct model *model;
    struct classifier_answer **sorted; /* [count] by length */
    long count;
    struct arena *arenas; /* [workers] */
};

static int by_length(const void *left, const void *right)
{
    const struct classifier_answer *a = *(struct classifier_answer *const *)left;
    const struct classifier_answer *b = *(struct classifier_answer *const *)right;
    return a->length != b->length ? (a->length < b->length ? -1 : 1) : a < b ? -1 : a > b;
}

static void take_answer(struct classifier_answer *answer, const struct classifier_run *run, int b)
{
    const real *logits = mat_row(run->logits, b);
    int labels = run->logits.cols;
    double sum = vec_log_sum_exp(logits, labels);
    memcpy(answer->probabilities, mat_row(run->probabilities, b),
           (size_t)labels * sizeof *answer->probabilities);
    for (int i = 0; i < labels; i++)
        answer->log_probabilities[i] = (double)logits[i] - sum;
}

static void answer_batch(const struct job *job, struct arena *arena, long first, int size)
{
    struct classifier_answer **list = job->sorted + first;
    struct classifier_setup setup = {.config = &job->model->config,
                                     .weights = &job->model->weights,
                                     .arena = arena,
                                     .keep = KEEP_BACKWARD};
    struct classifier_run run;
    arena_reset(arena);
    int *lengths = arena_take(arena, (size_t)size, sizeof *lengths);
    int length = list[size - 1]->length;
    int *tokens = arena_zero(arena, (size_t)(length * size), sizeof *tokens);
    for (int b = 0; b < size; b++) {
        lengths[b] = list[b]->length;
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * size + b] = list[b]->ids[j];
    }
    struct classifier_batch batch = {
        .size = size, .length = length, .tokens = tokens, .lengths = lengths};
    classifier_forward(&run, &setup, &batch);
    for (int b = 0; b < size; b++)
        take_answer(list[b], &run, b);
}

static void work(void *data, int worker, int workers)
{
    const struct job *job = data;
    for (long first = (long)worker * BATCH; first < job->count; first += (long)workers * BATCH)
        answer_batch(job, &job->arenas[worker], first,
                     (int)(job->count - first < BATCH ? job->count - first : BATCH));
}

void classifier_answer_all(const struct model *model, struct pool *pool,
                           struct classifier_answer *list, long count)
{
    struct job job = {.model = model,
                      .sorted = mem_new((size_t)count, sizeof *job.sorted),
                      .count = count,
                      .arenas = mem_new((size_t)pool_size(pool), sizeof *job.arenas)};
    for (long i = 0; i < count; i++)
        job.sorted[i] = &list[i];
    qsort(job.sorted, (size_t)count, sizeof *job.sorted, by_length);
    pool_run(pool, work, &job);
    for (int i = 0; i < pool_size(pool); i++)
        arena_free(&job.arenas[i]);
    free(job.arenas);
    free(job.sorted);
}

int classifier_best(const struct model *model, const struct classifier_answer *answer)
{
    return vec_argmax(answer->probabilities, classifier_labels(model));
}

void classifier_answer_free(struct classifier_answer *answer)
{
    free(answer->ids);
    free(answer->probabilities);
    free(answer->log_probabilities);
    *answer = (struct classifier_answer){0};
}
