#ifndef HEED_LAB_EDIT_MASK_H
#define HEED_LAB_EDIT_MASK_H

#include "lab/edit.h"

/* Interventions on who takes part; `line` is what follows the name. 0, or -1 with the reason. */

#define EDIT_MASK_SOFT "soft" /* of a mask: −1e6 in place of −∞ */

int edit_mask_mode(struct edit *edit, const char *line, struct err *err);
int edit_mask_hide(struct edit *edit, const char *line, struct err *err);
int edit_mask_show(struct edit *edit, const char *line, struct err *err);
int edit_mask_length(struct edit *edit, const char *line, struct err *err);
int edit_mask_causal(struct edit *edit, const char *line, struct err *err);

#endif
