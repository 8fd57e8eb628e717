#include "lesson/progress.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lesson/lesson.h"

static struct progress_lesson *find(const struct progress *progress, const char *name)
{
    for (size_t i = 0; i < progress->count; i++)
        if (strcmp(progress->list[i].name, name) == 0)
            return &progress->list[i];
    return NULL;
}

static struct progress_lesson *find_or_add(struct progress *progress, const char *name)
{
    struct progress_lesson *lesson = find(progress, name);
    if (lesson)
        return lesson;
    progress->list =
        mem_grow(progress->list, &progress->capacity, progress->count + 1, sizeof *progress->list);
    lesson = &progress->list[progress->count++];
    *lesson = (struct progress_lesson){.name = mem_text(name)};
    return lesson;
}

static uint64_t bit(int page)
{
    return page >= 0 && page < LESSON_PAGES ? (uint64_t)1 << page : 0;
}

/* Reads "seen 1 2 3" to bits, a bit per page. False when the text does not start with this word, or
 * when something else than a page number follows. */
static bool read_pages(const char *text, const char *word, uint64_t *pages)
{
    size_t n = strlen(word);
    *pages = 0;
    if (strncmp(text, word, n) != 0)
        return false;
    for (text += n; *text == ' ';) {
        int page = 0;
        for (text++; *text >= '0' && *text <= '9' && page <= LESSON_PAGES; text++)
            page = 10 * page + (*text - '0');
        if (!bit(page - 1))
            return false;
        *pages |= bit(page - 1);
    }
    return !*text;
}

/* Reads one line, and overwrites its tabs. */
static void read_line(struct progress *progress, char *line)
{
    uint64_t seen, right;
    char *first = strchr(line, '\t'), *second = first ? strchr(first + 1, '\t') : NULL;
    if (!second || first == line)
        return;
    *first = *second = '\0';
    if (!read_pages(first + 1, "seen", &seen) || !read_pages(second + 1, "right", &right))
        return;
    struct progress_lesson *lesson = find_or_add(progress, line);
    lesson->seen |= seen;
    lesson->right |= right;
}

void progress_read(struct progress *progress, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        char *line = mem_text_n(text, n && text[n - 1] == '\r' ? n - 1 : n);
        read_line(progress, line);
        free(line);
        text += n + (text[n] == '\n');
    }
}

static void write_pages(struct str *out, const char *word, uint64_t pages)
{
    str_format(out, "\t%s", word);
    for (int page = 0; page < LESSON_PAGES; page++)
        if (pages & bit(page))
            str_format(out, " %d", page + 1);
}

void progress_write(const struct progress *progress, struct str *out)
{
    for (size_t i = 0; i < progress->count; i++) {
        const struct progress_lesson *lesson = &progress->list[i];
        if (!lesson->name[0] || strpbrk(lesson->name, "\t\r\n"))
            continue; /* a line could not be read back with this name */
        str_add(out, lesson->name);
        write_pages(out, "seen", lesson->seen);
        write_pages(out, "right", lesson->right);
        str_add(out, "\n");
    }
}

/* The lesson, which becomes the last of the list. */
static struct progress_lesson *touch(struct progress *progress, const char *lesson)
{
    struct progress_lesson *found = find_or_add(progress, lesson), kept = *found;
    struct progress_lesson *last = &progress->list[progress->count - 1];
    for (; found < last; found++)
        *found = found[1];
    *last = kept;
    return last;
}

void progress_page(struct progress *progress, const char *lesson, int page)
{
    touch(progress, lesson)->seen |= bit(page);
}

void progress_right(struct progress *progress, const char *lesson, int page)
{
    touch(progress, lesson)->right |= bit(page);
}

const char *progress_last(const struct progress *progress)
{
    return progress->count ? progress->list[progress->count - 1].name : NULL;
}

bool progress_seen(const struct progress *progress, const char *lesson, int page)
{
    const struct progress_lesson *found = find(progress, lesson);
    return found && (found->seen & bit(page));
}

bool progress_answered(const struct progress *progress, const char *lesson, int page)
{
    const struct progress_lesson *found = find(progress, lesson);
    return found && (found->right & bit(page));
}

int progress_count(const struct progress *progress, const char *lesson)
{
    const struct progress_lesson *found = find(progress, lesson);
    int count = 0;
    for (uint64_t pages = found ? found->seen : 0; pages; pages &= pages - 1)
        count++;
    return count;
}

void progress_free(struct progress *progress)
{
    for (size_t i = 0; i < progress->count; i++)
        free(progress->list[i].name);
    free(progress->list);
    *progress = (struct progress){0};
}
