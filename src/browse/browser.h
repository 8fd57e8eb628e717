#ifndef HEED_BROWSE_BROWSER_H
#define HEED_BROWSE_BROWSER_H

#include "inspect/inventory.h"
#include "screen/screen.h"

/* The screen of a file of tensors: the list, one tensor in its facets, what the file says. Keys
 * and answers change it. What it wants to know of the values is among its effects. */
struct browser;

/* All of it outlives the screen; the inventory is arranged and filled in by it. `words` are those
 * of --vocab, perhaps none; `tensor` is opened at once unless it is NULL. */
struct browser *browser_new(const char *path, struct inventory *inventory, const struct strs *words,
                            const char *tensor);
void browser_free(struct browser *browser);

/* It began with one cell of the tensor: its heat, with the cursor there (rows and columns from 0),
 * and it is left to the screen below. Comes before the first event. */
void browser_begin_at(struct browser *browser, size_t row, size_t column);

/* The model of the file runs on sentences, or those of both files of a difference do: keys ask for
 * it. `sentence` is run at once, and the units are measured on the file `sentences` at once, unless
 * they are NULL. Comes before the first event. */
void browser_offer_runs(struct browser *browser, const char *sentence, const char *sentences);

/* It as the screen that it is. */
struct screen *browser_screen(struct browser *browser);

#endif
