#include "measure/classification.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "classify/classifier_answer.h"

/* Sentences in memory at a time. */
enum { CHUNK = 2048 };

enum { SENTENCES, RIGHT, NATS, STATISTICS };

static void measure_rows(double *values, const double *sums)
{
    values[CLASSIFICATION_ACCURACY] =
        sums[SENTENCES] > 0 ? 100 * sums[RIGHT] / sums[SENTENCES] : NAN;
    values[CLASSIFICATION_LOSS] = sums[SENTENCES] > 0 ? sums[NATS] / sums[SENTENCES] : NAN;
}

static const struct bootstrap_measure list[] = {
    [CLASSIFICATION_ACCURACY] = {"accuracy", "accuracy", " %", 1, BETTER_HIGHER},
    [CLASSIFICATION_LOSS] = {"loss", "loss", "", 3, BETTER_LOWER},
};
const struct bootstrap_measures classification_measures = {
    .statistics = STATISTICS,
    .count = CLASSIFICATION_MEASURES,
    .list = list,
    .measure = measure_rows,
};

/* What is read, until it is answered. */
struct chunk {
    struct classifier_answer answers[CHUNK];
    int labels[CHUNK]; /* the right ones */
    long count;
};

/* One sentence, into everything that is counted. */
static void note(struct classification *c, const struct model *model,
                 const struct classifier_answer *answer, int right, float *row)
{
    int chosen = classifier_best(model, answer);
    double confidence = (double)answer->probabilities[chosen];
    int bin = (int)(confidence * CALIBRATION_BINS);
    struct calibration_bin *b = &c->bins[bin < CALIBRATION_BINS ? bin : CALIBRATION_BINS - 1];
    c->confusion[right * c->labels + chosen]++;
    b->sentences++;
    b->right += chosen == right;
    b->confidence += confidence;
    row[SENTENCES] = 1;
    row[RIGHT] = chosen == right;
    row[NATS] = (float)-answer->log_probabilities[right];
}

static void answer_chunk(struct classification *c, const struct model *model, struct pool *pool,
                         struct chunk *chunk)
{
    classifier_answer_all(model, pool, chunk->answers, chunk->count);
    c->rows =
        mem_resize(c->rows, (size_t)(c->sentences + chunk->count) * STATISTICS, sizeof *c->rows);
    for (long i = 0; i < chunk->count; i++) {
        note(c, model, &chunk->answers[i], chunk->labels[i],
             c->rows + (c->sentences + i) * STATISTICS);
        classifier_answer_free(&chunk->answers[i]);
    }
    c->sentences += chunk->count;
    chunk->count = 0;
}

static int unknown_label(const struct model *model, const struct pair_source *source,
                         const struct pair *pair, struct err *err)
{
    struct str known = {0};
    for (int i = 0; i < classifier_labels(model) && known.length < 200; i++)
        str_format(&known, "%s%s", i ? ", " : "", classifier_label(model, i));
    err_set(err, "%s:%ld: the label \"%.*s\" is none of %s's, which are: %s",
            pair_source_name(source), pair->line, str_fit(pair->second, 60), pair->second,
            model->name, known.text);
    str_free(&known);
    return -1;
}

static int read_all(struct classification *c, const struct model *model, struct pool *pool,
                    const struct pair_source *source, struct chunk *chunk, struct err *err)
{
    struct pairs *pairs = pairs_open_source(source, err);
    struct pair pair;
    int got = pairs ? 1 : -1;
    while (got > 0 && (got = pairs_next(pairs, &pair, err)) > 0) {
        chunk->labels[chunk->count] = classifier_find_label(model, pair.second);
        if (chunk->labels[chunk->count] < 0) {
            got = unknown_label(model, source, &pair, err);
            break;
        }
        chunk->answers[chunk->count++] = classifier_question(model, pair.first);
        if (chunk->count == CHUNK)
            answer_chunk(c, model, pool, chunk);
    }
    if (got == 0)
        got = pairs_check(pairs, err);
    if (got == 0)
        answer_chunk(c, model, pool, chunk);
    c->bad_lines = pairs ? pairs_bad(pairs) : 0;
    pairs_close(pairs);
    return got;
}

static double percent(long part, long whole)
{
    return whole ? 100.0 * (double)part / (double)whole : NAN;
}

static void measure_class(struct classification *c, int label)
{
    struct class_quality *q = &c->classes[label];
    long right = c->confusion[label * c->labels + label];
    for (int other = 0; other < c->labels; other++) {
        q->sentences += c->confusion[label * c->labels + other];
        q->chosen += c->confusion[other * c->labels + label];
    }
    q->precision = percent(right, q->chosen);
    q->recall = percent(right, q->sentences);
    q->f1 = percent(2 * right, q->sentences + q->chosen);
}

static void summarize(struct classification *c)
{
    double values[CLASSIFICATION_MEASURES], sum = 0, error = 0;
    int come = 0;
    bootstrap_measure_rows(values, &classification_measures,
                           &(struct bootstrap_rows){c->rows, NULL, c->sentences});
    c->accuracy = values[CLASSIFICATION_ACCURACY];
    c->loss = values[CLASSIFICATION_LOSS];
    for (int i = 0; i < c->labels; i++) {
        measure_class(c, i);
        come += c->classes[i].sentences > 0;
        sum += c->classes[i].sentences > 0 ? c->classes[i].f1 : 0;
    }
    c->macro_f1 = come ? sum / come : NAN;
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        struct calibration_bin *bin = &c->bins[i];
        error += fabs(bin->confidence - (double)bin->right);
        bin->confidence = bin->sentences ? bin->confidence / (double)bin->sentences : NAN;
    }
    c->calibration_error = c->sentences ? 100 * error / (double)c->sentences : NAN;
}

int classification_measure(struct classification *out, const struct model *model, struct pool *pool,
                           const struct pair_source *source, struct err *err)
{
    size_t labels = (size_t)classifier_labels(model);
    struct pair_source file = *source;
    struct chunk *chunk = mem_new(1, sizeof *chunk);
    file.labels = true;
    *out = (struct classification){.labels = (int)labels,
                                   .confusion = mem_new(labels * labels, sizeof(long)),
                                   .classes = mem_new(labels, sizeof(struct class_quality))};
    int result = read_all(out, model, pool, &file, chunk, err);
    for (long i = 0; i < chunk->count; i++)
        classifier_answer_free(&chunk->answers[i]);
    free(chunk);
    if (result)
        classification_free(out);
    else
        summarize(out);
    return result;
}

void classification_free(struct classification *c)
{
    free(c->confusion);
    free(c->classes);
    free(c->rows);
    *c = (struct classification){0};
}
