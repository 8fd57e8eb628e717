#ifndef HEED_BROWSE_BROWSER_STATE_H
#define HEED_BROWSE_BROWSER_STATE_H

#include "browse/browser.h"
#include "browse/facet.h"
#include "browse/list_view.h"
#include "browse/units_view.h"
#include "screen/input.h"

/* The screen of a file of tensors for its own files: what it shows, and what it waits for. */

enum browser_place {
    PLACE_LIST,
    PLACE_TENSOR,
    PLACE_CARD,
    PLACE_UNITS, /* the matrices of the states of recurrent layers */
    PLACE_UNIT   /* the units of one of them */
};

/* What is being typed. */
enum browser_typing { TYPING_NOTHING, TYPING_FIND, TYPING_SENTENCE, TYPING_SENTENCES };

struct browser {
    struct screen screen; /* first, so that it is one */
    const char *path;
    struct inventory *inventory;
    const struct strs *given_words;
    enum browser_place place;

    /* of the list */
    struct list_view list;
    enum inventory_order order;
    enum browser_typing typing;
    struct input input;
    struct str find; /* that the list shows */

    /* of the tensor */
    int item;
    char *slice; /* "NAME[...]" */
    struct facet_view view;
    struct finding *findings[FINDING_MEASURED]; /* that were found of it; NULL: not yet */
    struct str why[FINDING_MEASURED];           /* why one of them cannot be */
    struct strs own_words;
    enum finding_kind asked; /* what is waited for */
    double done;             /* so much of it */

    bool above;     /* another screen is below, and going back leads there */
    bool begins_at; /* the first survey is shown as heat, at this cell */
    size_t begin_row, begin_column;

    struct card card;
    int card_scroll;

    /* of runs */
    bool runs;                   /* a model can be run */
    struct str sentence, corpus; /* that were typed last: a text, a file of sentences */
    struct units *units;         /* over that file; NULL: not measured yet */
    struct units_view units_view;
};

/* Where list and tensor are drawn: above a line for what is not finite. */
struct rect browser_rect(const struct browser *b);

/* Which keys count now, and where the one for going back leads. */
struct footer_place browser_place_of(const struct screen *screen);

/* Whether the view of the tensor has rows to move among. */
bool browser_has_rows(const struct browser *b);

/* Makes the list anew, with the cursor on the same tensor. */
void browser_arrange(struct browser *b);

/* Opens a tensor of the list, or a part of one: "NAME[3,:]". */
void browser_open_item(struct browser *b, int item);
void browser_open(struct browser *b, const char *slice);

/* What a facet shows besides the survey; FINDING_SURVEY: nothing. */
enum finding_kind browser_needs(enum facet facet);

/* Asks for something, or for what the facet needs and does not have. */
void browser_ask(struct browser *b, enum finding_kind kind);
void browser_ask_needed(struct browser *b);

/* Asks for something to be typed, beginning with a text. */
void browser_type(struct browser *b, enum browser_typing what, const char *text);

/* Takes an answer over. */
void browser_answer(struct browser *b, struct answer *answer);

/* Forgets what was found of the tensor. */
void browser_forget(struct browser *b);

#endif
