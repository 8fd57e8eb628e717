#ifndef HEED_CLASSIFIED_CLASSIFIER_WORDS_H
#define HEED_CLASSIFIED_CLASSIFIER_WORDS_H

#include "classified/classifier_traced.h"
#include "trace/summand.h"

/* What is of words. */

/* Their quantities, as in classified/classifier_rows.h: embeddings, convolutions. */
extern const struct quantity classifier_words_rows[];

/* The rows of a sentence in a matrix [J·B × ...]; in one that the run lacks, nothing. */
struct mat classifier_words_of(const struct trace *trace, int sentence, struct mat all);

/* Columns first to first + count − 1 of that. */
struct mat classifier_words_columns(const struct trace *trace, int sentence, struct mat all,
                                    int first, int count);

/* The quantity that s is a mean of, or hops are sums of: the last states of words. */
struct sheet classifier_words_states(const struct trace *trace);

/* Whether a position is padding: beyond the end of the sentence. */
bool classifier_words_padding(const struct trace *trace, int sentence, int j);

/* The layer of a sheet, from 0, of `count`. */
int classifier_words_layer(struct sheet sheet, int count);

/* The sheet of a layer, from 0. */
struct sheet classifier_words_sheet(const struct trace *trace, enum quantity_id id, int layer);

#endif
