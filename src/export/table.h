#ifndef HEED_EXPORT_TABLE_H
#define HEED_EXPORT_TABLE_H

#include <stdio.h>

#include "base/str.h"

/* What a view shows as rows of texts and numbers, for other programs. All zero is empty. */

struct table_cell {
    char *text;    /* NULL: it is a number */
    double number; /* NaN: there is none */
};

struct table {
    struct strs columns;      /* their names */
    struct table_cell *cells; /* [count] row by row */
    size_t count, capacity;
};

/* Whose numbers they are, for a reader of the file. NULL: there is none. */
struct table_about {
    const char *caption;                              /* all of it as lines of text */
    const char *model, *source, *translation, *label; /* label: of a classifier */
    const struct strs *changes;
    const char *note; /* what else the view says in words */
};

/* Names of the columns, commas between them. Before the first cell. */
void table_columns(struct table *table, const char *names);
void table_column(struct table *table, const char *name);

/* The next cell; a row is full when each column has one. */
void table_text(struct table *table, const char *text);
void table_number(struct table *table, double number);

void table_free(struct table *table);

/* RFC 4180 with line ends \n, after the caption and the note as lines that begin with #. */
void table_csv(FILE *out, const struct table *table, const struct table_about *about);

/* {"model", "source", "translation", "changed": [...], "note", "columns": [...],
 * "rows": [[...]]} */
void table_json(FILE *out, const struct table *table, const struct table_about *about);

/* A text as lines that begin with "# ". */
void table_remark(FILE *out, const char *text);

#endif
