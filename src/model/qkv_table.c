#include "model/qkv_table.h"

#include <csv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/file.h"
#include "base/mem.h"
#include "math/rng.h"
#include "text/utf8.h"

/* From a CSV file to a table: rows are collected by what they are, then laid out as a batch. */

enum { TABLE_BYTES = 1 << 24 };

/* Queries, keys and values belong to a sentence; W, U and v to the whole table. */
enum part { PART_QUERY, PART_KEY, PART_VALUE, PART_W, PART_U, PART_V, PART_COUNT };
static const char *const part_names[PART_COUNT] = {"query", "key", "value", "W", "U", "v"};

struct rows {
    real *x; /* [count × columns of the part] */
    int count;
    size_t capacity;
};

struct reader {
    const char *path;
    struct csv_parser csv;
    char separator; /* 0: not known yet */
    long line;
    int sentence; /* from 0 */
    struct rows parts[PART_COUNT][QKV_SENTENCES];
    int columns[PART_COUNT];    /* numbers in a row, 0: none was read yet */
    int lengths[QKV_SENTENCES]; /* −1: not said */
    struct strs fields;         /* of the line */
    struct err *err;
};

/* -1 with file and line before the message that is there. */
static int at_line(struct reader *r)
{
    return err_prefix(r->err, "%s:%ld", r->path, r->line);
}

static int read_number(struct reader *r, size_t field, double *out)
{
    const char *text = r->fields.list[field];
    char *end;
    *out = strtod(text, &end);
    if (end != text && !*end && isfinite(*out))
        return 0;
    err_set(r->err, "column %zu: expected a number, found \"%.*s\"", field + 1, str_fit(text, 40),
            text);
    return at_line(r);
}

static int add_row(struct reader *r, enum part part)
{
    int *columns = &r->columns[part], count = (int)r->fields.count - 1;
    struct rows *rows = &r->parts[part][part <= PART_VALUE ? r->sentence : 0];
    if (count < 1 || count > QKV_COLUMNS) {
        err_set(r->err, "a %s of %d numbers; expected 1 to %d", part_names[part], count,
                QKV_COLUMNS);
        return at_line(r);
    }
    if (*columns && count != *columns) {
        err_set(r->err, "a %s of %d numbers; expected %d, as in the rows before it",
                part_names[part], count, *columns);
        return at_line(r);
    }
    if (rows->count == (part == PART_V ? 1 : QKV_ROWS)) {
        err_set(r->err, "one %s too many; expected at most %d", part_names[part], rows->count);
        return at_line(r);
    }
    *columns = count;
    rows->x = mem_grow(rows->x, &rows->capacity, (size_t)(rows->count + 1) * (size_t)count,
                       sizeof *rows->x);
    for (int i = 0; i < count; i++) {
        double value;
        if (read_number(r, (size_t)i + 1, &value))
            return -1;
        rows->x[rows->count * count + i] = (real)value;
    }
    rows->count++;
    return 0;
}

static int read_length(struct reader *r)
{
    double value;
    if (r->fields.count != 2) {
        err_set(r->err, "expected length,N: how many of the first keys are valid");
        return at_line(r);
    }
    if (read_number(r, 1, &value))
        return -1;
    if (value < 0 || value > QKV_ROWS || value != floor(value)) {
        err_set(r->err,
                "a length of %s; expected a whole number, at most as many as there are keys",
                r->fields.list[1]);
        return at_line(r);
    }
    r->lengths[r->sentence] = (int)value;
    return 0;
}

/* Checks a sentence when all its rows were read. */
static int end_sentence(struct reader *r)
{
    int b = r->sentence, keys = r->parts[PART_KEY][b].count;
    int values = r->parts[PART_VALUE][b].count;
    if (b == 0 && !keys && !r->parts[PART_QUERY][b].count)
        return err_set(r->err,
                       "%s: a table without rows; expected query,NUMBER... and key,NUMBER...",
                       r->path);
    if (!r->parts[PART_QUERY][b].count || !keys) {
        err_set(r->err, "sentence %d ends without any %s; expected rows %s,NUMBER,NUMBER...", b + 1,
                keys ? "query" : "key", keys ? "query" : "key");
        return at_line(r);
    }
    if (values && values != keys) {
        err_set(r->err,
                "sentence %d has %d keys and %d values; expected a value for each key, or none",
                b + 1, keys, values);
        return at_line(r);
    }
    if (r->lengths[b] > keys) {
        err_set(r->err, "sentence %d: length %d, but it has %d keys", b + 1, r->lengths[b], keys);
        return at_line(r);
    }
    return 0;
}

