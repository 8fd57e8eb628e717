#include "study/attempt.h"

#include <csv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/file.h"
#include "text/utf8.h"

enum { ATTEMPT_BYTES = 1 << 24 };

/* A score that was masked before it was written is below this. */
static const double masked_below = -1e5;

const char *const attempt_stage_names[ATTEMPT_COUNT + 1] = {"scores", "weights", "outputs", NULL};

int attempt_columns(const struct qkv *table, enum attempt_stage stage, int sentence)
{
    return stage == ATTEMPT_OUTPUTS ? table->values.cols : table->keys_of[sentence];
}

static double *take_stage(struct attempt *attempt, const struct qkv *table,
                          enum attempt_stage stage, int b)
{
    size_t cells = (size_t)table->counts[b] * (size_t)attempt_columns(table, stage, b);
    return attempt->stages[stage][b] = arena_zero(&attempt->arena, cells, sizeof(double));
}

void attempt_start(struct attempt *attempt, const struct qkv *table)
{
    *attempt = (struct attempt){0};
    for (int b = 0; b < table->sentences; b++) {
        size_t cells = (size_t)table->counts[b] * (size_t)table->keys_of[b];
        for (int stage = 0; stage < ATTEMPT_COUNT; stage++)
            take_stage(attempt, table, (enum attempt_stage)stage, b);
        attempt->masked[b] = arena_zero(&attempt->arena, cells, sizeof(bool));
    }
}

void attempt_free(struct attempt *attempt)
{
    arena_free(&attempt->arena);
}

bool attempt_has(const struct attempt *attempt, enum attempt_stage stage)
{
    return attempt->stages[stage][0] != NULL;
}

/* ---- reading ---- */

struct attempt_reader {
    const char *path;
    const struct qkv *table;
    struct attempt *attempt;
    long line;
    int sentence;
    int rows[ATTEMPT_COUNT][QKV_SENTENCES]; /* that were read */
    struct strs fields;
    struct csv_parser csv;
    struct err *err;
};

static int at_line(struct attempt_reader *r)
{
    return err_prefix(r->err, "%s:%ld", r->path, r->line);
}

static int read_numbers(struct attempt_reader *r, double *out)
{
    for (size_t i = 1; i < r->fields.count; i++) {
        const char *text = r->fields.list[i];
        char *end;
        out[i - 1] = strtod(text, &end);
        if (end == text || *end) {
            err_set(r->err, "column %zu: expected a number, found \"%.*s\"", i + 1,
                    str_fit(text, 40), text);
            return at_line(r);
        }
    }
    return 0;
}

static int read_stage(struct attempt_reader *r, enum attempt_stage stage)
{
    const char *name = attempt_stage_names[stage];
    int b = r->sentence, columns = attempt_columns(r->table, stage, b);
    int count = (int)r->fields.count - 1, *rows = &r->rows[stage][b];
    if (*rows == r->table->counts[b]) {
        err_set(r->err,
                "sentence %d has more than %d rows of %s; expected one for each query, and a row "
                "\"sentence\" before the next sentence",
                b + 1, *rows, name);
        return at_line(r);
    }
    if (count != columns) {
        err_set(r->err, "a row of %d %s; expected %d, one for each %s", count, name, columns,
                stage == ATTEMPT_OUTPUTS ? "number of a value" : "key");
        return at_line(r);
    }
    double *all = r->attempt->stages[stage][b];
    if (!all)
        all = take_stage(r->attempt, r->table, stage, b);
    return read_numbers(r, all + columns * (*rows)++);
}

static void take_field(void *text, size_t n, void *data)
{
    struct attempt_reader *r = data;
    strs_add_n(&r->fields, text, n);
}

static int next_sentence(struct attempt_reader *r)
{
    if (++r->sentence < r->table->sentences)
        return 0;
    err_set(r->err, "one sentence too many; the table has %d", r->table->sentences);
    return at_line(r);
}

/* "score" and "scores" alike. */
static bool is_stage(const char *name, int stage)
{
    size_t n = strlen(attempt_stage_names[stage]);
    return strncmp(name, attempt_stage_names[stage], n - 1) == 0 &&
           (!name[n - 1] || strcmp(name, attempt_stage_names[stage]) == 0);
}

