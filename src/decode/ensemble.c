#include "decode/ensemble.h"

#include <float.h>
#include <math.h>

#include "math/vec.h"
#include "model/family.h"
#include "model/seq2seq_decoder.h"

static int check_side(const struct tokenizer *first, const struct tokenizer *other,
                      const char *side, const char *const names[2], struct err *err)
{
    if (tokenizer_equal(first, other))
        return 0;
    return err_set(err,
                   "%s and %s do not have the same %s vocabulary, which models that translate "
                   "together need: train them with the same corpus, units, --vocab and --merges",
                   names[0], names[1], side);
}

int ensemble_check(const struct model *const *models, int count, struct err *err)
{
    for (int i = 0; i < count; i++)
        if (!config_writes_words(&models[i]->config))
            return err_set(err, "%s writes no words, so it cannot translate with others",
                           models[i]->name);
    for (int i = 1; i < count; i++) {
        const char *const names[] = {models[0]->name, models[i]->name};
        if (check_side(&models[0]->target, &models[i]->target, "target", names, err) ||
            check_side(&models[0]->source, &models[i]->source, "source", names, err))
            return -1;
    }
    return 0;
}

/* A row of logits becomes probabilities. */
static void softmax(real *row, int n)
{
    vec_scale(row, 1 / vec_exp_sum(row, row, vec_max(row, n), n), n);
}

/* The logits of the first run become ln of the mean of all probabilities. */
static void mix(struct seq2seq_run *run, int t)
{
    struct mat mean = steps_at(run->decoder.logits, t);
    real share = 1;
    for (int b = 0; b < mean.rows; b++)
        softmax(mat_row(mean, b), mean.cols);
    for (struct seq2seq_run *at = run->next; at; at = at->next, share++) {
        struct mat more = steps_at(at->decoder.logits, t);
        for (int b = 0; b < mean.rows; b++) {
            softmax(mat_row(more, b), more.cols);
            vec_axpy(mat_row(mean, b), 1, mat_row(more, b), mean.cols);
        }
    }
    for (int b = 0; b < mean.rows; b++)
        for (int i = 0; i < mean.cols; i++) {
            double p = (double)(mat_row(mean, b)[i] / share);
            mat_row(mean, b)[i] = (real)log(fmax(p, FLT_MIN)); /* none is impossible */
        }
}

void ensemble_advance(struct seq2seq_run *run, int t, const int *fed)
{
    for (struct seq2seq_run *at = run; at; at = at->next)
        decoder_advance(at, t, fed);
    if (run->next)
        mix(run, t);
}

void ensemble_resize(struct seq2seq_run *run, int t, const int *rows, int count)
{
    for (struct seq2seq_run *at = run; at; at = at->next)
        seq2seq_resize(at, t, rows, count);
}

void ensemble_select(struct seq2seq_run *run, int t, const int *rows, int count)
{
    for (struct seq2seq_run *at = run; at; at = at->next)
        decoder_select(at, t, rows, count);
}

double ensemble_losses(struct seq2seq_run *run, const struct batch *batch, double *losses)
{
    double loss = 0;
    for (int t = 0; t < batch->target_length; t++) {
        const int *produced = batch->produced + t * batch->size;
        ensemble_advance(run, t, batch->fed + t * batch->size);
        struct mat logits = steps_at(run->decoder.logits, t);
        for (int b = 0; b < batch->size; b++) {
            if (t >= batch->target_lengths[b])
                continue;
            const real *row = mat_row(logits, b);
            double nats = vec_log_sum_exp(row, logits.cols) - (double)row[produced[b]];
            losses[b] += nats;
            loss += nats;
        }
    }
    return loss;
}
