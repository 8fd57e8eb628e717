#ifndef HEED_APP_PAGES_H
#define HEED_APP_PAGES_H

#include "app/private.h"
#include "view/page.h"

/* Lesson pages: what they show. */

extern const struct request pages_requests[];

/* Whether a page of a lesson is open; else it is said why nothing can be done with it. */
bool pages_able(struct call *call);

/* Opens a page of the lesson: what it changes, its view, its note in the progress. */
void pages_open(struct app *app, int page);

/* Another reading of the open lesson's file, which is taken over: the page of the same number is
 * open, as it begins. */
void pages_replace(struct app *app, struct lesson *lesson);

/* The rest of it, when the model that the page is about is there. */
void pages_show(struct app *app);

/* Undoes what the open page changed; there is none after it. */
void pages_leave(struct app *app);

/* Whether the open page still has changes that it keeps back; makes the next of them. */
bool pages_hide(const struct app *app);
void pages_reveal(struct app *app);

/* The open page as it was when it was opened. */
void pages_again(struct app *app);

/* Whether what runs are the sentences of the open page, not those that somebody typed. */
bool pages_own_sentences(const struct app *app);

/* What the words that stand in the place of the page do with a request; false: nothing. */
bool pages_request(struct app *app, enum request_id request);

/* What keys do while they stand there; NULL: what they always do. */
const struct key_here *pages_keys(const struct app *app);

/* Rows that the open page must be scrolled by to see its end; 0: all of it is seen. */
int pages_overflow(const struct app *app);

/* The open page as view/page.h draws it. */
struct page_state pages_state(const struct app *app);

#endif
