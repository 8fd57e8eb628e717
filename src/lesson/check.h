#ifndef HEED_LESSON_CHECK_H
#define HEED_LESSON_CHECK_H

#include "lesson/glossary.h"

/* Finds the mistakes in a lesson that reading its file cannot find: those that only a trace, the
 * table of keys or the size of the screen shows. */

/* Questions that only the floors above can answer; NULL: not asked. */
struct lesson_checker {
    /* Whether a key of this name, as in [[Enter]], does something in a lesson. */
    bool (*key_exists)(const char *name);

    /* The same in a lecture, for notes; or NULL. */
    bool (*lecture_key_exists)(const char *name);

    /* Whether the page fits the smallest screen that lessons are written for. False, with what is
     * too large in `why`: "3 lines too many". */
    bool (*fits)(const struct lesson *lesson, const struct lesson_page *page,
                 const struct trace *trace, struct str *why);

    /* A model that a page names, not owned; NULL with the reason. */
    const struct model *(*model)(void *context, const char *name, struct err *err);
    void *context;

    /* Whether a panel has this command. */
    bool (*panel_exists)(const char *name);

    /* Words that a lesson may not use before the lesson that teaches them; or NULL. */
    const struct glossary *glossary;
};

/* Appends one line for every problem: "path:line: error: ..." or "path:line: warning: ...".
 * `trace` is a run of the lesson's sentences; without one (NULL) expressions and questions are left
 * out. Returns the number of errors; warnings do not count. */
int lesson_check(const struct lesson *lesson, const struct trace *trace,
                 const struct lesson_checker *checker, struct strs *problems);

#endif
