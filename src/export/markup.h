#ifndef HEED_EXPORT_MARKUP_H
#define HEED_EXPORT_MARKUP_H

#include "base/str.h"

/* Appends any text as what XML and HTML allow in text and in quoted attributes: & < > " ' as
 * entities, bytes that are not UTF-8 and code points that are no characters as U+FFFD, control
 * characters and those that turn the writing direction as spaces. */
void markup_add(struct str *out, const char *text);

/* Appends a number in the shortest form that keeps a thousandth. */
void markup_number(struct str *out, double number);

#endif
