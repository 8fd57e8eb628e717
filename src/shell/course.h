#ifndef HEED_SHELL_COURSE_H
#define HEED_SHELL_COURSE_H

#include "app/app.h"
#include "base/err.h"
#include "lesson/glossary.h"
#include "lesson/lesson.h"
#include "lesson/progress.h"

/* A file that could not be read. */
struct course_fault {
    char *path; /* NULL: it is no lesson */
    char *text;
};

/* The lessons that were found and how far somebody is in them. */
struct course {
    char *folder;            /* that they are in; NULL: the folders of the data */
    struct lesson **lessons; /* [count] parsed; owned */
    size_t count, capacity;
    struct lesson **extras; /* [extra_count] the tour and the gallery, where they are; owned */
    int extra_count;
    struct course_fault *faults; /* [fault_count] */
    int fault_count;
    struct app_lesson *list; /* [list_count] what the menu shows: lessons, extras, faults */
    int list_count;
    int start;                /* the line of the menu where somebody goes on */
    struct glossary glossary; /* the words that the lessons explain; may be empty */
    struct progress progress;
    char *progress_path; /* NULL: nowhere to keep it */
    bool progress_lost;  /* the file is there but could not be read: it is not written over */
    bool told;           /* that the progress could not be written */
};

/* Reads the lessons of a folder, or (NULL) those of the data folders, the shipped ones first; and
 * the progress. What cannot be read is among the faults. */
void course_read(struct course *course, const char *folder);
void course_free(struct course *course);

/* Lessons that are in no course but have commands of their own, ended by NULL. */
extern const char *const course_extras[];

/* A lesson from a file, by its path alone. */
struct lesson *course_file(const char *path, struct err *err);

/* A lesson by name ("02-masking", or "2", or "masking") or by path; a fresh copy that the caller
 * owns. NULL with a message that lists the names. */
struct lesson *course_open(const struct course *course, const char *name, struct err *err);

/* Notes a page as seen or its question as answered, and writes the progress file. An error to
 * write it is reported once, by err and -1. */
int course_note(struct course *course, const char *lesson, int page, bool right, struct err *err);

/* Forgets everything that was done. */
int course_reset(struct course *course, struct err *err);

#endif
