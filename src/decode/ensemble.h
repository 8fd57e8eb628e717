#ifndef HEED_DECODE_ENSEMBLE_H
#define HEED_DECODE_ENSEMBLE_H

#include "model/model.h"
#include "model/seq2seq.h"

/* Several models that decode together (ensembles of translation models: Sutskever et al. 2014,
 * Jean et al. 2015). Each has a run of its own over the same rows, run->next leads from one to the
 * next, and the word of a step is chosen by the mean of their probabilities (a linear opinion pool;
 * Stone 1961):
 *
 *   P(y(t)) = 1/N Σ_n P_n(y(t))
 *
 * Whatever decodes calls these functions; a run without a next is a model alone, and nothing is
 * done to its numbers. Attention is that of the first model. */

/* Whether the models may decode together: both sides of all are cut the same way and have the same
 * vocabularies. -1 with a message that names the first that does not fit. */
int ensemble_check(const struct model *const *models, int count, struct err *err);

/* decoder_advance() of every run. Then the logits of the first are ln P of the mean. */
void ensemble_advance(struct seq2seq_run *run, int t, const int *fed);

/* seq2seq_resize() and decoder_select() of every run. */
void ensemble_resize(struct seq2seq_run *run, int t, const int *rows, int count);
void ensemble_select(struct seq2seq_run *run, int t, const int *rows, int count);

/* What the references of a batch cost (cross-entropy in nats, summed), fed to runs with KEEP_STEP
 * that have started; adds the loss of every sentence to losses [B]. */
double ensemble_losses(struct seq2seq_run *run, const struct batch *batch, double *losses);

#endif
