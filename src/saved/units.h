#ifndef HEED_SAVED_UNITS_H
#define HEED_SAVED_UNITS_H

#include "cli/show_page.h"
#include "model/model.h"

/* heed inspect MODEL --sentences FILE: what the units of a model's recurrent layers do while it
 * reads the sentences, a line each. Text, csv or json, as the page says. An exit code. */
int units_print(const struct show_page *page, const struct model *model, const char *sentences,
                bool json);

#endif
