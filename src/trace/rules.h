#ifndef HEED_TRACE_RULES_H
#define HEED_TRACE_RULES_H

#include "trace/derive.h"

/* What the rules of derive() share. A rule adds the terms of a cell and says how they combine; labels,
 * numbers and the formula come by themselves from where the terms come from. */

/* The cell that is explained, and all that a rule may look at. */
struct subject {
    const struct trace *trace;
    const struct config *config; /* the trace's */
    const struct weights *weights;
    struct arena *arena;
    struct derivation *out;
    int sentence, row, column;
};

/* What the rules of a quantity are; in the files rules_*.c. */
void rule_recurrent(struct subject *s, struct recurrent at);
void rule_encoder_states(struct subject *s);
void rule_query(struct subject *s);
void rule_query_projected(struct subject *s);
void rule_keys(struct subject *s);
void rule_scores(struct subject *s);
void rule_other_scores(struct subject *s);
void rule_masked(struct subject *s);
void rule_center(struct subject *s);
void rule_position(struct subject *s);
void rule_aligned(struct subject *s);
void rule_other_weights(struct subject *s);
void rule_weights(struct subject *s);
void rule_context(struct subject *s);
void rule_fed_readout(struct subject *s);
void rule_pre(struct subject *s);
void rule_readout(struct subject *s);
void rule_logits(struct subject *s);
void rule_probabilities(struct subject *s);

static inline struct origin origin(enum quantity_id quantity, int row, int column)
{
    return (struct origin){quantity, row, column};
}

static const struct origin nowhere = {Q_NONE, 0, 0};

/* Room for `count` terms; comes first. */
void summands_room(struct subject *s, int count);

/* Adds a term and computes its value. */
struct term *summand_add(struct subject *s, enum term_kind kind, double factor, double shift,
                         struct origin a, struct origin b);

/* One term for each number of a row of a quantity: scale × weights[i] × that number, and × `other`. */
void summands_products(struct subject *s, const real *weights, double scale, enum quantity_id from,
                       int row, struct origin other);

/* A number that comes from nowhere: "bias b". */
void summand_given(struct subject *s, double value, const char *label);

/* The cell is a copy of another one. */
void rule_copy(struct subject *s, struct origin from);

/* The cell has a value that something put there, in place of `from`; printf says what. */
__attribute__((format(printf, 3, 4))) void rule_given(struct subject *s, struct origin from,
                                                      const char *format, ...);

/* printf to a text of a term or a derivation; what does not fit is not cut inside a character: words
 * can have any length. */
__attribute__((format(printf, 3, 4))) void summand_print(char *out, size_t size, const char *format,
                                                         ...);
#define SUMMAND_PRINT(field, ...) summand_print(field, sizeof(field), __VA_ARGS__)

/* A number of the trace. */
double number_at(const struct subject *s, struct origin from);

#endif
