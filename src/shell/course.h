#ifndef HEED_SHELL_COURSE_H
#define HEED_SHELL_COURSE_H

#include "app/app.h"
#include "base/err.h"
#include "lesson/glossary.h"
#include "lesson/lesson.h"
#include "lesson/progress.h"

/* The lessons that were found and how far somebody is in them. */
struct course {
    struct lesson **lessons; /* [count] parsed; owned */
    struct app_lesson *list; /* [count] what the menu shows */
    size_t count, capacity;
    struct strs broken;       /* one line for each file that could not be read */
    struct glossary glossary; /* the words that the lessons explain; may be empty */
    struct progress progress;
    char *progress_path; /* NULL: nowhere to keep it */
    bool progress_lost;  /* the file is there but could not be read: it is not written over */
    bool told;           /* that the progress could not be written */
};

/* Reads the lessons of the data folders, the shipped ones first, and the progress. */
void course_read(struct course *course);
void course_free(struct course *course);

/* Lessons that are in no course but have commands of their own, ended by NULL. */
extern const char *const course_extras[];

/* The file of one of them, to be freed; NULL when there is none. */
char *course_extra_path(const char *name);

/* A lesson by name ("02-masking", or "2", or "masking") or by path; a fresh copy that the caller
 * owns. NULL with a message that lists the names. */
struct lesson *course_open(const struct course *course, const char *name, struct err *err);

/* Notes a page as seen or its question as answered, and writes the progress file. An error to
 * write it is reported once, by err and -1. */
int course_note(struct course *course, const char *lesson, int page, bool right, struct err *err);

/* Forgets everything that was done. */
int course_reset(struct course *course, struct err *err);

#endif
