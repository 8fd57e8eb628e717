#ifndef HEED_SAVED_TABLES_H
#define HEED_SAVED_TABLES_H

#include "base/str.h"
#include "cli/show_page.h"
#include "inspect/card.h"
#include "inspect/survey.h"

/* What heed inspect prints for people who read on, and for programs. */

/* The list as it was arranged last: as text, as CSV (RFC 4180) and as JSON. Statistics are there if
 * they were measured. */
void tables_text(struct str *out, const struct inventory *inventory, bool statistics);
void tables_csv(struct str *out, const struct inventory *inventory, bool statistics);
void tables_json(struct str *out, const struct inventory *inventory, const char *path,
                 bool statistics);

/* "key  value", a line each. */
void tables_card(struct str *out, const struct card *card);

/* A tensor or a part of it: its numbers as CSV, whose first line and first column count from 0 (the
 * words of the rows, if there are any); or everything as JSON. Only rows that are kept. */
void tables_numbers_csv(struct str *out, const struct survey *survey, const struct strs *words);
void tables_numbers_json(struct str *out, const struct survey *survey);

/* The list as a picture, as high as it is long unless the page has a size. An exit code. */
int tables_picture(const struct show_page *page, const char *title,
                   const struct inventory *inventory);

#endif
