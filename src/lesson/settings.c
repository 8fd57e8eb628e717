#include "lesson/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/intervention.h"
#include "lesson/blank.h"
#include "lesson/expression.h"
#include "lesson/zoom.h"

/* ---- kinds of values ---- */

static int set_text(void *field, const char *value, struct err *err)
{
    (void)err;
    *(char **)field = mem_text(value);
    return 0;
}

/* The same for a key that a second block may set again. */
static int set_name(void *field, const char *value, struct err *err)
{
    free(*(char **)field);
    return set_text(field, value, err);
}

static int add_change(void *field, const char *value, struct err *err)
{
    if (!intervention_find(value))
        return err_set(err,
                       "\"%.*s\" is no change of a run; expected one that heed explore lists "
                       "under C",
                       str_fit(value, 60), value);
    strs_add(field, value);
    return 0;
}

static int add_blank(void *field, const char *value, struct err *err)
{
    struct blank blank;
    if (blank_read(value, &blank, err))
        return -1;
    strs_add(field, value);
    return 0;
}

static int set_markdown(void *field, const char *value, struct err *err)
{
    struct spans spans = {0};
    int result = spans_parse(&spans, value, err);
    spans_free(&spans);
    return result ? -1 : set_text(field, value, err);
}

static int set_expression(void *field, const char *value, struct err *err)
{
    return expression_check(value, err) ? -1 : set_text(field, value, err);
}

static int add_claim(void *field, const char *value, struct err *err)
{
    if (expression_check(value, err))
        return -1;
    strs_add(field, value);
    return 0;
}

static int set_number(void *field, const char *value, struct err *err)
{
    char *end;
    long number = strtol(value, &end, 10);
    if (*end || number < 1 || number > 9999)
        return err_set(err, "\"%s\" is no number; expected a whole number from 1", value);
    *(int *)field = (int)number;
    return 0;
}

/* A number that counts from 1 in the file and from 0 in the struct. */
static int set_position(void *field, const char *value, struct err *err)
{
    if (set_number(field, value, err))
        return -1;
    --*(int *)field;
    return 0;
}

/* The parts of a value between separators, without spaces around them; at least one, none empty. */
static int split(struct strs *out, const char *value, char separator, struct err *err)
{
    for (const char *at = value;; at++) {
        size_t n = strcspn(at, (char[]){separator, '\0'}), start = strspn(at, " \t"), end = n;
        while (end > start && (at[end - 1] == ' ' || at[end - 1] == '\t'))
            end--;
        if (start >= end)
            return err_set(err, "\"%.*s\" has an empty part; expected text around every %c",
                           str_fit(value, 60), value, separator);
        strs_add_n(out, at + start, end - start);
        at += n;
        if (!*at)
            return 0;
    }
}

static int set_list(void *field, const char *value, struct err *err)
{
    return split(field, value, ',', err);
}

static int add_sentence(void *field, const char *value, struct err *err)
{
    struct strs *sources = field;
    if (sources->count == LESSON_SENTENCES)
        return err_set(err, "one sentence too many; expected at most %d", LESSON_SENTENCES);
    strs_add(sources, value);
    return 0;
}

static int set_zoom(void *field, const char *value, struct err *err)
{
    for (int zoom = 0; zoom < ZOOM_COUNT; zoom++)
        if (strcmp(zoom_names[zoom], value) == 0)
            return *(int *)field = zoom, 0;
    return err_set(err, "unknown zoom \"%s\"; expected flow, stage or cell", value);
}

static int set_overview(void *field, const char *value, struct err *err)
{
    bool on = strcmp(value, "on") == 0;
    if (!on && strcmp(value, "off") != 0)
        return err_set(err, "unknown overview \"%.*s\"; expected on or off", str_fit(value, 40),
                       value);
    *(int *)field = on ? 1 : -1;
    return 0;
}

static int set_stage(void *field, const char *value, struct err *err)
{
    struct str known = {0};
    int stage = stage_find(value);
    for (int i = STAGE_NONE + 1; i < STAGE_COUNT; i++)
        str_format(&known, known.length ? ", %s" : "%s", stage_name((enum stage)i));
    if (stage < 0)
        err_set(err, "unknown stage \"%s\"; expected one of %s", value, known.text);
    else
        *(int *)field = stage;
    str_free(&known);
    return stage < 0 ? -1 : 0;
}

