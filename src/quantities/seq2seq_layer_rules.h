#ifndef HEED_QUANTITIES_SEQ2SEQ_LAYER_RULES_H
#define HEED_QUANTITIES_SEQ2SEQ_LAYER_RULES_H

#include "trace/summand.h"

/* What a state, a gate or a memory of a recurrent layer is made of (layer/cell.h). */
void seq2seq_layer_rules_encoder(struct subject *s);
void seq2seq_layer_rules_decoder(struct subject *s);

/* s(0), and what the memory of the decoder starts from (model/seq2seq_decoder.h). */
void seq2seq_layer_rules_first(struct subject *s);

#endif
