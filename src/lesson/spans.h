#ifndef HEED_LESSON_SPANS_H
#define HEED_LESSON_SPANS_H

#include "base/err.h"
#include "base/str.h"
#include "trace/trace.h"

/* Pieces of text, as a paragraph of a lesson is made of. */

/* How a piece of text is meant; views give it a look. */
enum span_kind {
    SPAN_PLAIN,
    SPAN_STRONG,
    SPAN_CODE,
    SPAN_KEY,     /* a key to press: [[Enter]] */
    SPAN_WORD,    /* a word of the sentences: *home* */
    SPAN_CONCEPT, /* a word that names a concept, in its color: *scores*, *weights* */
    SPAN_VALUE,   /* the value of an expression: {weights[2,1] %.2f} */
};

struct span {
    enum span_kind kind;
    enum concept concept; /* SPAN_CONCEPT */
    char *text;           /* as written; for SPAN_VALUE the expression, without braces */
};

/* A list of spans with every expression replaced by its value (as SPAN_VALUE with the formatted
 * number or word); spans belong to the caller (spans_free). On a mistake in an expression its
 * span reads "{?}" and, unless NULL, err is filled in and -1 returned. */
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

#endif
