#include "lesson/glossary.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"

enum { GLOSSARY_BYTES = 1 << 18 };

void glossary_free(struct glossary *glossary)
{
    for (size_t i = 0; i < glossary->count; i++) {
        struct glossary_entry *e = &glossary->list[i];
        char *const texts[] = {e->title, e->symbol, e->shape, e->lesson, e->text};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            free(texts[t]);
        strs_free(&e->names);
        free(e->marked);
    }
    free(glossary->list);
    strs_free(&glossary->meanings);
    *glossary = (struct glossary){0};
}

/* ---- reading ---- */

static void add_name(struct glossary_entry *entry, const char *text, size_t n)
{
    while (n && *text == ' ')
        text++, n--;
    while (n && text[n - 1] == ' ')
        n--;
    bool marked = n > 2 && *text == '*' && text[n - 1] == '*';
    entry->marked = mem_resize(entry->marked, entry->names.count + 1, sizeof *entry->marked);
    entry->marked[entry->names.count] = marked;
    strs_add_n(&entry->names, marked ? text + 1 : text, marked ? n - 2 : n);
}

static void add_names(struct glossary_entry *entry, const char *text)
{
    for (;; text++) {
        size_t n = strcspn(text, ",");
        if (n)
            add_name(entry, text, n);
        text += n;
        if (!*text)
            return;
    }
}

/* "key: value" of a line, or NULL. */
static const char *value_of(const char *line, const char *key)
{
    size_t n = strlen(key);
    if (strncmp(line, key, n) != 0 || line[n] != ':')
        return NULL;
    return line + n + 1 + strspn(line + n + 1, " ");
}

static void read_line(struct glossary_entry *entry, const char *line)
{
    char **const fields[] = {&entry->symbol, &entry->shape, &entry->lesson};
    static const char *const keys[] = {"symbol", "shape", "lesson"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *value = value_of(line, keys[i]);
        if (value && !*fields[i]) {
            *fields[i] = mem_text(value);
            return;
        }
    }
    if (value_of(line, "names")) {
        add_names(entry, value_of(line, "names"));
        return;
    }
    char *text = entry->text ? mem_format("%s %s", entry->text, line) : mem_text(line);
    free(entry->text);
    entry->text = text;
}

static struct glossary_entry *add_entry(struct glossary *glossary, const char *title, long line)
{
    glossary->list =
        mem_grow(glossary->list, &glossary->capacity, glossary->count + 1, sizeof *glossary->list);
    struct glossary_entry *entry = &glossary->list[glossary->count++];
    *entry = (struct glossary_entry){.title = mem_text(title), .line = line};
    return entry;
}

/* The title is a name as well, unless it is among the names in stars. */
static int end_entry(struct glossary_entry *entry, const char *path, struct err *err)
{
    bool named = false;
    if (!entry)
        return 0;
    if (!entry->text)
        return err_set(err, "%s:%ld: \"%s\" is not explained; expected a line of text", path,
                       entry->line, entry->title);
    for (size_t i = 0; i < entry->names.count; i++)
        named = named || strcasecmp(entry->names.list[i], entry->title) == 0;
    if (!named)
        add_name(entry, entry->title, strlen(entry->title));
    return 0;
}

/* "in fra: chat cat, chien dog" */
static int add_meanings(struct glossary *glossary, const char *line, const char *path, long number,
                        struct err *err)
{
    const char *language = line + strlen("in "), *at = strchr(line, ':');
    size_t letters = at ? (size_t)(at - language) : 0;
    while (letters == 3 && *at) {
        at += 1 + strspn(at + 1, " ");
        size_t n = strcspn(at, ","), word = strcspn(at, " ,");
        if (word + 1 >= n)
            return err_set(err, "%s:%ld: \"%.*s\" has no meaning; expected WORD MEANING", path,
                           number, str_fit(at, (int)n), at);
        strs_add_n(&glossary->meanings, language, letters);
        strs_add_n(&glossary->meanings, at, word);
        strs_add_n(&glossary->meanings, at + word + 1, n - word - 1);
        at += n;
    }
    return letters == 3 ? 0
                        : err_set(err, "%s:%ld: no language; expected a line in fra: WORD MEANING",
                                  path, number);
}

