#include "text/pairs.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

enum {
    LINE_LIMIT = 1 << 20,
    BAD_LISTED = 5,
    NO_QUOTE = 0xFF, /* libcsv must have a quote; this byte is in no UTF-8 text */
};

#define BOM "\xEF\xBB\xBF"

struct pairs {
    struct pair_source source;
    FILE *stream; /* NULL with a maker */
    char *path;
    struct csv_parser csv;
    char buffer[1 << 16]; /* read from the stream, used up to `at` */
    size_t at, filled;
    struct str line;
    bool too_long; /* the line went on after LINE_LIMIT bytes, which were not kept */
    struct str fields[2];
    int field; /* fields of this line so far */
    long number, good, bad;
    struct bad_line bad_lines[BAD_LISTED];
};

const char *pair_source_name(const struct pair_source *source)
{
    if (source->maker)
        return source->maker->name;
    return strcmp(source->path, "-") ? source->path : "standard input";
}

struct pairs *pairs_open_source(const struct pair_source *source, struct err *err)
{
    FILE *stream = NULL;
    if (!source->maker) {
        stream = strcmp(source->path, "-") ? fopen(source->path, "rb") : stdin;
        if (!stream) {
            err_set(err, "%s: cannot open: %s", source->path, strerror(errno));
            return NULL;
        }
    }
    struct pairs *pairs = mem_new(1, sizeof *pairs);
    pairs->source = *source;
    pairs->stream = stream;
    pairs->path = mem_text(pair_source_name(source));
    csv_init(&pairs->csv, 0);
    csv_set_delim(&pairs->csv, '\t');
    csv_set_quote(&pairs->csv, NO_QUOTE);
    return pairs;
}

struct pairs *pairs_open(const char *path, struct err *err)
{
    return pairs_open_source(&(struct pair_source){.path = path}, err);
}

void pairs_close(struct pairs *pairs)
{
    if (!pairs)
        return;
    if (pairs->stream && pairs->stream != stdin)
        fclose(pairs->stream);
    csv_free(&pairs->csv);
    str_free(&pairs->line);
    str_free(&pairs->fields[0]);
    str_free(&pairs->fields[1]);
    free(pairs->path);
    free(pairs);
}

