#include "inspect/atlas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/atlas_read.h"

const char *const atlas_figure_names[ATLAS_COUNT + 1] = {"entropy", "diagonal", "first", "last",
                                                         "largest", "aer",      NULL};
const char *const atlas_figure_words[ATLAS_COUNT] = {
    "mean entropy of a row, in bits",      "how near to the diagonal, 1: on it",
    "mean weight on the first word",       "mean weight on the last word",
    "mean of the largest weight of a row", "alignment error rate against the links",
};

/* ---- opening ---- */

static bool has_words(const struct strs *words, int count)
{
    return words->count == 0 || words->count == (size_t)count;
}

static int check_words(const struct atlas *atlas, struct err *err)
{
    if (!has_words(&atlas->row_words, atlas->rows))
        return err_set(err, "there are %zu words for %d rows", atlas->row_words.count, atlas->rows);
    if (!has_words(&atlas->column_words, atlas->columns))
        return err_set(err, "there are %zu words for %d columns", atlas->column_words.count,
                       atlas->columns);
    for (size_t i = 0; i < atlas->links.count; i++)
        if (atlas->links.list[i].source >= atlas->columns ||
            atlas->links.list[i].target >= atlas->rows)
            return err_set(err, "the link %d-%d is beyond %d columns and %d rows",
                           atlas->links.list[i].source, atlas->links.list[i].target, atlas->columns,
                           atlas->rows);
    return 0;
}

int atlas_open(struct atlas *atlas, const char *path, struct err *err)
{
    *atlas = (struct atlas){0};
    if (atlas_read(atlas, path, err) == 0 && check_words(atlas, err) == 0)
        return 0;
    atlas_free(atlas);
    return strncmp(err->text, path, strlen(path)) == 0 ? -1 : err_prefix(err, "%s", path);
}

void atlas_free(struct atlas *atlas)
{
    free(atlas->values);
    strs_free(&atlas->row_words);
    strs_free(&atlas->column_words);
    free(atlas->links.list);
    *atlas = (struct atlas){0};
}

const float *atlas_map(const struct atlas *atlas, int layer, int head)
{
    return atlas->values +
           (size_t)(layer * atlas->heads + head) * (size_t)atlas->rows * (size_t)atlas->columns;
}

int atlas_subtract(struct atlas *a, const struct atlas *b, struct err *err)
{
    if (a->layers != b->layers || a->heads != b->heads || a->rows != b->rows ||
        a->columns != b->columns)
        return err_set(err, "%d × %d of %d × %d cannot be subtracted from %d × %d of %d × %d",
                       b->layers, b->heads, b->rows, b->columns, a->layers, a->heads, a->rows,
                       a->columns);
    size_t count = (size_t)a->layers * (size_t)a->heads * (size_t)a->rows * (size_t)a->columns;
    for (size_t i = 0; i < count; i++) {
        float difference = a->values[i] - b->values[i];
        bool masked = isinf(a->values[i]) && isinf(b->values[i]);
        a->values[i] = masked ? -INFINITY : difference;
    }
    return 0;
}

/* ---- figures ---- */

static double weight_of(float value)
{
    return isfinite(value) && value > 0 ? (double)value : 0;
}

/* One row, whose weights sum to `sum`. */
static double measure_row(const struct atlas *atlas, const float *row, int i, double sum,
                          enum atlas_figure figure)
{
    double out = 0, largest = 0;
    int last = atlas->columns - 1;
    double down = atlas->rows > 1 ? (double)i / (atlas->rows - 1) : 0;
    for (int j = 0; j <= last; j++) {
        double p = weight_of(row[j]) / sum;
        double across = last ? (double)j / last : 0;
        largest = p > largest ? p : largest;
        if (figure == ATLAS_ENTROPY && p > 0)
            out -= p * log2(p);
        else if (figure == ATLAS_DIAGONAL)
            out += p * fabs(down - across);
    }
    return figure == ATLAS_ENTROPY    ? out
           : figure == ATLAS_DIAGONAL ? 1 - out
           : figure == ATLAS_FIRST    ? weight_of(row[0]) / sum
           : figure == ATLAS_LAST     ? weight_of(row[last]) / sum
                                      : largest;
}

/* 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|), A: of every row with weights the largest one. */
static double measure_error(const struct atlas *atlas, const float *map)
{
    size_t found = 0, sure = 0, hits = 0, possible = 0;
    for (size_t k = 0; k < atlas->links.count; k++)
        sure += atlas->links.list[k].sure;
    for (int i = 0; i < atlas->rows; i++) {
        const float *row = map + (size_t)i * (size_t)atlas->columns;
        int best = 0;
        for (int j = 1; j < atlas->columns; j++)
            best = weight_of(row[j]) > weight_of(row[best]) ? j : best;
        if (weight_of(row[best]) == 0)
            continue;
        found++;
        for (size_t k = 0; k < atlas->links.count; k++) {
            const struct link *link = &atlas->links.list[k];
            if (link->source != best || link->target != i)
                continue;
            hits += link->sure;
            possible++;
        }
    }
    return found + sure ? 1 - (double)(hits + possible) / (double)(found + sure) : NAN;
}

double atlas_measure(const struct atlas *atlas, int layer, int head, enum atlas_figure figure)
{
    const float *map = atlas_map(atlas, layer, head);
    double all = 0;
    int rows = 0;
    if (figure == ATLAS_ERROR)
        return atlas->linked ? measure_error(atlas, map) : NAN;
    for (int i = 0; i < atlas->rows; i++) {
        const float *row = map + (size_t)i * (size_t)atlas->columns;
        double sum = 0;
        for (int j = 0; j < atlas->columns; j++) {
            if (row[j] < 0 && isfinite(row[j]))
                return NAN; /* no weights: scores, or a difference */
            sum += weight_of(row[j]);
        }
        if (sum <= 0)
            continue;
        all += measure_row(atlas, row, i, sum, figure);
        rows++;
    }
    return rows ? all / rows : NAN;
}
