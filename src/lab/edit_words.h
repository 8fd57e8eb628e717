#ifndef HEED_LAB_EDIT_WORDS_H
#define HEED_LAB_EDIT_WORDS_H

#include "lab/edit.h"

/* Interventions on words: the source sentence, and what is written. `line` is what follows the
 * name. 0, or -1 with the reason. */
int edit_words_sentence(struct edit *edit, const char *line, struct err *err);
int edit_words_beside(struct edit *edit, const char *line, struct err *err);
int edit_words_swap(struct edit *edit, const char *line, struct err *err);
int edit_words_drop(struct edit *edit, const char *line, struct err *err);
int edit_words_replace(struct edit *edit, const char *line, struct err *err);
int edit_words_force(struct edit *edit, const char *line, struct err *err);
int edit_words_reference(struct edit *edit, const char *line, struct err *err);
int edit_words_choose(struct edit *edit, const char *line, struct err *err);

#endif
