#ifndef HEED_TRACE_CELL_RULE_H
#define HEED_TRACE_CELL_RULE_H

#include "layer/cell.h"
#include "trace/summand.h"

/* What a state, a gate or a memory of a recurrent layer is made of (layer/cell.h), for every family
 * that has such a layer: the family says where the numbers are. */
struct cell_rule {
    enum cell_kind cell;
    const struct cell_weights *weights;

    /* A part of the same layer and position, this cell's unit. */
    struct origin (*same)(const struct subject *s, enum layer_part part);

    /* The state or memory one position earlier; Q_NONE: zeros. */
    struct origin (*before)(const struct subject *s, enum layer_part part);

    /* Adds the products of the cell's input, W x, with the row of W for one number. */
    void (*input)(struct subject *s, const real *weights);
};

/* The rule of s->quantity->part. */
void cell_rule_apply(struct subject *s, const struct cell_rule *rule);

/* Which of the numbers per unit that a cell sums up a part is; −1: none of this cell. */
int cell_rule_gate(enum cell_kind cell, enum layer_part part);

#endif
