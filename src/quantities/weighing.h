#ifndef HEED_QUANTITIES_WEIGHING_H
#define HEED_QUANTITIES_WEIGHING_H

#include "trace/formula.h"
#include "trace/summand.h"

/* From masked scores to weights, for the rows of quantities of every family with attention over
 * positions (layer/weigh.h does it): softmax, Gaussian, and weights that a control puts in their
 * place. What was in force in the run counts, not what the model was made for. */

/* Notes rows that were put there by hand: those of the formula's row, or of any step. Says of how
 * many steps. */
enum by_hand { BY_HAND_NOWHERE, BY_HAND_SOMEWHERE, BY_HAND_EVERYWHERE };
enum by_hand weighing_by_hand(struct formula *f, const struct row_change *list, int count);

/* "Each row sums to 1.", or which one does not. Appended. */
void weighing_say_sums(struct formula *f);

/* a(t,j), before the Gaussian and before what a control does to weights */
struct mat weighing_aligned(const struct trace *trace, int sentence, struct sheet sheet);
void weighing_aligned_formula(struct formula *f);
void weighing_aligned_reading(struct formula *f);
void weighing_aligned_rule(struct subject *s);

/* α(t,j) */
struct mat weighing_weights(const struct trace *trace, int sentence, struct sheet sheet);
void weighing_weights_formula(struct formula *f);
void weighing_weights_rule(struct subject *s);

/* Σ_j α(t,j) × the number of the cell's unit in row j of `values`: a context */
void weighing_sum_rule(struct subject *s, enum quantity_id values);

/* α′(t,j), of the other state */
struct mat weighing_other(const struct trace *trace, int sentence, struct sheet sheet);
void weighing_other_formula(struct formula *f);
void weighing_other_rule(struct subject *s);

#endif
