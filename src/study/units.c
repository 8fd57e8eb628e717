#include "study/units.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static const double still = 0.01, margin = 0.05, nearly_always = 0.95;

const char *const unit_kind_names[UNIT_KIND_COUNT] = {
    [UNIT_LIVE] = "live", [UNIT_DEAD] = "dead", [UNIT_SATURATED] = "saturated"};

/* A part of a recurrent layer with two ends: the memory of an LSTM has none, and the first state is
 * no position. */
static bool has_ends(const struct quantity *q)
{
    return q->part != PART_NONE && q->part != PART_MEMORY && q->part != PART_FIRST_STATE &&
           q->part != PART_FIRST_MEMORY;
}

static struct unit_group *group_of(struct units *units, struct sheet sheet, bool gate, int count)
{
    for (int i = 0; i < units->count; i++)
        if (sheet_same(units->groups[i].sheet, sheet))
            return &units->groups[i];
    if (units->count == UNIT_GROUPS_MAX)
        return NULL;
    struct unit_group *group = &units->groups[units->count++];
    *group = (struct unit_group){.sheet = sheet,
                                 .gate = gate,
                                 .count = count,
                                 .list = mem_new((size_t)count, sizeof *group->list)};
    for (int u = 0; u < count; u++)
        group->list[u] = (struct unit_seen){.least = INFINITY, .most = -INFINITY};
    return group;
}

static void add_row(struct unit_group *group, const real *row)
{
    double low = group->gate ? margin : margin - 1, high = 1 - margin;
    for (int u = 0; u < group->count; u++) {
        struct unit_seen *unit = &group->list[u];
        double x = (double)row[u];
        unit->least = fmin(unit->least, x);
        unit->most = fmax(unit->most, x);
        unit->sum += x;
        unit->ends += x < low || x > high;
    }
    group->positions++;
}

void units_add(struct units *units, const struct trace *trace)
{
    struct arena arena = {0};
    int count;
    const struct sheet *sheets = trace_sheets(trace, -1, &arena, &count);
    for (int i = 0; i < count; i++) {
        const struct quantity *q = trace_quantity(trace, sheets[i].quantity);
        for (int s = 0; has_ends(q) && s < trace->count; s++) {
            struct mat all = trace_matrix(trace, s, sheets[i]);
            struct unit_group *group =
                all.x ? group_of(units, sheets[i], q->kind == KIND_GATE, all.cols) : NULL;
            int rows = q->rows == AXIS_SOURCE ? trace_source_length(trace, s) : all.rows;
            for (int r = 0; group && r < rows; r++)
                add_row(group, mat_row(all, r));
        }
    }
    units->sentences += trace->count;
    arena_free(&arena);
}

void units_free(struct units *units)
{
    for (int i = 0; i < units->count; i++)
        free(units->groups[i].list);
    *units = (struct units){0};
}

enum unit_kind units_kind(const struct unit_group *group, int unit)
{
    const struct unit_seen *u = &group->list[unit];
    if (u->most - u->least < still)
        return UNIT_DEAD;
    return (double)u->ends >= nearly_always * (double)group->positions ? UNIT_SATURATED : UNIT_LIVE;
}
