#ifndef HEED_DECODE_SAMPLED_H
#define HEED_DECODE_SAMPLED_H

#include "model/seq2seq.h"

/* Training on the model's own words (Bengio, Vinyals, Jaitly & Shazeer 2015, section 2.4). */
struct sampling {
    double reference; /* ε: the probability that a step is fed the reference word */
    bool draw; /* the model's own word is drawn from P(y(t−1)); false: the most probable one */
};

/* Like seq2seq_forced(), step by step: step t ≥ 1 of every sentence is fed the reference's word
 * y(t−1) with probability ε, else the word that step t − 1 makes. What was fed lies in
 * run->decoder.fed; seq2seq_loss() and seq2seq_backward() follow as after seq2seq_forced(),
 * against the reference, and treat the choice as a constant. Choices depend on the dropout's
 * seed and step, the sentence and t only, so that it does not matter how a batch is divided. */
void sampled_run(struct seq2seq_run *run, const struct seq2seq_setup *setup,
                 const struct batch *batch, const struct sampling *sampling);

#endif
