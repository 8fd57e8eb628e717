#ifndef HEED_VIEW_PAGE_H
#define HEED_VIEW_PAGE_H

#include "draw/grid.h"
#include "lesson/glossary.h"
#include "view/picture.h"

/* What stands in the place of the page: the words that it uses, or all that the course explains. */
enum page_words { PAGE_TEXT, PAGE_WORDS, PAGE_ALL_WORDS, PAGE_WORDS_COUNT };

/* A lesson page as text: headings, paragraphs, code, and its question with the reply so far. */
struct page_state {
    const struct lesson *lesson;
    int page;
    const struct trace *trace;          /* for the numbers in the text; NULL: they read "…" */
    bool changed;                       /* what the picture shows is another run */
    bool other_model;                   /* and this is not the model of the page */
    const struct question_reply *reply; /* to the question of the page */
    const struct trace *now;            /* the run of the picture; NULL: there is none */
    const struct glossary *glossary;    /* NULL: there is none */
    enum page_words words;
    bool lecture;        /* the question is asked of a class: nothing about keys, no reply */
    bool answer;         /* and its answer is shown */
    bool other_sentence; /* than that of the page runs now: a class is not asked about it */
};

/* Draws it; returns the rows the whole page takes, which may be more than rect has. With grid NULL
 * nothing is drawn, only counted: for the lesson checker. */
int page_draw(struct grid *grid, struct rect rect, const struct page_state *state);

/* Puts a picture where the view block of a page says. What it does not mention stays as it was. */
void page_show(const struct lesson_view *view, struct picture *picture);

/* Parts of it, with the same results: one block of text, and its question. */
int page_draw_block(struct grid *grid, struct rect rect, const struct block *block,
                    const struct trace *trace);
int page_draw_question(struct grid *grid, struct rect rect, const struct page_state *state);

#endif
