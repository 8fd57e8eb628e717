#ifndef HEED_QUANTITIES_RECURRENT_RULES_H
#define HEED_QUANTITIES_RECURRENT_RULES_H

#include "trace/summand.h"

/* What a state, a gate or a memory of a recurrent layer is made of (model/cell.h). */
void recurrent_encoder_rule(struct subject *s);
void recurrent_decoder_rule(struct subject *s);

/* s(0), and what the memory of the decoder starts from (model/decoder.h). */
void recurrent_first_rule(struct subject *s);

#endif
