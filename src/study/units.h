#ifndef HEED_STUDY_UNITS_H
#define HEED_STUDY_UNITS_H

#include "inspect/inventory.h"
#include "trace/trace.h"

/* What the units of recurrent layers do over many sentences: those that never change, and those
 * whose tanh or σ is at its end nearly always, so that hardly a gradient passes. */

enum unit_kind {
    UNIT_LIVE,
    UNIT_DEAD,      /* its largest and its smallest value are within 0.01 */
    UNIT_SATURATED, /* at 95 % of the positions within 0.05 of an end: −1 or 1, of a gate 0 or 1 */
    UNIT_KIND_COUNT
};

/* "live", "dead", "saturated" */
extern const char *const unit_kind_names[UNIT_KIND_COUNT];

struct unit_seen {
    double least, most, sum;
    long ends; /* positions at which it is near an end */
};

/* The units of one matrix: a state, a candidate or a gate of a layer. */
struct unit_group {
    struct sheet sheet;
    bool gate; /* from 0 to 1; else from −1 to 1 */
    int count;
    long positions; /* words read, or steps written */
    struct unit_seen *list;
};

enum { UNIT_GROUPS_MAX = 96 };

/* All zero is empty. */
struct units {
    struct unit_group groups[UNIT_GROUPS_MAX];
    int count;
    long sentences;
};

/* Adds every word that the runs of a trace read or wrote; padding does not count. The traces are of
 * one model. */
void units_add(struct units *units, const struct trace *trace);
void units_free(struct units *units);

/* Those of a model over the sentences of a file, a line each, up to 2000: one at a time, for beside
 * a longer one there would be padding. 0, or −1: no sentence in it, a model without a recurrent
 * layer, or (with an empty line) it was given up. `patience` may be NULL. */
int units_measure(struct units *units, const struct model *model, const char *sentences,
                  struct patience *patience, struct err *err);

/* The part of the places at which the units of a group are near an end, 0 to 1. */
double units_near_ends(const struct unit_group *group);

/* How many units of a group are of a kind. */
int units_count(const struct unit_group *group, enum unit_kind kind);

enum unit_kind units_kind(const struct unit_group *group, int unit);

#endif
