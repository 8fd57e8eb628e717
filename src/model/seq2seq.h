#ifndef HEED_MODEL_SEQ2SEQ_H
#define HEED_MODEL_SEQ2SEQ_H

#include "model/seq2seq_run.h"
#include "model/weights.h"

/* The whole encoder-decoder: starting a run, teacher forcing, its loss and its gradients. */

/* Source and target sentences of one batch, time-major, <pad> beyond the end. */
struct batch {
    int size;                  /* B */
    int source_length;         /* J */
    int target_length;         /* T, <eos> included */
    const int *source;         /* [J·B] */
    const int *source_lengths; /* [B] at least 1 */
    const int *fed;            /* [T·B] <bos> y(1) … y(T−1) */
    const int *produced;       /* [T·B] y(1) … y(T−1) <eos> */
    const int *target_lengths; /* [B] at least 1 */
    const int *target_starts;  /* [B] the first step that the loss counts; NULL: all count */
    const long *sentences;     /* [B] their numbers, for dropout; may be NULL without */
    long target_tokens;        /* Σ target_lengths */
};

/* What a run starts from. Arrays live in `arena`, which the caller resets between runs. */
struct seq2seq_setup {
    const struct config *config;
    const struct weights *weights;
    const struct control *control; /* may be NULL */
    struct arena *arena;
    enum keep keep;
    struct dropout dropout; /* all zero: none */
    real smoothing;         /* label smoothing ε of the loss (Szegedy et al. 2016, §7); 0: none */
    bool keep_looks;        /* greedy decoding keeps its attention, whatever `keep` says */
    bool allow_unknown;     /* decoding may write <unk>; the control may allow it as well */
};

/* Encodes `size` sentences and makes room for `steps` decoder steps: everything up to s(0). */
void seq2seq_start(struct seq2seq_run *run, const struct seq2seq_setup *setup, int size, int length,
                   const int *tokens, const int *lengths, int steps);

/* Between steps t and t + 1 of decoding: the run goes on with `count` rows, of which row i is what
 * row rows[i] was; some may be left out, others come several times. Needs KEEP_STEP. What the
 * decoder does not read of the encoder is dropped. A control that names sentences names rows from
 * here on. */
void seq2seq_resize(struct seq2seq_run *run, int t, const int *rows, int count);

/* Teacher forcing: all steps up to the readout. */
void seq2seq_forced(struct seq2seq_run *run, const struct seq2seq_setup *setup,
                    const struct batch *batch);

/* Cross-entropy (with smoothed labels: against (1 − ε) one-hot + ε/V) summed over the real
 * target positions that count, of a run after seq2seq_forced(), in nats. The logits are computed
 * in pieces and thrown away. */
double seq2seq_loss(struct seq2seq_run *run, const struct batch *batch);

/* The same, and adds the loss of every sentence to losses [B]. */
double seq2seq_losses(struct seq2seq_run *run, const struct batch *batch, double *losses);

/* The same, and adds `scale` times its gradient to `gradient`. Needs KEEP_BACKWARD. */
double seq2seq_backward(struct seq2seq_run *run, const struct batch *batch,
                        struct weights *gradient, real scale);

#endif
