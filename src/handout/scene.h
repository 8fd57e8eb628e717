#ifndef HEED_HANDOUT_SCENE_H
#define HEED_HANDOUT_SCENE_H

#include "lesson/blank.h"
#include "lesson/lesson.h"
#include "view/picture.h"

/* The runs that a page of a lesson is about. */
struct scene {
    const struct lesson *lesson;
    const struct lesson_page *page;
    struct model *model;        /* of the lesson; kept from page to page */
    struct model *other;        /* the page's own, or NULL */
    struct strs opens, all;     /* lines: made when it opens; with those that it keeps back */
    struct trace *opened, *run; /* under these; text and question are about the second */
    struct trace *before[2];    /* both without any */
    const struct blanks *veil;  /* of a worksheet; NULL: all is told */
    struct picture picture;     /* where the page has put it; what it does not say stays */
};

/* Opens the model of a lesson: 0, or −1 with the reason. */
int scene_open(struct scene *scene, const struct lesson *lesson, struct err *err);

/* Runs a page, in place of the one before: 0, or −1 with the line and the reason. */
int scene_turn(struct scene *scene, const struct lesson_page *page, struct err *err);

void scene_close(struct scene *scene);

/* The picture of the page as it opens, or of what it keeps back. */
struct picture scene_picture(const struct scene *scene, bool revealed);

#endif
