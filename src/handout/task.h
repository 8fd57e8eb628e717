#ifndef HEED_HANDOUT_TASK_H
#define HEED_HANDOUT_TASK_H

#include "handout/document.h"

/* What is to be filled in on a worksheet: a matrix of the page with blanks, below what they are
 * worked out from. */

/* Numbers that are blank somewhere, and not told anywhere else. All zero is empty. */
struct secrets {
    struct secret *list;
    size_t count, capacity;
};

/* Notes those of a page. */
void secrets_note(struct secrets *secrets, const struct scene *scene);
void secrets_free(struct secrets *secrets);

/* Adds the tasks of the page, blank or filled in as the scene's veil says; false: it has none. */
bool task_add(struct document *out, const struct scene *scene);

/* Whether it has one. */
bool task_there(const struct scene *scene);

/* The picture of a page without a task, under the veil; NULL: on paper it would tell what is to be
 * found elsewhere. */
struct exhibit *task_exhibit(const struct scene *scene);

/* Whether the question of the page would tell it. */
bool task_told(const struct scene *scene);

#endif
