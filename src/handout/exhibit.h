#ifndef HEED_HANDOUT_EXHIBIT_H
#define HEED_HANDOUT_EXHIBIT_H

#include "draw/theme.h"
#include "handout/scene.h"
#include "view/picture.h"

/* A picture of a page for paper: the cells that a terminal would show, without cursor and keys. */
struct exhibit {
    struct grid grid;
    char *title;   /* what it is */
    char *words;   /* what is to be seen, for those who cannot see it */
    char *caption; /* model, sentence, translation, changes */
};

/* Ink on white. */
extern const struct theme exhibit_theme;

/* What the page shows when it opens, or when everything that it keeps back is revealed. */
struct exhibit *exhibit_of_page(const struct scene *scene, bool revealed);

/* Any picture of a run, made with such lines. */
struct exhibit *exhibit_of_picture(const struct picture *picture, const struct strs *lines);

/* The color that a concept has in pictures, 0xRRGGBB. */
uint32_t exhibit_ink(enum concept concept);

/* Whether they show the same. */
bool exhibit_same(const struct exhibit *a, const struct exhibit *b);

void exhibit_free(struct exhibit *exhibit); /* NULL is none */

#endif
