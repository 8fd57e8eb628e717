#ifndef HEED_SAVED_ATTENTION_H
#define HEED_SAVED_ATTENTION_H

#include "cli/show_page.h"
#include "dialect/dialect.h"

/* heed diff A B --sentence TEXT without a screen: the attention of the models of two files on one
 * sentence beside each other, and B − A; csv and json have a number of each in a row. 0, or −1
 * after a message: a file is no model that runs, or there is no attention. */
int attention_print(const struct show_page *page, const char *a, const char *b,
                    const struct dialect_wishes *wishes, const char *sentence, bool json);

#endif
