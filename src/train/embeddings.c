#include "train/embeddings.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LINE_LIMIT = 1 << 20 };

struct reader {
    FILE *stream;
    const char *path;
    char *line; /* [LINE_LIMIT] */
    long number;
};

static int wrong(const struct reader *r, struct err *err, const char *what)
{
    return err_set(err,
                   "%s:%ld: %s; expected a word and its numbers with spaces between, as in the "
                   "text files of GloVe",
                   r->path, r->number, what);
}

/* The next line without white space at its end. 1, 0 at the end, -1. */
static int next_line(struct reader *r, struct err *err)
{
    if (!fgets(r->line, LINE_LIMIT, r->stream))
        return ferror(r->stream) ? err_set(err, "%s: cannot read: %s", r->path, strerror(errno))
                                 : 0;
    r->number++;
    size_t n = strlen(r->line);
    if (n + 1 == LINE_LIMIT)
        return wrong(r, err, "a line longer than 1 MB");
    while (n && strchr(" \t\r\n", r->line[n - 1]))
        r->line[--n] = '\0';
    return 1;
}

static long count_fields(const char *line)
{
    long fields = 0;
    for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
        line += strcspn(line, " \t");
        fields++;
    }
    return fields;
}

/* Reads a number at *at and moves on. */
static bool read_number(const char **at, double *value)
{
    char *end;
    *value = strtod(*at, &end);
    if (end == *at || !strchr(" \t", *end) || !isfinite(*value)) /* "" ends a line as well */
        return false;
    *at = end;
    return true;
}

/* "400000 100": how word2vec begins. */
static bool is_header(const struct reader *r, long fields)
{
    const char *words = r->line + strspn(r->line, "0123456789");
    return r->number == 1 && fields == 2 && words > r->line &&
           words[1 + strspn(words + 1, "0123456789")] == '\0';
}

/* Whether the line has as many numbers as an embedding. GloVe has a few words with spaces in
 * them: such a line seems to have too many numbers, but what follows the first part of its word
 * is none. 1, 0 for such a word, -1. */
static int check_size(const struct reader *r, long size, int expected, struct err *err)
{
    double value;
    const char *after = r->line + strcspn(r->line, " \t");
    if (size == expected)
        return 1;
    if (size > expected && !read_number(&after, &value))
        return 0;
    return err_set(err, "%s:%ld: %ld numbers, but embeddings have %d: give --embed %ld, or %s",
                   r->path, r->number, size, expected, size,
                   r->number > 2 ? "mend this line" : "another file");
}

static int read_row(const struct reader *r, const char *at, struct mat row, struct err *err)
{
    double value;
    for (int i = 0; i < row.cols; i++) {
        if (!read_number(&at, &value))
            return wrong(r, err, "not a number after the word");
        row.x[i] = (real)value;
    }
    return 0;
}

/* 1 when the line gave a row, 0 when its word is not wanted, -1. */
static int take_line(const struct reader *r, const struct vocab *vocab, struct mat table,
                     unsigned char *found, struct err *err)
{
    long fields = count_fields(r->line);
    if (fields == 0)
        return 0;
    if (is_header(r, fields) && table.cols != 1)
        return check_size(r, strtol(strrchr(r->line, ' ') + 1, NULL, 10), table.cols, err) < 0 ? -1
                                                                                               : 0;
    int whole = check_size(r, fields - 1, table.cols, err);
    if (whole <= 0)
        return whole;
    size_t n = strcspn(r->line, " \t");
    r->line[n] = '\0';
    int id = vocab_has(vocab, r->line) ? vocab_id(vocab, r->line) : ID_PAD;
    if (id == ID_PAD || found[id])
        return 0;
    found[id] = 1;
    return read_row(r, r->line + n + 1, mat_rows(table, id, 1), err) ? -1 : 1;
}

long embeddings_read(const char *path, const struct vocab *vocab, struct mat table,
                     unsigned char *found, struct err *err)
{
    struct reader r = {.stream = fopen(path, "re"), .path = path};
    if (!r.stream)
        return err_set(err, "%s: cannot open: %s", path, strerror(errno));
    r.line = mem_new(LINE_LIMIT, 1);
    long count = 0;
    int got, taken = 0;
    while ((got = next_line(&r, err)) > 0 && (taken = take_line(&r, vocab, table, found, err)) >= 0)
        count += taken;
    if (got == 0 && r.number == 0)
        got = err_set(err, "%s: empty: expected a word and its numbers on every line", path);
    free(r.line);
    fclose(r.stream);
    return got < 0 || taken < 0 ? -1 : count;
}

int embeddings_start(struct embeddings *embeddings, const struct train_options *options,
                     const struct model *model, struct str *said, struct err *err)
{
    const struct {
        const char *path, *side;
        const struct vocab *vocab;
        struct mat table;
    } sides[] = {
        {options->embeddings, "source", model->source.vocab,
         weights_embedding(&model->list, model->flat, 0)},
        {options->target_embeddings, "target", model->target.vocab,
         weights_embedding(&model->list, model->flat, 1)},
    };
    for (int i = 0; i < 2; i++) {
        if (!sides[i].path)
            continue;
        int words = vocab_size(sides[i].vocab);
        embeddings->found[i] = mem_new((size_t)words, 1);
        long count = embeddings_read(sides[i].path, sides[i].vocab, sides[i].table,
                                     embeddings->found[i], err);
        if (count < 0)
            return -1;
        str_format(said, "%s: has %ld of the %d %s tokens\n", sides[i].path, count, words,
                   sides[i].side);
    }
    return 0;
}

void embeddings_free(struct embeddings *embeddings)
{
    free(embeddings->found[0]);
    free(embeddings->found[1]);
}

void embeddings_freeze(const struct embeddings *embeddings, const struct weight_list *list,
                       real *gradient)
{
    for (int i = 0; i < 2; i++) {
        struct mat table = weights_embedding(list, gradient, i);
        for (int row = 0; embeddings->found[i] && row < table.rows; row++)
            if (embeddings->found[i][row])
                mat_zero(mat_rows(table, row, 1));
    }
}
