#ifndef HEED_LESSON_LESSON_H
#define HEED_LESSON_LESSON_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "trace/trace.h"

/* A lesson: one Markdown file, parsed into pages. What it says about numbers are expressions over
 * the live trace; lessons/README.md documents the format. */

/* How a piece of text is meant; views give it a look. */
enum span_kind {
    SPAN_PLAIN,
    SPAN_STRONG,
    SPAN_CODE,
    SPAN_KEY,     /* a key to press: [[Enter]] */
    SPAN_WORD,    /* a word of the sentences: *home* */
    SPAN_CONCEPT, /* an emphasised concept name: *scores*, *weights* ... takes its constant color */
    SPAN_VALUE,   /* the value of an expression: {weights[2,1] %.2f} */
};

struct span {
    enum span_kind kind;
    enum concept concept; /* SPAN_CONCEPT */
    char *text;           /* as written; for SPAN_VALUE the expression, without braces */
};

enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_CODE };

struct block {
    enum block_kind kind;
    int number;         /* BLOCK_ITEM of a numbered list: its number; 0: a bullet */
    struct span *spans; /* [count] */
    int count;
    long line; /* in the file */
};

/* What the picture shows while the page is open: everything is optional (−1, Q_NONE, 0). */
struct page_view {
    int zoom;            /* 0 flow, 1 stage, 2 cell; −1: as it was */
    int stage;           /* enum stage; −1: as it was */
    struct sheet matrix; /* which matrix of the stage */
    int step, column;    /* row and column of the cursor, from 0; −1: as it was */
    int sentence;        /* which sentence of the batch, from 0; −1: as it was */
    struct strs sources; /* sentences of this page; none: the lesson's */
    struct strs changes; /* interventions that are made when the page opens, and undone after it */
    char *model;         /* that the page is about; NULL: the lesson's */
    char *panel;         /* command of the panel that is open; NULL: the picture is seen */
};

/* Whether the run of a page is not that of the lesson. */
static inline bool page_differs(const struct page_view *view)
{
    return view->model || view->sources.count || view->changes.count;
}

/* As many choices as there are digits to press. */
enum { QUESTION_CHOICES = 9 };

struct question {
    bool present;
    long line;
    char *ask;                  /* Markdown without blocks; may hold expressions */
    struct strs choices;        /* as written; empty when words are the choices */
    int words;                  /* 0: `choices`; 1: the source words; 2: the target words */
    int sentence;               /* whose words are the choices, from 0: that of the view */
    char *answer;               /* an expression: the number of the choice, from 1, or its word */
    char *hint, *right, *wrong; /* Markdown; NULL when not given */
};

struct page {
    struct block *blocks;
    int count;
    size_t capacity;
    struct page_view view;
    struct question question;
    char *title; /* text of its first heading; NULL: none */
    long line;
};

enum { LESSON_SENTENCES = TRACE_SENTENCES, LESSON_PAGES = 64, LESSON_BYTES = 1 << 18 };

struct lesson {
    char *path, *name; /* "02-masking": the file name without its ending */
    char *title, *model, *summary;
    int minutes;
    struct strs sources; /* 1 to LESSON_SENTENCES sentences that make one batch */
    struct strs needs;   /* names of lessons that come first */
    struct page *pages;
    int count;
    size_t capacity;
};

/* Parses the text of a lesson file. NULL with "path:line: what is wrong; what is expected". */
struct lesson *lesson_parse(const char *path, const char *text, size_t n, struct err *err);

/* Reads and parses a file. */
struct lesson *lesson_open(const char *path, struct err *err);
void lesson_free(struct lesson *lesson);

/* A list of spans with every expression replaced by its value (as SPAN_VALUE with the formatted
 * number or word); spans belong to the caller (spans_free). On a mistake in an expression its span reads "{?}" and,
 * unless NULL, err is filled in and -1 returned. */
struct spans {
    struct span *list;
    int count;
    size_t capacity;
};
int spans_evaluate(struct spans *out, const struct span *spans, int count,
                   const struct trace *trace, struct err *err);
void spans_free(struct spans *spans);

/* Appends one, with a copy of the first n bytes of text. */
void spans_add(struct spans *out, enum span_kind kind, enum concept concept, const char *text,
               size_t n);

/* The texts of the spans one after the other. */
void spans_text(struct str *out, const struct span *spans, int count);

/* Markdown of one paragraph (ask, hint, right, wrong) to spans, expressions not yet evaluated. */
int spans_parse(struct spans *out, const char *markdown, struct err *err);

/* The choices of a question on this trace, as texts, and the number of the right one (from 0). -1 with a message when the
 * answer cannot be evaluated or is not one of the choices. */
int question_choices(const struct question *question, const struct trace *trace, struct strs *out,
                     int *right, struct err *err);

#endif
