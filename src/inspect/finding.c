#include "inspect/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char *const kinds[FINDING_MEASURED] = {"survey", "spectrum", "nearest", "plane"};

/* Splits the line; the row is 0 where there is none. False: it is none of the kinds. */
static bool split(const char *line, enum finding_kind *kind, size_t *row, const char **slice)
{
    size_t n = strcspn(line, " ");
    for (int k = 0; k < FINDING_MEASURED; k++) {
        if (strlen(kinds[k]) != n || strncmp(kinds[k], line, n) != 0 || !line[n])
            continue;
        *kind = (enum finding_kind)k;
        *slice = line + n + 1;
        *row = 0;
        if (k != FINDING_NEAREST)
            return true;
        char *end;
        *row = (size_t)strtoull(*slice, &end, 10);
        *slice = end + (*end == ' ');
        return true;
    }
    return false;
}

static struct nearest *new_nearest(const struct excerpt *slice, size_t row, struct err *err)
{
    struct nearest *nearest = mem_new(1, sizeof *nearest);
    if (nearest_find(nearest, slice, row, err) == 0)
        return nearest;
    free(nearest);
    return NULL;
}

struct finding *finding_new(const struct tensors *file, const char *line, struct patience *patience,
                            struct err *err)
{
    enum finding_kind kind;
    size_t row;
    const char *text;
    struct excerpt slice;
    struct finding found = {0};
    bool done = false;
    if (!split(line, &kind, &row, &text)) {
        err_set(err, "\"%.*s\" is nothing to look at", str_fit(line, 60), line);
        return NULL;
    }
    if (excerpt_parse(&slice, file, text, err))
        return NULL;
    if (kind != FINDING_SURVEY && slice.tensor->dtype == DTYPE_OTHER) {
        tensor_err_values(err, slice.tensor);
        return NULL;
    }
    found.kind = kind;
    switch (kind) {
    case FINDING_SURVEY:
        done = (found.survey = survey_new(file, &slice, patience, err)) != NULL;
        break;
    case FINDING_SPECTRUM:
        done = (found.spectrum = spectrum_new(&slice, err)) != NULL;
        break;
    case FINDING_NEAREST:
        done = (found.nearest = new_nearest(&slice, row, err)) != NULL;
        break;
    default:
        done = (found.plane = rows_plane_new(&slice, err)) != NULL;
        break;
    }
    if (!done)
        return NULL;
    struct finding *finding = mem_new(1, sizeof *finding);
    *finding = found;
    finding->slice = mem_text(text);
    return finding;
}

void finding_free(struct finding *finding)
{
    if (!finding)
        return;
    switch (finding->kind) {
    case FINDING_SURVEY:
        survey_free(finding->survey);
        break;
    case FINDING_SPECTRUM:
        spectrum_free(finding->spectrum);
        break;
    case FINDING_NEAREST:
        free(finding->nearest);
        break;
    case FINDING_PLANE:
        rows_plane_free(finding->plane);
        break;
    case FINDING_MEASURED:
        free(finding->measured);
        break;
    default:
        break;
    }
    free(finding->slice);
    free(finding);
}

struct finding *finding_measured(const struct tensor *tensor, int item, struct patience *patience)
{
    struct finding *finding = mem_new(1, sizeof *finding);
    *finding = (struct finding){.kind = FINDING_MEASURED, .slice = mem_text("")};
    finding->measured = mem_new(1, sizeof *finding->measured);
    finding->measured->item = item;
    int result =
        inventory_tally(&finding->measured->statistics, tensor, patience, &finding->measured->err);
    finding->measured->damaged = result && finding->measured->err.text[0];
    if (!result || finding->measured->damaged)
        return finding;
    finding_free(finding);
    return NULL;
}

struct finding *finding_progress(double done)
{
    struct finding *finding = mem_new(1, sizeof *finding);
    *finding = (struct finding){.kind = FINDING_PROGRESS, .slice = mem_text(""), .done = done};
    return finding;
}