static int read_row(struct attempt_reader *r, const char *text, size_t n)
{
    strs_clear(&r->fields);
    if (csv_parse(&r->csv, text, n, take_field, NULL, r) != n ||
        csv_fini(&r->csv, take_field, NULL, r))
        die("%s:%ld: %s", r->path, r->line, csv_strerror(csv_error(&r->csv)));
    while (r->fields.count && !*r->fields.list[r->fields.count - 1])
        free(r->fields.list[--r->fields.count]); /* spreadsheets fill rows up */
    if (!r->fields.count || r->fields.list[0][0] == '#')
        return 0;
    const char *name = r->fields.list[0];
    for (int stage = 0; stage < ATTEMPT_COUNT; stage++)
        if (is_stage(name, stage))
            return read_stage(r, (enum attempt_stage)stage);
    if (strcmp(name, "sentence") == 0)
        return next_sentence(r);
    err_set(r->err,
            "there is no row \"%.*s\"; expected rows such as weight,0.5,0.5 that begin with score, "
            "weight, output or sentence",
            str_fit(name, 40), name);
    return at_line(r);
}

/* A stage that is there is there for every query. */
static int check_rows(struct attempt_reader *r)
{
    bool any = false;
    for (int stage = 0; stage < ATTEMPT_COUNT; stage++) {
        int rows = 0;
        for (int b = 0; b < r->table->sentences; b++)
            rows += r->rows[stage][b];
        any = any || rows;
        for (int b = 0; rows && b < r->table->sentences; b++)
            if (r->rows[stage][b] != r->table->counts[b])
                return err_set(r->err,
                               "%s: sentence %d has %d rows of %s; expected %d, one for each query",
                               r->path, b + 1, r->rows[stage][b], attempt_stage_names[stage],
                               r->table->counts[b]);
    }
    if (!any)
        return err_set(r->err,
                       "%s: nothing to check; expected rows such as weight,0.5,0.5 that begin with "
                       "score, weight or output",
                       r->path);
    return 0;
}

static int read_rows(struct attempt_reader *r, const char *text, size_t n)
{
    if (!utf8_valid(text, n) || memchr(text, '\0', n))
        return err_set(r->err, "%s: not text in UTF-8", r->path);
    for (size_t at = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t length = end ? (size_t)(end - text) - at : n - at, kept = length;
        while (kept && text[at + kept - 1] == '\r')
            kept--;
        r->line++;
        if (read_row(r, text + at, kept))
            return -1;
        at += length + 1;
    }
    return check_rows(r);
}

int attempt_open(struct attempt *attempt, const char *path, const struct qkv *table,
                 struct err *err)
{
    struct str text = {0};
    struct attempt_reader reader = {.path = path, .table = table, .attempt = attempt, .err = err};
    *attempt = (struct attempt){0};
    csv_init(&reader.csv, 0);
    int result = file_read(&text, path, ATTEMPT_BYTES, err);
    if (!result)
        result = read_rows(&reader, text.text ? text.text : "", text.length);
    strs_free(&reader.fields);
    csv_free(&reader.csv);
    str_free(&text);
    return result;
}

/* ---- comparing ---- */

static bool same(double found, double expected, double tolerance)
{
    if (isnan(found) || isnan(expected))
        return isnan(found) && isnan(expected);
    if (isinf(found) || isinf(expected))
        return found == expected;
    return fabs(found - expected) <= tolerance * (1 + fabs(expected));
}

struct parting attempt_compare(const struct attempt *theirs, const struct attempt *right,
                               const struct qkv *table, double tolerance)
{
    for (int stage = 0; stage < ATTEMPT_COUNT; stage++)
        for (int b = 0; attempt_has(theirs, (enum attempt_stage)stage) && b < table->sentences;
             b++) {
            int columns = attempt_columns(table, (enum attempt_stage)stage, b);
            for (int i = 0; i < table->counts[b] * columns; i++) {
                double found = theirs->stages[stage][b][i];
                double expected = right->stages[stage][b][i];
                bool masked = stage == ATTEMPT_SCORES && right->masked[b][i];
                if (!same(found, expected, tolerance) && !(masked && found < masked_below))
                    return (struct parting){
                        (enum attempt_stage)stage, b, i / columns, i % columns, found, expected};
            }
        }
    return (struct parting){.stage = ATTEMPT_COUNT};
}
