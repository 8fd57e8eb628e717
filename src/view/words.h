#ifndef HEED_VIEW_WORDS_H
#define HEED_VIEW_WORDS_H

#include "base/str.h"
#include "view/picture.h"

/* A picture said in words, for those who cannot see it and for the title of its file: what
 * picture_draw() shows, not how. Numbers have two or three digits, as on screen. */

/* What it is, without a full stop: "attention weights α(t,j) of "I'm home."". */
void words_title(const struct picture *picture, struct str *out);

/* What is to be seen, in whole sentences: of a matrix over words the largest number of every row
 * (the first rows of a long one), of one over units their range; of a step its weights and what it
 * writes; of a cell what it is made of. */
void words_picture(const struct picture *picture, struct str *out);

#endif