static int set_matrix(void *field, const char *value, struct err *err)
{
    struct str names = {0};
    if (quantity_find(value, field))
        return 0;
    quantity_list(&names);
    err_set(err, "unknown matrix \"%s\"; expected one of %s", value, names.text);
    str_free(&names);
    return -1;
}

static int set_choices(void *field, const char *value, struct err *err)
{
    struct question *question = field;
    question->words = strcmp(value, "source") == 0 ? 1 : strcmp(value, "target") == 0 ? 2 : 0;
    if (question->words)
        return 0;
    struct strs *choices = &question->choices;
    if (split(choices, value, '|', err))
        return -1;
    if (choices->count < 2 || choices->count > QUESTION_CHOICES)
        return err_set(err,
                       "%zu choices; expected 2 to %d with | between them, or source or target",
                       choices->count, QUESTION_CHOICES);
    struct spans spans = {0};
    int result = 0;
    for (size_t i = 0; !result && i < choices->count; i++)
        result = spans_parse(&spans, choices->list[i], err);
    spans_free(&spans);
    return result;
}

static int set_kind(void *field, const char *value, struct err *err)
{
    for (int i = 0; i < QUESTION_KINDS; i++)
        if (strcmp(question_kind_names[i], value) == 0) {
            *(enum question_kind *)field = (enum question_kind)i;
            return 0;
        }
    return err_set(err, "unknown kind \"%.*s\"; expected choice, number, cell, order or do",
                   str_fit(value, 40), value);
}

static int add_markdown(void *field, const char *value, struct err *err)
{
    struct spans spans = {0};
    int result = spans_parse(&spans, value, err);
    spans_free(&spans);
    if (!result)
        strs_add(field, value);
    return result;
}

/* "2 what is said to choice 2" */
static int add_reply(void *field, const char *value, struct err *err)
{
    struct strs *replies = field;
    char *end;
    long number = strtol(value, &end, 10);
    if (number < 1 || number > QUESTION_CHOICES || *end != ' ')
        return err_set(err,
                       "\"%.*s\" begins with no choice; expected its number and what is said to it",
                       str_fit(value, 40), value);
    while (replies->count < (size_t)number)
        strs_add(replies, "");
    free(replies->list[number - 1]);
    replies->list[number - 1] = mem_text("");
    struct spans spans = {0};
    int result = spans_parse(&spans, end + 1, err);
    spans_free(&spans);
    if (result)
        return -1;
    free(replies->list[number - 1]);
    replies->list[number - 1] = mem_text(end + 1);
    return 0;
}

/* ---- tables ---- */

const struct setting settings_lesson[] = {
    {"title", set_text, offsetof(struct lesson, title), true, false},
    {"model", set_text, offsetof(struct lesson, model), true, false},
    {"source", add_sentence, offsetof(struct lesson, sources), true, true},
    {"needs", set_list, offsetof(struct lesson, needs), false, false},
    {"summary", set_text, offsetof(struct lesson, summary), false, false},
    {NULL, NULL, 0, false, false},
};

const struct setting settings_view[] = {
    {"zoom", set_zoom, offsetof(struct lesson_view, zoom), false, false},
    {"stage", set_stage, offsetof(struct lesson_view, stage), false, false},
    {"matrix", set_matrix, offsetof(struct lesson_view, matrix), false, false},
    {"step", set_position, offsetof(struct lesson_view, step), false, false},
    {"cell", set_position, offsetof(struct lesson_view, column), false, false},
    {"sentence", set_position, offsetof(struct lesson_view, sentence), false, false},
    {"overview", set_overview, offsetof(struct lesson_view, overview), false, false},
    {"source", add_sentence, offsetof(struct lesson_view, sources), false, true},
    {"do", add_change, offsetof(struct lesson_view, changes), false, true},
    {"then", add_change, offsetof(struct lesson_view, then), false, true},
    {"blank", add_blank, offsetof(struct lesson_view, blanks), false, true},
    {"claim", add_claim, offsetof(struct lesson_view, claims), false, true},
    {"model", set_name, offsetof(struct lesson_view, model), false, false},
    {"plot", set_name, offsetof(struct lesson_view, plot), false, false},
    {"panel", set_name, offsetof(struct lesson_view, panel), false, false},
    {"reveal", set_name, offsetof(struct lesson_view, reveal), false, false},
    {NULL, NULL, 0, false, false},
};

