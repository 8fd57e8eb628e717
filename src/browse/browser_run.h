#ifndef HEED_BROWSE_BROWSER_RUN_H
#define HEED_BROWSE_BROWSER_RUN_H

#include "browse/browser_state.h"

/* The model of the file on sentences: in the laboratory, which opens on top, and what its units
 * do. */

/* Requests that ask for a sentence, or for a file of them; ended by a row without a name. */
extern const struct request browser_run_requests[];

/* What is done with what was typed for them. */
void browser_run_typed(struct browser *b, const char *text);

/* Runs a sentence, or measures the units on a file of sentences. */
void browser_run_sentence(struct browser *b, const char *text);
void browser_run_units(struct browser *b, const char *path);

/* Moves the cursor of the units by so many lines. */
void browser_run_move(struct browser *b, int by);

#endif
