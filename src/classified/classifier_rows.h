#ifndef HEED_CLASSIFIED_CLASSIFIER_ROWS_H
#define HEED_CLASSIFIED_CLASSIFIER_ROWS_H

#include "trace/quantity.h"

/* The rows of the quantities of classifiers, in the order in which a stage shows them; each table
 * ends with a row without a name. */

extern const struct quantity classifier_recurrent_rows[]; /* states and gates */
extern const struct quantity classifier_pair_rows[];      /* features and weights of pairs */
extern const struct quantity classifier_hop_rows[];       /* hops of structured */
extern const struct quantity classifier_attention_rows[]; /* scores and weights of words × words */
extern const struct quantity classifier_layer_rows[];     /* the rest of multihead */
extern const struct quantity classifier_sentence_rows[];  /* s, and implied weights */
extern const struct quantity classifier_decision_rows[];  /* labels, and why */

#endif
