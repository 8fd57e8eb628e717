#ifndef HEED_CLASSIFIED_CLASSIFIER_WEIGHING_H
#define HEED_CLASSIFIED_CLASSIFIER_WEIGHING_H

#include "trace/formula.h"
#include "trace/summand.h"

/* From what a softmax reads to its weights, for the rows of quantities of classifiers: pairs, hops
 * and heads all go through layer/weigh.h. */

/* The quantity that the softmax is of: scores of heads and hops, squashed scores of pairs. */
enum quantity_id classifier_weighing_from(const struct trace *trace, enum quantity_id id);

/* Whether row and column of a sheet take no part; a control counts. */
bool classifier_weighing_excluded(const struct trace *trace, int sentence, struct sheet sheet,
                                  int row, int column);

/* Whether the row was put there by hand. */
bool classifier_weighing_by_hand(const struct trace *trace, int sentence, struct sheet sheet,
                                 int row);

/* Notes what was changed about who takes part. */
void classifier_weighing_note(struct formula *f);

/* Notes the interventions that put rows there by hand, at the formula's row or at any. */
void classifier_weighing_note_rows(struct formula *f);

/* Formulas and rules of masked scores, of the softmax before it was changed, and of weights. */
void classifier_weighing_masked_formula(struct formula *f);
void classifier_weighing_masked_rule(struct subject *s);
void classifier_weighing_aligned_formula(struct formula *f);
void classifier_weighing_aligned_rule(struct subject *s);
void classifier_weighing_weights_formula(struct formula *f);
void classifier_weighing_weights_rule(struct subject *s);

#endif
