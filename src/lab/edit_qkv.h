#ifndef HEED_LAB_EDIT_QKV_H
#define HEED_LAB_EDIT_QKV_H

#include "lab/edit.h"

/* The intervention on the numbers of a table (model/qkv_table.h). `line` is what follows the
 * name. 0, or -1 with the reason. */
int edit_qkv_set(struct edit *edit, const char *line, struct err *err);

#endif
