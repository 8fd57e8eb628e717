#ifndef HEED_QUANTITIES_MASKING_H
#define HEED_QUANTITIES_MASKING_H

#include "trace/formula.h"
#include "trace/summand.h"

/* From scores to masked scores, for the rows of quantities of every family with attention over
 * positions (layer/weigh.h does it): who takes part, the window, the temperature. What was in force
 * in the run counts, not what the model was made for. */

/* Notes whatever was changed about who takes part; and the window alone. */
void masking_note(struct formula *f);
void masking_note_window(struct formula *f);

/* ẽ(t,j) */
struct mat masking_masked(const struct trace *trace, int sentence, struct sheet sheet);
void masking_masked_formula(struct formula *f);
void masking_masked_reading(struct formula *f);
void masking_masked_rule(struct subject *s);

/* p(t), and what predicts it */
struct mat masking_center(const struct trace *trace, int sentence, struct sheet sheet);
void masking_center_formula(struct formula *f);
void masking_center_rule(struct subject *s);
struct mat masking_position(const struct trace *trace, int sentence, struct sheet sheet);
void masking_position_formula(struct formula *f);
void masking_position_rule(struct subject *s);

#endif
