#ifndef HEED_LAB_EDIT_H
#define HEED_LAB_EDIT_H

#include "lab/intervention.h"

/* What a list of interventions has added up to so far: for the files that carry them out. */

enum { ROW_CHANGES_MAX = 1200 /* two of every step of the longest translation */ };

struct edit {
    const struct model *model;
    struct arena arena;    /* owns the arrays of `control` */
    struct strs sentences; /* as they are now */
    struct control control;
    struct row_change weights[ROW_CHANGES_MAX], contexts[ROW_CHANGES_MAX];
    struct trace *run; /* of the sentences under the control so far; NULL: not run yet */
    const char *by;    /* the name of the intervention that is carried out now */
};

/* The run of what was applied so far. */
const struct trace *edit_run(struct edit *edit);

/* The next edit_run() runs anew. */
void edit_changed(struct edit *edit);

/* Reading the words of a line: each takes one from *at. -1 with the reason. */
int edit_word(const char **at, char *out, size_t size, const char *what, struct err *err);
int edit_number(const char **at, double *out, const char *what, struct err *err);
int edit_whole(const char **at, int low, int high, int *out, const char *what, struct err *err);
int edit_step(struct edit *edit, const char **at, int *step, struct err *err);         /* from 0 */
int edit_position(struct edit *edit, const char **at, int *position, struct err *err); /* from 0 */
int edit_end(const char *at, struct err *err);

/* Behind the last position that a line names, of which edit_position() took `position`: a word that
 * is cut into pieces names all of them; a piece, or a number, itself. */
int edit_word_end(struct edit *edit, const char *at, int position);

/* The row of a matrix of weights, from 0: a step, a word that asks, or a hop. */
int edit_row_place(struct edit *edit, const char **at, struct sheet weights, int *row,
                   struct err *err);

/* One word of a list that NULL ends, or `more` (unless NULL), which is the number behind the list:
 * its number, or -1 with what is allowed. */
int edit_choice(const char **at, const char *const *names, const char *more, const char *what,
                struct err *err);
bool edit_option(const char **at, const char *word); /* takes it when it is next */

/* A row of numbers for one step (-1: every), in the edit's arena, to be filled in. NULL when
 * there are too many. */
real *edit_row(struct edit *edit, struct row_change *list, int *count, int step, int size);

#endif
