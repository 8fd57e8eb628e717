#ifndef HEED_LECTURE_LECTURE_DRAW_H
#define HEED_LECTURE_LECTURE_DRAW_H

#include "lecture/lecture.h"

/* The screen of a lecture. */
void lecture_draw(const struct app *app, struct grid *grid);

/* Where the picture is on it, from the last resize; no rows where the text needs them all. */
struct rect lecture_picture(const struct app *app);

/* Lines in one column of the overview. */
int lecture_overview_rows(const struct screen *screen);

/* Rows of a slide of one's own with so many columns, all of its steps and its question: for the
 * lesson checker. */
int lecture_slide_rows(const struct lesson *lesson, int page, const struct trace *trace,
                       int columns);

#endif
