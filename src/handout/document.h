#ifndef HEED_HANDOUT_DOCUMENT_H
#define HEED_HANDOUT_DOCUMENT_H

#include "handout/exhibit.h"
#include "lesson/spans.h"

/* What stands on paper, passage by passage from the top: the printers of this room lay it out. */

enum passage_kind {
    PASSAGE_TITLE,
    PASSAGE_HEADING, /* of a page of the lesson */
    PASSAGE_TEXT,
    PASSAGE_ITEM,   /* of a list: its number, or 0 for a bullet */
    PASSAGE_CODE,   /* lines as they are */
    PASSAGE_ASK,    /* a question or a task */
    PASSAGE_CHOICE, /* to be ticked; its number */
    PASSAGE_BLANK,  /* a line to write on */
    PASSAGE_NOTE,   /* small print */
    PASSAGE_EXHIBIT,
    PASSAGE_FOLD, /* up to PASSAGE_UNFOLD: shown when asked for; the text names it */
    PASSAGE_UNFOLD,
    PASSAGE_COUNT
};

struct passage {
    enum passage_kind kind;
    int number;
    bool right;              /* PASSAGE_CHOICE: ticked */
    struct spans text;       /* evaluated */
    struct exhibit *exhibit; /* PASSAGE_EXHIBIT */
};

/* All zero is empty. */
struct document {
    char *title;          /* for the head of the file */
    struct passage *list; /* [count] */
    size_t count, capacity;
};

/* Adds a passage and returns it, valid until the next one is added. */
struct passage *document_add(struct document *document, enum passage_kind kind);

/* Adds a passage with a plain text. */
struct passage *document_say(struct document *document, enum passage_kind kind, const char *text);

/* Adds a exhibit, which is the document's from here on; NULL: none. */
void document_show(struct document *document, struct exhibit *exhibit);

void document_free(struct document *document);

#endif
