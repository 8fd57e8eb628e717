#ifndef HEED_LESSON_SLIDE_H
#define HEED_LESSON_SLIDE_H

#include "lesson/lesson.h"

/* What a class sees of a page, on a screen that is read from far away. */

/* Makes the slide of a page that was read. Where it has a block `slide`: its title, then that
 * block. Else, of its text, its headings, its code, and of each paragraph and item the first
 * sentence; one that names a key is for a learner at the keyboard and is left out. */
void slide_make(struct lesson_page *page);

/* Rows that a slide of one's own may take where lines have so many columns: at 80×24 the other half
 * of the screen is the picture's. */
enum { SLIDE_ROWS = 12, SLIDE_COLUMNS = 76 };

#endif
