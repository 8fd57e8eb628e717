#ifndef HEED_LAB_EDIT_ROWS_H
#define HEED_LAB_EDIT_ROWS_H

#include "lab/edit.h"

/* Interventions that put numbers in place of rows of weights or of context vectors. `line` is
 * what follows the name. 0, or -1 with the reason. */
int edit_rows_weight(struct edit *edit, const char *line, struct err *err);
int edit_rows_row(struct edit *edit, const char *line, struct err *err);
int edit_rows_shift(struct edit *edit, const char *line, struct err *err);
int edit_rows_collapse(struct edit *edit, const char *line, struct err *err);
int edit_rows_context(struct edit *edit, const char *line, struct err *err);
int edit_rows_off(struct edit *edit, const char *line, struct err *err);

#endif
