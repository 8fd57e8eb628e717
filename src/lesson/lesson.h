#ifndef HEED_LESSON_LESSON_H
#define HEED_LESSON_LESSON_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "draw/curves.h"
#include "lesson/question.h"
#include "lesson/spans.h"
#include "trace/trace.h"

/* A lesson: one Markdown file, parsed into pages. What it says about numbers are expressions over
 * the live trace; lessons/README.md documents the format. */

enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_CODE };

struct block {
    enum block_kind kind;
    int number;         /* BLOCK_ITEM of a numbered list: its number; 0: a bullet */
    struct span *spans; /* [count] */
    int count;
    long line; /* in the file */
    int step;  /* of a slide: shown after so many steps, from 0 */
};

/* What the picture shows while the page is open. All of it is optional: −1, Q_NONE, 0 or NULL
 * leaves it as it was. */
struct lesson_view {
    int zoom;             /* enum zoom (lesson/zoom.h); −1: as it was */
    int stage;            /* enum stage; −1: as it was */
    struct sheet matrix;  /* which matrix of the stage */
    int step, column;     /* row and column of the cursor, from 0; −1: as it was */
    int sentence;         /* which sentence of the batch, from 0; −1: as it was */
    int overview;         /* 1: all of the matrix in blocks, −1: cells; 0: as there is room */
    struct strs sources;  /* sentences of this page; none: the lesson's */
    struct strs changes;  /* interventions that are made when the page opens, and undone after it */
    struct strs then;     /* more of them, made when the learner asks for it */
    struct strs blanks;   /* what a worksheet leaves blank (blank_read); none: the usual */
    struct strs claims;   /* expressions that must not be 0: what the text says in words */
    struct strs commands; /* of the laboratory, carried out when the page opens: of a playlist */
    char *model;          /* the model of this page; NULL: the lesson's */
    char *plot;           /* file of measures that the panel shows; NULL: none */
    struct curves *curves; /* read from it; NULL: none, or a fault of the page says why */
    char *panel;           /* command of the panel that is open; NULL: the picture is seen */
    char *reveal;          /* that of the one that opens with the last of `then`; NULL: none */
};

/* Whether the run of a page is not that of the lesson. */
static inline bool lesson_view_differs(const struct lesson_view *view)
{
    return view->model || view->sources.count || view->changes.count || view->then.count ||
           view->commands.count || view->plot;
}

/* Appends what the page's own run is made with, which its text and its question are about: all of
 * its changes, the ones that are not asked for yet too. */
void lesson_view_lines(const struct lesson_view *view, struct strs *out);

/* What a lesson may not say, though it can be read: for the check. */
struct lesson_fault {
    long line;
    int column; /* from 1; 0: not known */
    char *text;
};

struct lesson_page {
    struct block *blocks;
    int count;
    size_t capacity;
    struct lesson_view view;
    struct question question;
    struct lesson_fault *faults; /* [fault_count] */
    int fault_count;
    char *title; /* text of its first heading; NULL: none */
    long line;
    struct block *slide; /* [slide_count] what a class sees of it (lesson/slide.h) */
    int slide_count, slide_steps;
    long slide_line;     /* where its own slide is written; 0: it is made of the text */
    struct block *notes; /* [note_count] what the lecturer alone sees */
    int note_count;
};

enum { LESSON_SENTENCES = TRACE_SENTENCES, LESSON_PAGES = 64, LESSON_BYTES = 1 << 18 };

struct lesson {
    char *path, *name; /* "02-masking": the file name without its ending */
    char *key;         /* under which it is remembered how far somebody is in it: the name */
    char *title, *model, *summary;
    struct strs sources; /* 1 to LESSON_SENTENCES sentences that make one batch */
    struct strs needs;   /* names of lessons that come first */
    struct lesson_page *pages;
    int count;
    size_t capacity;
    struct strs lines; /* of the file, as written */
};

/* Notes one. */
void lesson_fault(struct lesson_page *page, long line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Runs a model on the sentences of a page under such lines, with the same run without them as its
 * `before`. The caller frees both, *before last. What cannot be changed is left out; the first of
 * them is told in *err, whose text is empty when there was none. */
struct trace *lesson_run(const struct lesson *lesson, const struct lesson_page *page,
                         const struct model *model, const struct strs *lines, struct trace **before,
                         struct err *err);

/* Where a piece of text of a block stands, from its first line on: line and column, from 1. False
 * where it is not found. */
bool lesson_find(const struct lesson *lesson, long first, const char *text, long *line,
                 int *column);

/* Parses the text of a lesson file. NULL with "path:line: what is wrong; what is expected". */
struct lesson *lesson_parse(const char *path, const char *text, size_t n, struct err *err);

/* Reads and parses a file. */
struct lesson *lesson_open(const char *path, struct err *err);

/* The same for the check, which wants all mistakes at once: appends each, "path:line: ...", and
 * reads on behind it. NULL only where nothing can be made of the file. */
struct lesson *lesson_salvage(const char *path, struct strs *problems);
void lesson_free(struct lesson *lesson);

/* Adds a page that is still empty, at the end; `line`: where it begins in its file, from 1. The
 * pointer is valid until the next one is added. */
struct lesson_page *lesson_add_page(struct lesson *lesson, long line);

#endif
