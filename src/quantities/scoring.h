#ifndef HEED_QUANTITIES_SCORING_H
#define HEED_QUANTITIES_SCORING_H

#include "trace/formula.h"
#include "trace/summand.h"

/* Queries, keys and scores, for the rows of quantities of every family with attention over
 * positions (layer/attention.h does it). What was in force in the run counts, not what the model
 * was made for. */

/* After a run: its configuration is the model's, with the score and the window that were in
 * force. */
void scoring_note_config(struct trace *trace);

/* Notes that another score function than the model's was in force, and whether anybody trained
 * it. */
void scoring_note(struct formula *f);

/* The query after its projection */
struct mat scoring_projected(const struct trace *trace, int sentence, struct sheet sheet);
struct symbol scoring_projected_symbol(const struct trace *trace, struct sheet sheet);
void scoring_projected_formula(struct formula *f);
void scoring_projected_rule(struct subject *s);

/* Keys: what a query is compared with. `source`: the matrix that they are made of. */
struct mat scoring_keys(const struct trace *trace, int sentence, struct sheet sheet);
struct symbol scoring_keys_symbol(const struct trace *trace, const char *source);
bool scoring_keys_formula(struct formula *f, const char *source);
bool scoring_keys_rule(struct subject *s, enum quantity_id source);

/* e(t,j), e′(t,j) of the other state */
struct mat scoring_scores(const struct trace *trace, int sentence, struct sheet sheet);
void scoring_scores_formula(struct formula *f);
void scoring_scores_rule(struct subject *s);
struct mat scoring_other(const struct trace *trace, int sentence, struct sheet sheet);
void scoring_other_rule(struct subject *s);

#endif
