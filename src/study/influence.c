#include "study/influence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/rank.h"
#include "math/vec.h"
#include "model/seq2seq.h"
#include "study/classifier_influence.h"

/* The most source positions that one batch may have in all its rows: this bounds its memory. */
enum { POSITIONS = 4096 };

/* What is run: one sentence, and the words up to y(t). */
struct inquiry {
    const struct model *model;
    const int *source; /* [count] */
    int count;
    const int *words; /* [step + 1] y(t) */
    int step;
};

static void *ints(struct arena *arena, int count)
{
    return arena_take(arena, (size_t)count, sizeof(int));
}

/* `size` copies of the sentence, the b-th without position skip + b (negative: with all of them).
 * Only the loss of step t counts. */
static struct batch lay_out_batch(const struct inquiry *q, struct arena *arena, int skip, int size)
{
    int length = q->count - (skip >= 0), steps = q->step + 1;
    int *source = ints(arena, length * size), *fed = ints(arena, steps * size);
    int *produced = ints(arena, steps * size), *starts = ints(arena, size);
    int *lengths = ints(arena, size), *target_lengths = ints(arena, size);
    for (int b = 0; b < size; b++) {
        lengths[b] = length;
        target_lengths[b] = steps;
        starts[b] = q->step;
        for (int j = 0; j < length; j++)
            source[j * size + b] = q->source[j + (skip >= 0 && j >= skip + b)];
        for (int t = 0; t < steps; t++) {
            fed[t * size + b] = t ? q->words[t - 1] : ID_BOS;
            produced[t * size + b] = q->words[t];
        }
    }
    return (struct batch){.size = size,
                          .source_length = length,
                          .target_length = steps,
                          .source = source,
                          .source_lengths = lengths,
                          .fed = fed,
                          .produced = produced,
                          .target_lengths = target_lengths,
                          .target_starts = starts,
                          .target_tokens = size};
}

static void run_subject(struct seq2seq_run *run, const struct inquiry *q, struct arena *arena,
                        const struct batch *batch)
{
    struct seq2seq_setup setup = {.config = &q->model->config,
                                  .weights = &q->model->weights,
                                  .arena = arena,
                                  .keep = KEEP_BACKWARD};
    seq2seq_forced(run, &setup, batch);
}

/* The unchanged run: ln P, the weights of step t, and one backward pass from ln P to x(j). */
static void measure_whole(struct influence *influence, const struct inquiry *q, struct arena *arena)
{
    struct weights gradients;
    struct seq2seq_run run;
    struct batch batch = lay_out_batch(q, arena, -1, 1);
    real *flat = mem_new(q->model->list.size, sizeof *flat);
    weights_bind(&gradients, NULL, &q->model->config, flat);
    run_subject(&run, q, arena, &batch);
    influence->log_probability = -seq2seq_backward(&run, &batch, &gradients, -1);
    free(flat);
    if (run.attention.weights.x)
        influence->weights = mem_new((size_t)q->count, sizeof *influence->weights);
    for (int j = 0; j < q->count; j++) {
        const struct encoder_run *e = &run.encoder;
        if (influence->weights)
            influence->weights[j] = (double)mat_row(steps_at(run.attention.weights, q->step), 0)[j];
        influence->gradient[j] =
            (double)vec_dot(mat_row(e->embedded, j), mat_row(e->dembedded, j), e->embedded.cols);
    }
}

/* Every position left out in turn, as many at once as memory allows. */
static void measure_left_out(struct influence *influence, const struct inquiry *q,
                             struct arena *arena)
{
    int most = POSITIONS / q->count + 1;
    for (int first = 0; first < q->count; first += most) {
        struct seq2seq_run run;
        int size = q->count - first < most ? q->count - first : most;
        double *losses = influence->left_out + first; /* −ln P, from 0 */
        if (q->count == 1) {
            *losses = NAN;
            return;
        }
        arena_reset(arena);
        struct batch batch = lay_out_batch(q, arena, first, size);
        run_subject(&run, q, arena, &batch);
        seq2seq_losses(&run, &batch, losses);
        for (int i = 0; i < size; i++)
            losses[i] += influence->log_probability;
    }
}

static void measure_step(struct influence *influence, const struct trace *trace, int sentence,
                         int step)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    struct arena arena = {0};
    struct inquiry q = {.model = trace->model,
                        .source = s->ids,
                        .count = influence->count,
                        .words = s->words,
                        .step = step};
    influence->step = step;
    influence->steps = s->steps;
    influence->word = mem_text(trace_target_word(trace, sentence, step));
    measure_whole(influence, &q, &arena);
    measure_left_out(influence, &q, &arena);
    arena_free(&arena);
}

static double *magnitudes(const double *x, int count)
{
    double *out = mem_new((size_t)count, sizeof *out);
    for (int i = 0; i < count; i++)
        out[i] = fabs(x[i]);
    return out;
}

static void correlate(struct influence *e)
{
    double *left_out = magnitudes(e->left_out, e->count);
    double *gradient = magnitudes(e->gradient, e->count);
    for (int pair = 0; pair < PAIR_COUNT; pair++)
        e->tau[pair] = NAN;
    if (e->weights) {
        e->tau[PAIR_WEIGHT_LEFT_OUT] = rank_tau(e->weights, left_out, e->count);
        e->tau[PAIR_WEIGHT_GRADIENT] = rank_tau(e->weights, gradient, e->count);
    }
    e->tau[PAIR_LEFT_OUT_GRADIENT] = rank_tau(e->left_out, e->gradient, e->count);
    free(left_out);
    free(gradient);
}

/* Whether the control of a trace does more than force words: the words are run here too. */
static bool is_changed(const struct trace *trace)
{
    static const struct control nothing;
    struct control control = trace->control;
    control.forced = NULL;
    control.forced_count = 0;
    control.other_query = false;
    return memcmp(&control, &nothing, sizeof control) != 0;
}

struct influence *influence_new(const struct trace *trace, int sentence, int step)
{
    struct influence *influence = mem_new(1, sizeof *influence);
    int count = trace_source_length(trace, sentence);
    influence->count = count;
    influence->changed = is_changed(trace);
    for (int j = 0; j < count; j++)
        strs_add(&influence->words, trace_source_word(trace, sentence, j));
    influence->left_out = mem_new((size_t)count, sizeof *influence->left_out);
    influence->gradient = mem_new((size_t)count, sizeof *influence->gradient);
    if (config_writes_words(&trace->config))
        measure_step(influence, trace, sentence, step);
    else
        classifier_influence_measure(influence, trace, sentence);
    correlate(influence);
    return influence;
}

void influence_free(struct influence *influence)
{
    if (!influence)
        return;
    strs_free(&influence->words);
    free(influence->word);
    free(influence->weights);
    free(influence->left_out);
    free(influence->gradient);
    free(influence);
}