static int next_sentence(struct reader *r)
{
    if (end_sentence(r))
        return -1;
    if (++r->sentence < QKV_SENTENCES)
        return 0;
    err_set(r->err, "one sentence too many; expected at most %d", QKV_SENTENCES);
    return at_line(r);
}

static void take_field(void *text, size_t n, void *data)
{
    struct reader *r = data;
    strs_add_n(&r->fields, text, n);
}

/* What separates the fields: a comma, or, as some spreadsheets write, ";" or a tab; the first of
 * them in the first row that has any. */
static void find_separator(struct reader *r, const char *text, size_t n)
{
    for (size_t at = 0; at < n && !r->separator; at++)
        if (text[at] == ',' || text[at] == ';' || text[at] == '\t')
            r->separator = text[at];
    if (r->separator)
        csv_set_delim(&r->csv, (unsigned char)r->separator);
}

/* One line without its newline. */
static int read_row(struct reader *r, const char *text, size_t n)
{
    strs_clear(&r->fields);
    if (!r->separator && n && *text != '#')
        find_separator(r, text, n);
    if (csv_parse(&r->csv, text, n, take_field, NULL, r) != n ||
        csv_fini(&r->csv, take_field, NULL, r))
        die("%s:%ld: %s", r->path, r->line, csv_strerror(csv_error(&r->csv)));
    while (r->fields.count && !*r->fields.list[r->fields.count - 1])
        free(r->fields.list[--r->fields.count]); /* spreadsheets fill rows up */
    if (!r->fields.count || r->fields.list[0][0] == '#')
        return 0;
    const char *name = r->fields.list[0];
    for (int part = 0; part < PART_COUNT; part++)
        if (strcasecmp(name, part_names[part]) == 0)
            return add_row(r, (enum part)part);
    if (strcasecmp(name, "length") == 0)
        return read_length(r);
    if (strcasecmp(name, "sentence") == 0)
        return next_sentence(r);
    err_set(r->err,
            "there is no row \"%.*s\"; expected query, key, value, length, sentence, W, U or v",
            str_fit(name, 40), name);
    return at_line(r);
}

static int read_rows(struct reader *r, const char *text, size_t n)
{
    size_t mark = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (!utf8_valid(text, n) || memchr(text, '\0', n))
        return err_set(r->err, "%s: not text in UTF-8", r->path);
    for (size_t at = mark; at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t length = end ? (size_t)(end - text) - at : n - at, kept = length;
        while (kept && text[at + kept - 1] == '\r')
            kept--;
        r->line++;
        if (read_row(r, text + at, kept))
            return -1;
        at += length + 1;
    }
    return end_sentence(r);
}

static int check_additive(struct reader *r)
{
    int w = r->parts[PART_W][0].count, u = r->parts[PART_U][0].count, v = r->columns[PART_V];
    if (!w && !u && !v)
        return 0;
    if (w != u || w != v)
        return err_set(r->err,
                       "%s: W has %d rows, U %d, v %d numbers; expected as many of each, or none",
                       r->path, w, u, v);
    if (r->columns[PART_W] != r->columns[PART_QUERY] || r->columns[PART_U] != r->columns[PART_KEY])
        return err_set(r->err,
                       "%s: rows of W have %d numbers, queries %d; rows of U %d, keys %d; expected "
                       "the same",
                       r->path, r->columns[PART_W], r->columns[PART_QUERY], r->columns[PART_U],
                       r->columns[PART_KEY]);
    return 0;
}

