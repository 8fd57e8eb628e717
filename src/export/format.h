#ifndef HEED_EXPORT_FORMAT_H
#define HEED_EXPORT_FORMAT_H

#include <stdio.h>

#include "base/err.h"
#include "draw/theme.h"
#include "export/plate.h"
#include "export/table.h"
#include "trace/trace.h"

/* The formats that something can be printed or written in: heed show --format, :export FILE. One
 * row has the functions of one format; NULL: it cannot hold such a thing. */

struct format {
    const char *name;   /* of --format: "ansi" */
    const char *ending; /* of a file: ".ans" */
    enum tier tier;     /* how the cells of a grid look in it */
    bool binary;        /* no terminal can show it */
    bool alone;         /* a picture that is shown without its sentence: it carries a caption */

    /* A screen or a picture: 0; or −1, why this machine cannot, and nothing appended. */
    int (*grid)(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate, struct err *err);

    /* The numbers of a quantity; `row` from 0, −1: all. `changes`: the lines of interventions that
     * the run is under. */
    void (*matrix)(FILE *out, const struct trace *trace, int sentence, struct sheet sheet, int row,
                   const struct strs *changes);

    /* A view as rows of texts and numbers. */
    void (*table)(FILE *out, const struct table *table, const struct table_about *about);
};

/* Ended by a row without a name. */
extern const struct format formats[];

/* By name; by the ending of a file's name. NULL when there is none. */
const struct format *format_find(const char *name);
const struct format *format_of_file(const char *path);

/* Their names, "text, ansi, csv or json", appended. */
void format_names(struct str *out);

/* The endings of those that hold a screen, or of those that hold only numbers, appended. */
void format_endings(struct str *out, bool screen);

#endif
