#ifndef HEED_VIEW_COMPARE_H
#define HEED_VIEW_COMPARE_H

#include "view/picture.h"

/* Two runs side by side, of two models or of two sentences: the same stage, matrix, step and zoom,
 * and cursors that move together. */

/* Another trace's picture at the place of this one. What the other trace is too short for is put
 * at its end, a word is looked up in its vocabulary, and the quantity is Q_NONE where its model has
 * none of that name. */
struct picture compare_linked(const struct picture *picture, const struct trace *other,
                              int sentence);

/* Draws both with model and sentence above each, beside each other or, where there is no room for
 * that, one above the other. What the other lacks is said by name. `other` NULL: not run yet. */
void compare_draw(struct grid *grid, struct rect rect, const struct picture *picture,
                  const struct trace *other, int sentence);

#endif
