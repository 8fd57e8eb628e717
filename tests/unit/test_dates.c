/* Dates made up by the program: read back by other rules than those that wrote them. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <cmocka.h>

#include "text/dates.h"

enum { PAIRS = 20000, DAY = 86400, DAYS = 73049 };

struct made {
    struct str text, iso;
};

static struct made make(enum pair_part part, uint64_t seed, long number)
{
    struct made made = {0};
    dates_maker.make(&made.text, &made.iso, part, seed, number);
    return made;
}

static void made_free(struct made *made)
{
    str_free(&made->text);
    str_free(&made->iso);
}

static struct tm calendar(int year, int month, int day)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    timegm(&tm);
    return tm;
}

/* The day of an ISO date, counted from 1900-01-01; fails unless the calendar has that day. */
static long day_of(const char *iso)
{
    int year, month, day, end = 0;
    assert_int_equal(sscanf(iso, "%4d-%2d-%2d%n", &year, &month, &day, &end), 3);
    assert_true(end == 10 && iso[10] == '\0');
    struct tm tm = calendar(year, month, day), first = calendar(1900, 1, 1);
    assert_true(tm.tm_year == year - 1900 && tm.tm_mon == month - 1 && tm.tm_mday == day);
    return (long)((timegm(&tm) - timegm(&first)) / DAY);
}

/* --- a reader --------------------------------------------------------------------------------- */

/* What a text said so far. */
struct reading {
    int numbers[3], digits[3], count; /* in the order in which they stand */
    bool is_year[3];                  /* it has four digits, or an apostrophe before it */
    int month, weekday, ordinal;      /* by name; 0, -1, 0: not there */
    char mark;                        /* after the first number */
};

/* Which entry of a list of words, separated by spaces, begins with the first three letters. */
static int find_name(const char *list, const char *word)
{
    for (int i = 0; *list; i++, list += strspn(list, " ")) {
        if (!strncasecmp(list, word, 3))
            return i;
        list += strcspn(list, " ");
    }
    return -1;
}

static int ordinal_value(const char *word)
{
    static const char *const words[] = {"first",       "second",     "third",      "fourth",
                                        "fifth",       "sixth",      "seventh",    "eighth",
                                        "ninth",       "tenth",      "eleventh",   "twelfth",
                                        "thirteenth",  "fourteenth", "fifteenth",  "sixteenth",
                                        "seventeenth", "eighteenth", "nineteenth", "twentieth"};
    for (int i = 0; i < 20; i++)
        if (!strcasecmp(word, words[i]))
            return i + 1;
    return !strcasecmp(word, "thirtieth") || !strcasecmp(word, "thirty") ? 30
           : !strcasecmp(word, "twenty")                                 ? 20
                                                                         : 0;
}

static void read_word(struct reading *r, const char *word)
{
    int month = find_name("january february march april may june july august september october "
                          "november december",
                          word);
    int weekday = find_name("sunday monday tuesday wednesday thursday friday saturday", word);
    if (!strcasecmp(word, "the") || !strcasecmp(word, "of"))
        return;
    if (ordinal_value(word))
        r->ordinal += ordinal_value(word);
    else if (month >= 0)
        r->month = month + 1;
    else if (weekday >= 0)
        r->weekday = weekday;
    else
        fail_msg("what is \"%s\"?", word);
}