const struct setting settings_question[] = {
    {"ask", set_markdown, offsetof(struct question, ask), true, false},
    {"kind", set_kind, offsetof(struct question, kind), false, false},
    {"choices", set_choices, 0, false, false},
    {"answer", set_expression, offsetof(struct question, answer), false, false},
    {"row", set_expression, offsetof(struct question, row), false, false},
    {"within", set_expression, offsetof(struct question, within), false, false},
    {"solution", add_change, offsetof(struct question, solution), false, true},
    {"hint", add_markdown, offsetof(struct question, hints), false, true},
    {"reply", add_reply, offsetof(struct question, replies), false, true},
    {"right", set_markdown, offsetof(struct question, right), false, false},
    {"wrong", set_markdown, offsetof(struct question, wrong), false, false},
    {NULL, NULL, 0, false, false},
};

/* ---- reading lines ---- */

void settings_start(struct settings *settings, const struct setting *table, void *target)
{
    *settings = (struct settings){.table = table, .target = target, .current = -1};
}

/* Takes over the value of the current key, which is complete. */
static int apply(struct settings *settings, struct err *err)
{
    if (settings->current < 0)
        return 0;
    const struct setting *row = &settings->table[settings->current];
    settings->bad_line = settings->current_line;
    settings->current = -1;
    if (!settings->value.length)
        return err_set(err, "%s: has no value; expected text after the colon", row->key);
    if (row->set((char *)settings->target + row->offset, settings->value.text, err))
        return err_prefix(err, "%s", row->key);
    return 0;
}

static int unknown_key(const struct settings *settings, const char *key, size_t n, struct err *err)
{
    struct str keys = {0};
    for (const struct setting *row = settings->table; row->key; row++)
        str_format(&keys, "%s%s", keys.length ? ", " : "", row->key);
    err_set(err, "unknown key \"%.*s\"; expected one of %s", (int)n, key, keys.text);
    str_free(&keys);
    return -1;
}

static int start_key(struct settings *settings, const char *key, size_t n, struct err *err)
{
    int i = 0;
    for (; settings->table[i].key; i++)
        if (strlen(settings->table[i].key) == n && memcmp(settings->table[i].key, key, n) == 0)
            break;
    if (!settings->table[i].key)
        return unknown_key(settings, key, n < 40 ? n : 40, err);
    if ((settings->seen >> i & 1) && !settings->table[i].repeated)
        return err_set(err, "a second \"%s\"; expected it once", settings->table[i].key);
    settings->seen |= 1u << i;
    settings->current = i;
    settings->current_line = settings->bad_line;
    str_clear(&settings->value);
    return 0;
}

static void add_value(struct str *value, const char *text, size_t n)
{
    size_t start = 0;
    while (start < n && (text[start] == ' ' || text[start] == '\t'))
        start++;
    while (n > start && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    if (value->length && n > start)
        str_add(value, " ");
    str_add_n(value, text + start, n - start);
}

int settings_line(struct settings *settings, const char *text, size_t n, long line, struct err *err)
{
    bool more = n && (text[0] == ' ' || text[0] == '\t');
    settings->bad_line = line;
    if (more && settings->current >= 0) {
        add_value(&settings->value, text, n);
        return 0;
    }
    if (apply(settings, err))
        return -1;
    settings->bad_line = line;
    if (n == 0)
        return 0;
    const char *colon = memchr(text, ':', n);
    if (!colon || more)
        return err_set(err, "\"%.*s\" is no setting; expected \"key: value\"", n < 40 ? (int)n : 40,
                       text);
    if (start_key(settings, text, (size_t)(colon - text), err))
        return -1;
    add_value(&settings->value, colon + 1, n - (size_t)(colon - text) - 1);
    return 0;
}

int settings_end(struct settings *settings, struct err *err)
{
    long line = settings->bad_line;
    int result = err ? apply(settings, err) : 0;
    for (int i = 0; err && !result && settings->table[i].key; i++) {
        if (settings->table[i].required && !(settings->seen >> i & 1)) {
            settings->bad_line = line;
            result = err_set(err, "\"%s\" is missing; expected a line \"%s: ...\"",
                             settings->table[i].key, settings->table[i].key);
        }
    }
    str_free(&settings->value);
    return result;
}
