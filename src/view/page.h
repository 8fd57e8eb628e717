#ifndef HEED_VIEW_PAGE_H
#define HEED_VIEW_PAGE_H

#include "draw/grid.h"
#include "lesson/lesson.h"

/* A lesson page as text: headings, paragraphs, code, and its question with the reply so far. */
struct page_state {
    const struct lesson *lesson;
    int page;
    const struct trace *trace; /* for the numbers in the text; NULL: they read "…" */
    bool changed;              /* what the picture shows is another run */
    bool other_model;          /* and this is not the model of the page */
    int chosen;                /* number of the chosen answer, from 1; 0: none yet */
    bool hint;                 /* the hint was asked for */
};

/* Draws it; returns the rows the whole page takes, which may be more than rect has. With grid NULL
 * nothing is drawn, only counted: for the lesson checker. */
int page_draw(struct grid *grid, struct rect rect, const struct page_state *state);

#endif