int pairs_rewind(struct pairs *pairs, struct err *err)
{
    if (pairs->stream && (pairs->stream == stdin || fseek(pairs->stream, 0, SEEK_SET)))
        return err_set(err, "%s: cannot be read a second time: give an ordinary file", pairs->path);
    pairs->at = pairs->filled = 0;
    pairs->number = pairs->good = pairs->bad = 0;
    return 0;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* Keeps at most LINE_LIMIT bytes of a line, so that a file without newlines stays harmless. */
static void keep(struct pairs *pairs, const char *text, size_t n)
{
    size_t room = LINE_LIMIT - pairs->line.length;
    pairs->too_long = pairs->too_long || n > room;
    str_add_n(&pairs->line, text, n < room ? n : room);
}

/* Puts the next line, without its newline, into pairs->line: 1, 0 at the end, -1. Lines are counted
 * here, because libcsv drops blank lines and ends rows at a bare \r. */
static int read_line(struct pairs *pairs, struct err *err)
{
    str_clear(&pairs->line);
    pairs->too_long = false;
    for (bool any = false;; any = true) {
        if (pairs->at == pairs->filled) {
            pairs->at = 0;
            pairs->filled = fread(pairs->buffer, 1, sizeof pairs->buffer, pairs->stream);
            if (pairs->filled == 0 && ferror(pairs->stream))
                return err_set(err, "%s: cannot read on after line %ld: %s", pairs->path,
                               pairs->number, strerror(errno));
            if (pairs->filled == 0)
                return any ? (pairs->number++, 1) : 0;
        }
        const char *start = pairs->buffer + pairs->at;
        size_t n = pairs->filled - pairs->at;
        const char *stop = memchr(start, '\n', n);
        if (stop)
            n = (size_t)(stop - start);
        keep(pairs, start, n);
        pairs->at += n + (stop != NULL);
        if (stop)
            return pairs->number++, 1;
    }
}

/* Drops the mark at the start of a file. Every \r becomes a space: one at the end belongs to the
 * line end, and any other would end a row for libcsv. */
static void strip(struct pairs *pairs)
{
    struct str *line = &pairs->line;
    if (pairs->number == 1 && line->length >= 3 && !memcmp(line->text, BOM, 3)) {
        line->length -= 3;
        memmove(line->text, line->text + 3, line->length + 1);
    }
    for (size_t i = 0; i < line->length; i++)
        if (line->text[i] == '\r')
            line->text[i] = ' ';
}

static bool is_blank(const struct pairs *pairs)
{
    return !pairs->too_long && strspn(pairs->line.text, " ") == pairs->line.length;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* Without spaces of any kind around it: libcsv trims only the plain ones. */
static void add_trimmed(struct str *out, const char *text, size_t n)
{
    int code = 0;
    size_t end = 0;
    for (size_t at = 0, used; at < n; at += used) {
        used = utf8_decode(text + at, n - at, &code);
        if (!utf8_is_space(code))
            end = at + used;
        else if (end == 0) /* still before the text */
            text += used, n -= used, used = 0;
    }
    str_add_n(out, text, end);
}

static void take_field(void *text, size_t n, void *data)
{
    struct pairs *pairs = data;
    if (pairs->field < 2)
        add_trimmed(&pairs->fields[pairs->field], text, n);
    pairs->field++;
}

/* Cuts pairs->line into pairs->fields. */
static void cut(struct pairs *pairs)
{
    const struct str *line = &pairs->line;
    str_clear(&pairs->fields[0]);
    str_clear(&pairs->fields[1]);
    pairs->field = 0;
    if (csv_parse(&pairs->csv, line->text, line->length, take_field, NULL, pairs) != line->length ||
        csv_fini(&pairs->csv, take_field, NULL, pairs))
        die("%s:%ld: %s", pairs->path, pairs->number, csv_strerror(csv_error(&pairs->csv)));
}

/* NULL when pairs->line gave a pair, else the reason why not. */
static const char *take_line(struct pairs *pairs)
{
    if (pairs->too_long)
        return "longer than 1 MB";
    if (memchr(pairs->line.text, '\0', pairs->line.length))
        return "has a NUL byte: not a text file?";
    if (!utf8_valid(pairs->line.text, pairs->line.length))
        return "not valid UTF-8";
    cut(pairs);
    if (pairs->field < 2)
        return "no tab: expected two texts with a tab between";
    if (pairs->fields[0].length == 0)
        return "nothing before the tab";
    return pairs->fields[1].length == 0 ? "nothing after the tab" : NULL;
}

static int make_pair(struct pairs *pairs, struct pair *pair)
{
    const struct pair_source *source = &pairs->source;
    if (pairs->good == source->count)
        return 0;
    str_clear(&pairs->fields[0]);
    str_clear(&pairs->fields[1]);
    source->maker->make(&pairs->fields[0], &pairs->fields[1], source->part, source->seed,
                        pairs->good);
    *pair = (struct pair){pairs->fields[0].text, pairs->fields[1].text, ++pairs->good};
    return 1;
}

int pairs_next(struct pairs *pairs, struct pair *pair, struct err *err)
{
    if (pairs->source.maker)
        return make_pair(pairs, pair);
    int got;
    while ((got = read_line(pairs, err)) > 0) {
        strip(pairs);
        if (is_blank(pairs))
            continue;
        const char *why = take_line(pairs);
        if (!why) {
            pairs->good++;
            bool labels = pairs->source.labels;
            *pair = (struct pair){pairs->fields[labels].text, pairs->fields[!labels].text,
                                  pairs->number};
            return 1;
        }
        if (pairs->bad < BAD_LISTED)
            pairs->bad_lines[pairs->bad] = (struct bad_line){pairs->number, why};
        pairs->bad++;
    }
    return got;
}

/* --- what was found --------------------------------------------------------------------------- */

long pairs_good(const struct pairs *pairs)
{
    return pairs->good;
}

long pairs_bad(const struct pairs *pairs)
{
    return pairs->bad;
}

int pairs_bad_lines(const struct pairs *pairs, const struct bad_line **list)
{
    *list = pairs->bad_lines;
    return pairs->bad < BAD_LISTED ? (int)pairs->bad : BAD_LISTED;
}

int pairs_check(const struct pairs *pairs, struct err *err)
{
    const struct bad_line *first = pairs->bad_lines;
    long lines = pairs->good + pairs->bad;
    if (lines == 0)
        return err_set(err, "%s: empty: expected lines of two texts with a tab between",
                       pairs->path);
    if (pairs->good > 0 && pairs->bad * 100 <= lines)
        return 0;
    return err_set(err,
                   "%s:%ld: %s; %ld of %ld lines cannot be used, at most 1 %% may be so: "
                   "each line holds two texts with a tab between, in UTF-8",
                   pairs->path, first->line, first->reason, pairs->bad, lines);
}
