#ifndef HEED_HANDOUT_PASSAGES_H
#define HEED_HANDOUT_PASSAGES_H

#include "handout/document.h"

/* What the pages of a lesson give to its papers. Numbers are those of the scene's run; one that the
 * scene's veil does not let be told is a line to write on. */

/* The texts of the page: headings, paragraphs, lists, code. */
void passages_add_text(struct document *out, const struct scene *scene);

/* One paragraph of Markdown; NULL: none. */
void passages_add_markdown(struct document *out, enum passage_kind kind, const char *markdown,
                           const struct scene *scene);

/* The choices of the page's question; `told`: the right one is ticked. */
void passages_add_choices(struct document *out, const struct scene *scene, bool told);

/* The answer, and what is said to it. */
void passages_add_answer(struct document *out, const struct scene *scene);

/* The picture with what the page keeps back until it is asked for; nothing where it keeps nothing
 * back. */
void passages_add_revealed(struct document *out, const struct scene *scene);

/* Whether a choice of the question would tell what the veil hides. */
bool passages_choices_tell(const struct scene *scene);

/* The title of the paper, and what the lesson is about. */
void passages_add_head(struct document *out, const struct lesson *lesson, const char *kind);

/* Adds an exhibit, which is the document's then, or says that it is still the last one; NULL: says
 * what is said in its place. */
void passages_show(struct document *out, struct exhibit *exhibit, const char *instead);

#endif
