#ifndef HEED_CLASSIFIED_CLASSIFIER_LAYER_ROWS_H
#define HEED_CLASSIFIED_CLASSIFIER_LAYER_ROWS_H

#include "trace/trace.h"

/* Layers and heads of multihead, as slices count them. */

/* The layer of a slice, and its head; from 0. */
int classifier_layer_number(const struct trace *trace, struct sheet sheet);
int classifier_head_number(struct sheet sheet);

/* What the layer of a sheet reads: embeddings with positions, or what the layer below gives. */
struct sheet classifier_layer_input(const struct trace *trace, struct sheet sheet);

#endif
