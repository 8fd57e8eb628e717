#include "study/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

enum { SENTENCES_MAX = 2000, FILE_MAX = 16 << 20 };

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

double units_near_ends(const struct unit_group *group)
{
    double ends = 0;
    for (int u = 0; u < group->count; u++)
        ends += (double)group->list[u].ends;
    return ends / (double)group->count / (double)group->positions;
}

int units_count(const struct unit_group *group, enum unit_kind kind)
{
    int count = 0;
    for (int u = 0; u < group->count; u++)
        count += units_kind(group, u) == kind;
    return count;
}

/* ---- over a file of sentences ---- */

/* The lines of a file that are not empty, up to SENTENCES_MAX. */
static int read_sentences(struct strs *out, const char *path, struct err *err)
{
    struct str text = {0};
    int result = file_read(&text, path, FILE_MAX, err);
    for (const char *at = text.text; at && *at && !result && out->count < SENTENCES_MAX;) {
        size_t n = strcspn(at, "\r\n");
        if (n)
            strs_add_n(out, at, n);
        at += n + strspn(at + n, "\r\n");
    }
    str_free(&text);
    if (!result && !out->count)
        result = err_set(err, "%s: no sentence in it; expected one a line", path);
    return result;
}

int units_measure(struct units *units, const struct model *model, const char *sentences,
                  struct patience *patience, struct err *err)
{
    struct strs list = {0};
    *units = (struct units){0};
    int result = read_sentences(&list, sentences, err);
    for (size_t i = 0; i < list.count && !result; i++) {
        const char *text = list.list[i];
        struct trace *trace = trace_new(model, &text, 1, NULL);
        units_add(units, trace);
        trace_free(trace);
        if (patience && !patience->go_on(patience, (double)(i + 1) / (double)list.count)) {
            err->text[0] = '\0';
            result = -1;
        }
    }
    strs_free(&list);
    if (!result && !units->count)
        result = err_set(err, "%s has no recurrent layer, so no units with a state", model->name);
    if (result)
        units_free(units);
    return result;
}
