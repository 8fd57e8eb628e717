#include "study/classifier_influence.h"

#include <math.h>
#include <stdlib.h>

#include "classify/classifier.h"
#include "classify/classifier_answer.h"
#include "math/vec.h"
#include "study/glance.h"

/* The most words that one batch may have in all its rows: pairs are their squares. */
enum { POSITIONS = 2048 };

/* One sentence; `length` ids. */
struct subject_sentence {
    const struct model *model;
    const int *ids;
    int length, label;
};

static void *ints(struct arena *arena, int count)
{
    return arena_take(arena, (size_t)count, sizeof(int));
}

/* `size` copies of the sentence, the b-th without word skip + b (negative: with all of them). */
static struct classifier_batch lay_out(const struct subject_sentence *s, struct arena *arena,
                                       int skip, int size)
{
    int length = s->length - (skip >= 0);
    int *tokens = ints(arena, length * size), *lengths = ints(arena, size);
    int *labels = ints(arena, size);
    for (int b = 0; b < size; b++) {
        lengths[b] = length;
        labels[b] = s->label;
        for (int j = 0; j < length; j++)
            tokens[j * size + b] = s->ids[j + (skip >= 0 && j >= skip + b)];
    }
    return (struct classifier_batch){
        .size = size, .length = length, .tokens = tokens, .lengths = lengths, .labels = labels};
}

static void forward(struct classifier_run *run, const struct subject_sentence *s,
                    struct arena *arena, const struct classifier_batch *batch)
{
    struct classifier_setup setup = {.config = &s->model->config,
                                     .weights = &s->model->weights,
                                     .arena = arena,
                                     .keep = KEEP_BACKWARD};
    classifier_forward(run, &setup, batch);
}

static double log_probability(const struct classifier_run *run, int b, int label)
{
    const real *logits = mat_row(run->logits, b);
    return (double)logits[label] - vec_log_sum_exp(logits, run->logits.cols);
}

/* The unchanged run: the label is the one that it gives. */
static void measure_whole(struct influence *influence, struct subject_sentence *s,
                          struct arena *arena)
{
    struct weights gradients;
    struct classifier_run run;
    struct classifier_batch batch = lay_out(s, arena, -1, 1);
    real *flat = mem_new(s->model->list.size, sizeof *flat);
    int *label = ints(arena, 1);
    weights_bind(&gradients, NULL, &s->model->config, flat);
    forward(&run, s, arena, &batch);
    *label = s->label = vec_argmax(run.probabilities.x, run.probabilities.cols);
    batch.labels = label;
    classifier_backward(&run, &batch, &gradients, -1);
    free(flat);
    influence->log_probability = log_probability(&run, 0, s->label);
    for (int j = 0; j < s->length; j++)
        influence->gradient[j] =
            (double)vec_dot(mat_row(run.embedded, j), mat_row(run.dembedded, j), run.embedded.cols);
}

static void measure_left_out(struct influence *influence, const struct subject_sentence *s,
                             struct arena *arena)
{
    int most = POSITIONS / s->length + 1;
    if (s->length == 1)
        influence->left_out[0] = NAN;
    for (int first = 0; s->length > 1 && first < s->length; first += most) {
        struct classifier_run run;
        int size = s->length - first < most ? s->length - first : most;
        arena_reset(arena);
        struct classifier_batch batch = lay_out(s, arena, first, size);
        forward(&run, s, arena, &batch);
        for (int b = 0; b < size; b++)
            influence->left_out[first + b] =
                influence->log_probability - log_probability(&run, b, s->label);
    }
}

/* Of a run of its own: that of the trace may be changed. */
static void measure_weights(struct influence *influence, const struct trace *trace, int sentence)
{
    const char *text = trace->sentences[sentence].text;
    struct trace *alone = trace_new(trace->model, &text, 1, NULL);
    struct mat weights = glance_weights(alone, 0, NULL);
    if (weights.x)
        influence->weights = mem_new((size_t)influence->count, sizeof *influence->weights);
    for (int i = 0; weights.x && i < weights.rows; i++)
        for (int j = 0; j < influence->count; j++)
            influence->weights[j] += (double)mat_row(weights, i)[j] / weights.rows;
    trace_free(alone);
}

void classifier_influence_measure(struct influence *influence, const struct trace *trace,
                                  int sentence)
{
    struct arena arena = {0};
    struct subject_sentence s = {
        .model = trace->model, .ids = trace->sentences[sentence].ids, .length = influence->count};
    influence->steps = 1;
    influence->label = true;
    measure_weights(influence, trace, sentence);
    measure_whole(influence, &s, &arena);
    measure_left_out(influence, &s, &arena);
    influence->word = mem_text(classifier_label(trace->model, s.label));
    arena_free(&arena);
}