const char *glossary_meaning(const struct glossary *glossary, const char *language,
                             const char *word)
{
    const struct strs *list = &glossary->meanings;
    for (size_t i = 0; i < list->count; i += 3)
        if (strcmp(list->list[i], language) == 0 && strcmp(list->list[i + 1], word) == 0)
            return list->list[i + 2];
    return NULL;
}

int glossary_parse(struct glossary *glossary, const char *path, const char *text, struct err *err)
{
    struct glossary_entry *entry = NULL;
    *glossary = (struct glossary){0};
    for (long number = 1; *text; number++) {
        size_t n = strcspn(text, "\n"), kept = n;
        while (kept && isspace((unsigned char)text[kept - 1]))
            kept--;
        char *line = mem_text_n(text, kept);
        int result = 0;
        if (strncmp(line, "# ", 2) == 0) {
            result = end_entry(entry, path, err);
            entry = add_entry(glossary, line + 2, number);
        } else if (!entry && strncmp(line, "in ", 3) == 0) {
            result = add_meanings(glossary, line, path, number, err);
        } else if (*line && !entry) {
            result = err_set(err, "%s:%ld: text before the first word; expected a line # WORD",
                             path, number);
        } else if (*line) {
            read_line(entry, line);
        }
        free(line);
        if (result)
            return -1;
        text += n + (text[n] == '\n');
    }
    return end_entry(entry, path, err);
}

int glossary_open(struct glossary *glossary, const char *path, struct err *err)
{
    struct str text = {0};
    *glossary = (struct glossary){0};
    int result = file_read(&text, path, GLOSSARY_BYTES, err);
    if (!result)
        result = glossary_parse(glossary, path, text.text ? text.text : "", err);
    str_free(&text);
    return result;
}

/* ---- finding ---- */

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || (c & 0x80);
}

/* Whether a text holds a name as whole words. */
static bool holds(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = text; *at; at++)
        if (strncasecmp(at, name, n) == 0 && (at == text || !is_letter(at[-1])) &&
            !is_letter(at[n]))
            return true;
    return false;
}

bool glossary_uses(const struct glossary_entry *entry, const struct span *spans, int count)
{
    for (int s = 0; s < count; s++) {
        enum span_kind kind = spans[s].kind;
        bool marked = kind == SPAN_CONCEPT || kind == SPAN_STRONG;
        if (kind == SPAN_CODE || kind == SPAN_KEY || kind == SPAN_VALUE || kind == SPAN_WORD)
            continue;
        for (size_t i = 0; i < entry->names.count; i++)
            if (marked ? strcasecmp(spans[s].text, entry->names.list[i]) == 0 ||
                             (!entry->marked[i] && holds(spans[s].text, entry->names.list[i]))
                       : !entry->marked[i] && holds(spans[s].text, entry->names.list[i]))
                return true;
    }
    return false;
}

static bool in_markdown(const struct glossary_entry *entry, const char *markdown)
{
    struct spans spans = {0};
    struct err err;
    bool found = markdown && spans_parse(&spans, markdown, &err) == 0 &&
                 glossary_uses(entry, spans.list, spans.count);
    spans_free(&spans);
    return found;
}

bool glossary_on_page(const struct glossary_entry *entry, const struct lesson_page *page)
{
    const struct question *question = &page->question;
    bool found = in_markdown(entry, question->ask) || in_markdown(entry, question->right) ||
                 in_markdown(entry, question->wrong);
    for (int b = 0; !found && b < page->count; b++)
        found = glossary_uses(entry, page->blocks[b].spans, page->blocks[b].count);
    for (size_t i = 0; !found && i < question->choices.count; i++)
        found = in_markdown(entry, question->choices.list[i]);
    return found;
}

bool glossary_later(const struct glossary_entry *entry, const struct lesson *lesson)
{
    return entry->lesson && isdigit((unsigned char)lesson->name[0]) &&
           strtol(entry->lesson, NULL, 10) > strtol(lesson->name, NULL, 10);
}
