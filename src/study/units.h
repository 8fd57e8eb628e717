#ifndef HEED_STUDY_UNITS_H
#define HEED_STUDY_UNITS_H

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

enum unit_kind units_kind(const struct unit_group *group, int unit);

#endif
