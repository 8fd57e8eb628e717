#ifndef HEED_TEXT_DATES_H
#define HEED_TEXT_DATES_H

#include "text/pairs.h"

/* Dates as people write them in English, and as ISO 8601 writes them: "the 5th of March, 2019" and
 * "2019-03-05". Days of the real calendar, 1900-01-01 to 2099-12-31, each as likely as the other;
 * names of months and days in full or short, ordinals in digits or words, any of three cases.
 *
 * What would be ambiguous has one reading, decided by the marks between the numbers:
 *   3/5/2019     month, day, year, as in the United States
 *   5.3.2019     day, month, year, as in most of Europe
 *   2019-3-5     year, month, day, as in ISO 8601; so does every date that begins with the year
 * and two digits of a year, 69 to 99 or 00 to 68, mean 1969 to 2068, as in POSIX strptime().
 *
 * A tenth of the days is for validation and a tenth for testing, chosen by a hash of the day:
 * whatever the seed, training never sees them in any form. */
extern const struct pair_maker dates_maker;

#endif