static const char *suffix_of(int day)
{
    if (day == 11 || day == 12 || day == 13)
        return "th";
    return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

static const char *read_number(struct reading *r, const char *at, char before)
{
    char *end;
    long value = strtol(at, &end, 10);
    if (end - at == 8) { /* 20190305 */
        *r = (struct reading){{(int)(value / 10000), (int)(value / 100 % 100), (int)(value % 100)},
                              {4, 2, 2},
                              3,
                              {true, false, false},
                              .weekday = r->weekday,
                              .mark = '-'};
        return end;
    }
    assert_true(r->count < 3);
    r->digits[r->count] = (int)(end - at);
    r->is_year[r->count] = end - at == 4 || before == '\'';
    r->numbers[r->count++] = (int)value;
    if (isalpha((unsigned char)*end)) {
        assert_int_equal(strncasecmp(end, suffix_of((int)value), 2), 0);
        end += 2;
    }
    if (r->count == 1)
        r->mark = *end;
    return end;
}

static struct reading read_text(const char *text)
{
    struct reading r = {.weekday = -1};
    char before = ' ', word[32];
    while (*text) {
        int n = 0;
        if (isdigit((unsigned char)*text)) {
            text = read_number(&r, text, before);
        } else if (isalpha((unsigned char)*text)) {
            assert_int_equal(sscanf(text, "%31[A-Za-z]%n", word, &n), 1);
            read_word(&r, word);
            text += n;
        } else {
            assert_non_null(strchr(" ,.-/()'", *text));
            before = *text++;
        }
    }
    return r;
}

/* Puts the numbers in their places: year, month, day. */
static void resolve(const struct reading *r, int out[3])
{
    int last = r->count - 1, year = r->is_year[0] ? 0 : last;
    const int *rest = r->numbers + (year == 0);
    out[0] = r->numbers[year];
    if (r->digits[year] == 2)
        out[0] += out[0] >= 69 ? 1900 : 2000;
    out[1] = r->month;
    out[2] = r->ordinal ? r->ordinal : rest[0];
    if (r->month) {
        assert_int_equal(r->count, r->ordinal ? 1 : 2);
        return;
    }
    assert_int_equal(r->count, 3);
    bool day_first = r->mark == '.' && year == last;
    out[1] = rest[day_first];
    out[2] = rest[!day_first];
}

static void every_text_reads_back_to_its_date(void **state)
{
    (void)state;
    int weekdays = 0, short_years = 0, words = 0, shouted = 0;
    for (long i = 0; i < PAIRS; i++) {
        struct made made = make(PART_TRAIN, 1, i);
        struct reading r = read_text(made.text.text);
        int got[3];
        char iso[40];
        resolve(&r, got);
        snprintf(iso, sizeof iso, "%04d-%02d-%02d", got[0], got[1], got[2]);
        if (strcmp(iso, made.iso.text) != 0)
            fail_msg("\"%s\" is %s, not %s", made.text.text, iso, made.iso.text);
        if (r.weekday >= 0)
            assert_int_equal(calendar(got[0], got[1], got[2]).tm_wday, r.weekday);
        weekdays += r.weekday >= 0;
        words += r.ordinal > 0;
        short_years += !r.is_year[0] && r.digits[r.count - 1] == 2;
        shouted += strstr(made.text.text, "MAR") != NULL;
        made_free(&made);
    }
    assert_true(weekdays > PAIRS / 10 && weekdays < PAIRS);
    assert_true(words > PAIRS / 100 && short_years > PAIRS / 100 && shouted > PAIRS / 1000);
}

/* --- days ------------------------------------------------------------------------------------- */

static void no_day_is_in_two_parts(void **state)
{
    (void)state;
    static const long draws[] = {[PART_TRAIN] = 200000, [PART_VALID] = 40000, [PART_TEST] = 40000};
    static unsigned char part_of[DAYS]; /* 1 + part; 0: not seen */
    long seen[3] = {0};
    for (int part = PART_TRAIN; part <= PART_TEST; part++)
        for (long i = 0; i < draws[part]; i++) {
            struct made made = make((enum pair_part)part, (uint64_t)i % 3, i);
            long day = day_of(made.iso.text);
            assert_true(day >= 0 && day < DAYS);
            if (part_of[day] && part_of[day] != part + 1)
                fail_msg("%s is in parts %d and %d", made.iso.text, part_of[day] - 1, part);
            seen[part] += part_of[day] == 0;
            part_of[day] = (unsigned char)(part + 1);
            made_free(&made);
        }
    assert_true(seen[PART_TRAIN] > DAYS * 75 / 100 && seen[PART_TRAIN] < DAYS * 82 / 100);
    assert_true(seen[PART_VALID] > DAYS * 9 / 100 && seen[PART_VALID] < DAYS * 11 / 100);
    assert_true(seen[PART_TEST] > DAYS * 9 / 100 && seen[PART_TEST] < DAYS * 11 / 100);
    assert_true(part_of[0] || part_of[1] || part_of[2]); /* from the first days to the last */
    assert_true(part_of[DAYS - 1] || part_of[DAYS - 2] || part_of[DAYS - 3]);
    assert_int_not_equal(part_of[day_of("2000-02-29")], 0);
}

static void the_same_number_is_the_same_pair(void **state)
{
    (void)state;
    int same_text = 0;
    for (long i = 0; i < 100; i++) {
        struct made a = make(PART_TEST, 5, i), b = make(PART_TEST, 5, i), c = make(PART_TEST, 6, i);
        assert_string_equal(a.text.text, b.text.text);
        assert_string_equal(a.iso.text, b.iso.text);
        same_text += !strcmp(a.text.text, c.text.text);
        made_free(&a);
        made_free(&b);
        made_free(&c);
    }
    assert_true(same_text < 5);
}

/* --- as a stream of pairs --------------------------------------------------------------------- */

static void a_stream_ends_after_its_count_and_begins_again(void **state)
{
    (void)state;
    struct err err;
    struct pair pair;
    struct pair_source source = {.maker = &dates_maker, .part = PART_VALID, .seed = 3, .count = 7};
    struct pairs *pairs = pairs_open_source(&source, &err);
    assert_non_null(pairs);
    for (int round = 0; round < 2; round++) {
        for (long i = 0; i < source.count; i++) {
            struct made made = make(PART_VALID, 3, i);
            assert_int_equal(pairs_next(pairs, &pair, &err), 1);
            assert_string_equal(pair.first, made.text.text);
            assert_string_equal(pair.second, made.iso.text);
            assert_int_equal(pair.line, i + 1);
            made_free(&made);
        }
        assert_int_equal(pairs_next(pairs, &pair, &err), 0);
        assert_int_equal(pairs_next(pairs, &pair, &err), 0);
        assert_int_equal(pairs_good(pairs), source.count);
        assert_int_equal(pairs_bad(pairs), 0);
        assert_int_equal(pairs_check(pairs, &err), 0);
        assert_int_equal(pairs_rewind(pairs, &err), 0);
    }
    pairs_close(pairs);
}

static void a_stream_of_none_is_an_error(void **state)
{
    (void)state;
    struct err err;
    struct pair pair;
    struct pair_source source = {.maker = &dates_maker};
    struct pairs *pairs = pairs_open_source(&source, &err);
    assert_int_equal(pairs_next(pairs, &pair, &err), 0);
    assert_int_equal(pairs_check(pairs, &err), -1);
    assert_non_null(strstr(err.text, "dates"));
    pairs_close(pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_reads_back_to_its_date),
        cmocka_unit_test(no_day_is_in_two_parts),
        cmocka_unit_test(the_same_number_is_the_same_pair),
        cmocka_unit_test(a_stream_ends_after_its_count_and_begins_again),
        cmocka_unit_test(a_stream_of_none_is_an_error),
    };
    return cmocka_run_group_tests_name("dates", tests, NULL, NULL);
}
