#ifndef HEED_LESSON_GLOSSARY_H
#define HEED_LESSON_GLOSSARY_H

#include "base/err.h"
#include "base/str.h"
#include "lesson/lesson.h"

/* The words of the trade: what they are, and which lesson teaches them. A text file:
 *
 *   # attention weight
 *   names: *weight*, *weights*, attention weights
 *   symbol: α(t,j)
 *   shape: steps × source words
 *   lesson: 01-why
 *   How much one source word counts at one step.
 *
 * The title is a name too. A name in stars counts only where a lesson marks it, as *weight* or
 * **weight**: plain words such as "state" have other meanings.
 *
 * Before the first title may stand what words of another language mean, for those who do not read
 * it: "in fra: chat cat, chien dog". */
struct glossary_entry {
    char *title, *symbol, *shape, *lesson, *text; /* symbol, shape and lesson may be NULL */
    struct strs names;                            /* lower case, without stars */
    bool *marked;                                 /* [names] */
    long line;
};

struct glossary {
    struct glossary_entry *list;
    size_t count, capacity;
    struct strs meanings; /* in threes: "fra", "chat", "cat" */
};

/* Reads one; on a mistake -1 with "path:line: what is wrong". Free it either way. */
int glossary_open(struct glossary *glossary, const char *path, struct err *err);
int glossary_parse(struct glossary *glossary, const char *path, const char *text, struct err *err);
void glossary_free(struct glossary *glossary);

/* What a word of a language (ISO 639-3) means; NULL: nobody said. */
const char *glossary_meaning(const struct glossary *glossary, const char *language,
                             const char *word);

/* Whether spans of a lesson use a word. */
bool glossary_uses(const struct glossary_entry *entry, const struct span *spans, int count);

/* The same of everything on a page, its question included. */
bool glossary_on_page(const struct glossary_entry *entry, const struct lesson_page *page);

/* The lesson that teaches it comes after this one: lessons are ordered by their names, which begin
 * with numbers. */
bool glossary_later(const struct glossary_entry *entry, const struct lesson *lesson);

#endif