/* Time-major, as in every run: row i of sentence b is row i·B + b. */
static struct mat lay_out(struct qkv *table, const struct rows *parts, int rows, int columns)
{
    int size = table->sentences, count = rows * size;
    struct mat out = mat_of(
        arena_zero(&table->arena, (size_t)count * (size_t)columns, sizeof(real)), count, columns);
    for (int b = 0; b < size; b++)
        for (int i = 0; i < parts[b].count; i++)
            memcpy(mat_row(out, i * size + b), parts[b].x + i * columns,
                   (size_t)columns * sizeof(real));
    return out;
}

static struct mat parameter(struct reader *r, struct qkv *table, enum part part, int rows,
                            int columns, uint64_t stream)
{
    const struct rows *given = &r->parts[part][0];
    struct rng rng = {.seed = 1, .stream = stream};
    struct mat out = mat_of(arena_take(&table->arena, (size_t)rows * (size_t)columns, sizeof(real)),
                            rows, columns);
    for (int i = 0; i < rows * columns; i++)
        out.x[i] = given->count ? given->x[i]
                                : (real)((2 * rng_uniform(&rng) - 1) / sqrt((double)columns));
    return out;
}

static struct qkv *make(struct reader *r)
{
    struct qkv *table = mem_new(1, sizeof *table);
    const struct rows *values = r->parts[PART_VALUE];
    bool own = r->columns[PART_VALUE] == 0; /* every key is its own value */
    int hidden = r->columns[PART_V] ? r->columns[PART_V] : QKV_HIDDEN;
    table->sentences = r->sentence + 1;
    for (int b = 0; b < table->sentences; b++) {
        int queries = r->parts[PART_QUERY][b].count, keys = r->parts[PART_KEY][b].count;
        table->counts[b] = queries;
        table->keys_of[b] = keys;
        table->lengths[b] = r->lengths[b] < 0 ? keys : r->lengths[b];
        table->steps = queries > table->steps ? queries : table->steps;
        table->length = keys > table->length ? keys : table->length;
    }
    table->queries = lay_out(table, r->parts[PART_QUERY], table->steps, r->columns[PART_QUERY]);
    table->keys = lay_out(table, r->parts[PART_KEY], table->length, r->columns[PART_KEY]);
    table->values =
        own ? table->keys : lay_out(table, values, table->length, r->columns[PART_VALUE]);
    table->random = !r->columns[PART_V];
    table->w = parameter(r, table, PART_W, hidden, r->columns[PART_QUERY], 1);
    table->v = parameter(r, table, PART_V, 1, hidden, 2);
    table->u = parameter(r, table, PART_U, hidden, r->columns[PART_KEY], 3);
    return table;
}

/* Either all sentences have values or none. */
static int check_values(struct reader *r)
{
    for (int b = 0; r->columns[PART_VALUE] && b <= r->sentence; b++)
        if (!r->parts[PART_VALUE][b].count)
            return err_set(r->err, "%s: sentence %d has no values, and others have", r->path,
                           b + 1);
    return 0;
}

void qkv_free(struct qkv *table)
{
    if (!table)
        return;
    arena_free(&table->arena);
    free(table);
}

struct qkv *qkv_read(const char *path, const char *text, size_t n, struct err *err)
{
    struct reader *r = mem_new(1, sizeof *r);
    struct qkv *table = NULL;
    r->path = path;
    r->err = err;
    csv_init(&r->csv, 0);
    for (int b = 0; b < QKV_SENTENCES; b++)
        r->lengths[b] = -1;
    if (!read_rows(r, text, n) && !check_additive(r) && !check_values(r))
        table = make(r);
    for (int part = 0; part < PART_COUNT; part++)
        for (int b = 0; b < QKV_SENTENCES; b++)
            free(r->parts[part][b].x);
    strs_free(&r->fields);
    csv_free(&r->csv);
    free(r);
    return table;
}

struct qkv *qkv_open(const char *path, struct err *err)
{
    struct str text = {0};
    struct qkv *table = NULL;
    if (file_read(&text, path, TABLE_BYTES, err) == 0)
        table = qkv_read(path, text.text ? text.text : "", text.length, err);
    str_free(&text);
    return table;
}
