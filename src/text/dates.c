#include "text/dates.h"

#include <ctype.h>
#include <string.h>

#include "math/rng.h"

enum { FIRST_YEAR = 1900, DAYS = 73049, SHORT_FROM = 1969, SHORT_TO = 2068 };

struct date {
    int year, month, day; /* month and day from 1 */
    int weekday;          /* Monday is 0 */
};

/* How a date may be written: [maybe this], and after a %
 *   Y y   year, in four digits or perhaps in two; always in four
 *   M m   month and D d day in two digits; without a leading zero
 *   B     the name of the month, A of the day: in full, or short, perhaps with a period
 *   o     the day as an ordinal, 5th or fifth */
static const char *const forms[] = {
    "[%A[,] ]%B %d[,] %Y",
    "[%A[,] ]%B [the ]%o[,] %Y",
    "[%A[,] ]%d %B[,] %Y",
    "[%A[,] ]%o %B[,] %Y",
    "[%A[,] ][the ]%o of %B[,] %Y",
    "%d %B %Y, %A",
    "%B %d, %Y (%A)",
    "%D %B %Y",
    "%d-%B-%Y",
    "%B-%D-%Y",
    "%y[,] %B %d",
    "%y[,] %B %o",
    "[%A[,] ]%y-%M-%D",
    "%y-%m-%d",
    "%y/%M/%D",
    "%y/%m/%d",
    "%y%M%D",
    "[%A[,] ]%M/%D/%Y",
    "[%A[,] ]%m/%d/%Y",
    "[%A[,] ]%D.%M.%Y",
    "[%A[,] ]%d.%m.%Y",
    "%d. %m. %Y",
};
enum { FORMS = sizeof forms / sizeof *forms };

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};

static const char *const ordinals[] = {
    "first",        "second",         "third",         "fourth",        "fifth",
    "sixth",        "seventh",        "eighth",        "ninth",         "tenth",
    "eleventh",     "twelfth",        "thirteenth",    "fourteenth",    "fifteenth",
    "sixteenth",    "seventeenth",    "eighteenth",    "nineteenth",    "twentieth",
    "twenty-first", "twenty-second",  "twenty-third",  "twenty-fourth", "twenty-fifth",
    "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth",  "thirtieth",
    "thirty-first",
};

static int year_days(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && year_days(year) == 366 ? 29 : days[month - 1];
}

/* Days are numbered from 0, 1900-01-01, which was a Monday. */
static struct date date_of(int number)
{
    struct date date = {.year = FIRST_YEAR, .month = 1, .weekday = number % 7};
    for (; number >= year_days(date.year); date.year++)
        number -= year_days(date.year);
    for (; number >= month_days(date.year, date.month); date.month++)
        number -= month_days(date.year, date.month);
    date.day = number + 1;
    return date;
}

static enum pair_part part_of(int number)
{
    uint32_t hash[4];
    rng_block(hash, 0, 0, (uint64_t)number);
    uint32_t tenth = hash[0] % 10;
    return tenth == 0 ? PART_TEST : tenth == 1 ? PART_VALID : PART_TRAIN;
}

static bool chance(struct rng *rng, uint32_t one_in)
{
    return rng_below(rng, one_in) == 0;
}

/* "March", "Mar", "Mar."; a few names have a second short form. */
static void add_name(struct str *out, struct rng *rng, const char *name)
{
    static const char *const four_letters[] = {"September", "Tuesday", "Thursday"};
    size_t n = strlen(name), letters = 3;
    for (size_t i = 0; i < sizeof four_letters / sizeof *four_letters; i++)
        if (!strcmp(name, four_letters[i]) && chance(rng, 2))
            letters = 4;
    if (chance(rng, 2) || n == 3)
        letters = n;
    str_add_n(out, name, letters);
    if (letters < n && chance(rng, 3))
        str_add(out, ".");
}

static void add_ordinal(struct str *out, struct rng *rng, int day)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    if (chance(rng, 3))
        str_add(out, ordinals[day - 1]);
    else
        str_format(out, "%d%s", day, endings[day % 10 < 4 && day / 10 != 1 ? day % 10 : 0]);
}

static void add_year(struct str *out, struct rng *rng, int year)
{
    if (year < SHORT_FROM || year > SHORT_TO || !chance(rng, 4))
        str_format(out, "%d", year);
    else
        str_format(out, "%s%02d", chance(rng, 4) ? "'" : "", year % 100);
}

static void add_part(struct str *out, struct rng *rng, char letter, const struct date *date)
{
    switch (letter) {
    case 'Y':
        add_year(out, rng, date->year);
        break;
    case 'y':
        str_format(out, "%d", date->year);
        break;
    case 'M':
        str_format(out, "%02d", date->month);
        break;
    case 'm':
        str_format(out, "%d", date->month);
        break;
    case 'D':
        str_format(out, "%02d", date->day);
        break;
    case 'd':
        str_format(out, "%d", date->day);
        break;
    case 'B':
        add_name(out, rng, months[date->month - 1]);
        break;
    case 'A':
        add_name(out, rng, weekdays[date->weekday]);
        break;
    case 'o':
        add_ordinal(out, rng, date->day);
        break;
    }
}

static void write_form(struct str *out, struct rng *rng, const char *form, const struct date *date)
{
    int left_out = 0; /* brackets that are open and not taken */
    for (; *form; form++)
        if (*form == '[')
            left_out += left_out || chance(rng, 2);
        else if (*form == ']')
            left_out -= left_out > 0;
        else if (left_out)
            continue;
        else if (*form == '%')
            add_part(out, rng, *++form, date);
        else
            str_add_n(out, form, 1);
}

static void change_case(struct str *text, struct rng *rng)
{
    uint32_t which = rng_below(rng, 8); /* half of them stay, an eighth shouts */
    for (size_t i = 0; which >= 4 && i < text->length; i++)
        text->text[i] = (char)(which == 7 ? toupper : tolower)((unsigned char)text->text[i]);
}

static void make(struct str *first, struct str *second, enum pair_part part, uint64_t seed,
                 long number)
{
    struct rng rng = {.seed = seed, .stream = (uint64_t)number << 2 | part};
    int day;
    do
        day = (int)rng_below(&rng, DAYS);
    while (part_of(day) != part);
    struct date date = date_of(day);
    write_form(first, &rng, forms[rng_below(&rng, FORMS)], &date);
    change_case(first, &rng);
    str_format(second, "%04d-%02d-%02d", date.year, date.month, date.day);
}

const struct pair_maker dates_maker = {.name = "dates", .make = make};
