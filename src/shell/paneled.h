#ifndef HEED_SHELL_PANELED_H
#define HEED_SHELL_PANELED_H

#include "base/err.h"
#include "base/str.h"
#include "view/picture.h"

/* A panel of the laboratory where there is no laboratory: on paper, or printed. */

/* What it is about. All of it stays the caller's, and outlives the panel. */
struct paneled_subject {
    struct model *model;
    struct trace *run, *unchanged; /* unchanged: NULL where nothing is done differently */
    const struct strs *changes;    /* lines: what is done differently */
    const struct curves *curves;   /* measures that belong to a page, or NULL */
    struct picture picture;        /* the place in the run */
};

struct paneled;

/* Opens the panel that a command opens in the laboratory ("heads", "compare MODEL"), for pictures
 * of a size. What it needs of the world (models, sentences, snapshots) is loaded. NULL with the
 * reason where it cannot be shown, or where something of that is missing. */
struct paneled *paneled_open(const struct paneled_subject *subject, const char *command, int rows,
                             int columns, struct err *err);

void paneled_draw(struct grid *grid, struct rect rect, const struct paneled *paneled);

void paneled_close(struct paneled *paneled);

/* Appends the commands that open one: "heads, nine". */
void paneled_names(struct str *out);

#endif
