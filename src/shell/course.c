#include "shell/course.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "lesson/pace.h"
#include "shell/data.h"

enum { PROGRESS_LIMIT = 1 << 20 };

const char *const course_extras[] = {"tour", "gallery", NULL};

static bool is_extra(const char *name, size_t n)
{
    for (int i = 0; course_extras[i]; i++)
        if (strlen(course_extras[i]) == n && strncmp(course_extras[i], name, n) == 0)
            return true;
    return false;
}

static int is_lesson(const struct dirent *entry)
{
    const char *file = entry->d_name;
    size_t n = strlen(file);
    return n > 3 && strcmp(file + n - 3, ".md") == 0 && file[0] != '.' && !is_extra(file, n - 3) &&
           strcmp(file, "README.md") != 0;
}

/* $XDG_STATE_HOME/heed/progress, else ~/.local/state/heed/progress. */
static char *progress_place(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state)
        return mem_format("%s/heed/progress", state);
    return home && *home ? mem_format("%s/.local/state/heed/progress", home) : NULL;
}

static void add_fault(struct course *course, const char *path, const struct err *err)
{
    course->faults =
        mem_resize(course->faults, (size_t)course->fault_count + 1, sizeof *course->faults);
    course->faults[course->fault_count++] =
        (struct course_fault){path ? mem_text(path) : NULL, mem_text(err->text)};
}

static void read_progress(struct course *course)
{
    struct str text = {0};
    struct err err;
    course->progress_path = progress_place();
    if (course->progress_path && access(course->progress_path, F_OK) == 0) {
        course->progress_lost = file_read(&text, course->progress_path, PROGRESS_LIMIT, &err) != 0;
        if (course->progress_lost)
            add_fault(course, NULL, &err);
        else if (text.text)
            progress_read(&course->progress, text.text);
    }
    str_free(&text);
}

/* How far somebody is in a lesson that is shipped is kept by its name, wherever the program is; in
 * any other by its path, since two folders may have files of one name. */
struct lesson *course_file(const char *path, struct err *err)
{
    struct lesson *lesson = lesson_open(path, err);
    char *whole = lesson && !data_is_shipped(path) ? realpath(path, NULL) : NULL;
    if (whole) {
        free(lesson->key);
        lesson->key = whole;
    }
    return lesson;
}

static void add_lesson(struct course *course, const char *path)
{
    struct err err;
    struct lesson *lesson = course_file(path, &err);
    if (!lesson) {
        add_fault(course, path, &err);
        return;
    }
    course->lessons =
        mem_grow(course->lessons, &course->capacity, course->count + 1, sizeof(struct lesson *));
    course->lessons[course->count++] = lesson;
}

/* Whether the file of a lesson is one of the course already. */
static bool is_listed(const struct course *course, const char *file)
{
    for (size_t i = 0; i < course->count; i++) {
        const char *slash = strrchr(course->lessons[i]->path, '/');
        if (slash && strcmp(slash + 1, file) == 0)
            return true;
    }
    return false;
}

/* The file of this name that counts: to be freed, NULL when there is none. */
static char *file_of(const struct course *course, const char *file)
{
    if (!course->folder)
        return data_file("lessons/en", file);
    char *path = mem_format("%s/%s", course->folder, file);
    if (access(path, F_OK) == 0)
        return path;
    free(path);
    return NULL;
}

/* Those that are shipped, then one's own. One's own file of a name takes the place of the shipped
 * one. */
static void find_lessons(struct course *course)
{
    struct strs folders = {0};
    if (course->folder)
        strs_add(&folders, course->folder);
    else
        data_folders("lessons/en", &folders);
    for (size_t f = folders.count; f > 0; f--) {
        struct dirent **entries = NULL;
        int found = scandir(folders.list[f - 1], &entries, is_lesson, alphasort);
        for (int i = 0; i < found; i++) {
            const char *file = entries[i]->d_name;
            char *path = is_listed(course, file) ? NULL : file_of(course, file);
            if (path)
                add_lesson(course, path);
            free(path);
            free(entries[i]);
        }
        free(entries);
    }
    strs_free(&folders);
}

/* The file of the tour or of the gallery, to be freed; NULL when there is none. */
static char *extra_path(const struct course *course, const char *name)
{
    char *file = mem_format("%s.md", name);
    char *path = is_extra(name, strlen(name)) ? file_of(course, file) : NULL;
    free(file);
    return path;
}

static void find_extras(struct course *course)
{
    struct err err;
    for (int i = 0; course_extras[i]; i++) {
        char *path = extra_path(course, course_extras[i]);
        struct lesson *lesson = path ? course_file(path, &err) : NULL;
        course->extras =
            mem_resize(course->extras, (size_t)course->extra_count + 1, sizeof *course->extras);
        if (lesson)
            course->extras[course->extra_count++] = lesson;
        else if (path)
            add_fault(course, path, &err);
        free(path);
    }
}

static void read_glossary(struct course *course)
{
    struct err err;
    char *path = file_of(course, "glossary.txt");
    if (path && glossary_open(&course->glossary, path, &err))
        add_fault(course, NULL, &err);
    free(path);
}

/* ---- how far somebody is ---- */

/* The last page seen; when every question is answered, the first page that was not seen; when all
 * were seen, the first whose question is open; else the first. */
static int page_of(const struct course *course, const struct lesson *lesson, bool done)
{
    const struct progress *progress = &course->progress;
    int page = done ? 0 : lesson->count - 1;
    if (progress_count(progress, lesson->key) < lesson->count) {
        while (done && page + 1 < lesson->count && progress_seen(progress, lesson->key, page))
            page++;
        while (!done && page > 0 && !progress_seen(progress, lesson->key, page))
            page--;
        return page;
    }
    for (page = 0; page < lesson->count; page++)
        if (lesson->pages[page].question.present && !progress_answered(progress, lesson->key, page))
            return page;
    return 0;
}

/* A lesson is done when every question is answered right; one without questions when every page was
 * seen. */
static void note_how_far(const struct course *course, const struct lesson *lesson,
                         struct app_lesson *line)
{
    line->pages = lesson->count;
    line->seen = progress_count(&course->progress, lesson->key);
    line->seen = line->seen < line->pages ? line->seen : line->pages;
    line->questions = line->right = 0;
    for (int p = 0; p < lesson->count; p++) {
        bool asks = lesson->pages[p].question.present;
        line->questions += asks;
        line->right += asks && progress_answered(&course->progress, lesson->key, p);
    }
    line->done = line->questions ? line->right == line->questions : line->seen == line->pages;
    line->page = page_of(course, lesson, line->done);
}

/* ---- the menu ---- */

/* The lessons that come before one: their numbers, or the names of those that are not here. */
static char *needs_of(const struct course *course, const struct lesson *lesson)
{
    struct str text = {0};
    for (size_t i = 0; i < lesson->needs.count; i++) {
        const char *name = lesson->needs.list[i];
        size_t number = 0;
        while (number < course->count && strcmp(course->lessons[number]->name, name) != 0)
            number++;
        str_add(&text, i ? ", " : "");
        if (number < course->count)
            str_format(&text, "%zu", number + 1);
        else
            str_add(&text, name);
    }
    return text.length ? str_take(&text) : NULL;
}

static void list_lesson(struct course *course, const struct lesson *lesson, bool extra)
{
    struct app_lesson *line = &course->list[course->list_count++];
    *line = (struct app_lesson){.name = lesson->path,
                                .title = lesson->title,
                                .summary = lesson->summary,
                                .needs = needs_of(course, lesson),
                                .extra = extra,
                                .minutes = lesson_minutes(lesson)};
    if (course->folder == NULL)
        line->name = lesson->name;
    note_how_far(course, lesson, line);
}

/* The lesson that was worked at last; when that is done, the next one that is not. */
static int start_of(const struct course *course)
{
    const char *last = progress_last(&course->progress);
    size_t at = 0;
    while (last && at < course->count && strcmp(course->lessons[at]->key, last) != 0)
        at++;
    for (size_t i = 0; i < course->count; i++) {
        size_t line = (at + i) % course->count;
        if (!course->list[line].done)
            return (int)line;
    }
    return 0;
}

static void make_list(struct course *course)
{
    size_t most = course->count + (size_t)course->extra_count + (size_t)course->fault_count;
    course->list = mem_new(most + 1, sizeof *course->list);
    for (size_t i = 0; i < course->count; i++)
        list_lesson(course, course->lessons[i], false);
    for (int i = 0; i < course->fault_count; i++) {
        const struct course_fault *fault = &course->faults[i];
        const char *slash = fault->path ? strrchr(fault->path, '/') : NULL;
        course->list[course->list_count++] =
            (struct app_lesson){.name = fault->path ? fault->path : "",
                                .title = slash ? slash + 1 : fault->text,
                                .fault = fault->text};
    }
    for (int i = 0; i < course->extra_count; i++)
        list_lesson(course, course->extras[i], true);
    course->start = start_of(course);
}

void course_read(struct course *course, const char *folder)
{
    struct err err;
    *course = (struct course){.folder = folder ? mem_text(folder) : NULL};
    if (!folder && data_check(&err))
        add_fault(course, NULL, &err);
    find_lessons(course);
    find_extras(course);
    read_glossary(course);
    read_progress(course);
    make_list(course);
}

void course_free(struct course *course)
{
    for (size_t i = 0; i < course->count; i++)
        lesson_free(course->lessons[i]);
    for (int i = 0; i < course->extra_count; i++)
        lesson_free(course->extras[i]);
    for (int i = 0; i < course->fault_count; i++) {
        free(course->faults[i].path);
        free(course->faults[i].text);
    }
    for (int i = 0; i < course->list_count; i++)
        free(course->list[i].needs);
    free(course->folder);
    free(course->lessons);
    free(course->extras);
    free(course->faults);
    free(course->list);
    glossary_free(&course->glossary);
    progress_free(&course->progress);
    free(course->progress_path);
    *course = (struct course){0};
}

/* A lesson is named by its whole name "02-masking", by "2" or by "masking". */
static bool is_named(const struct lesson *lesson, const char *name)
{
    const char *dash = strchr(lesson->name, '-');
    char *end;
    long number = strtol(name, &end, 10);
    return strcmp(lesson->name, name) == 0 || (dash && strcmp(dash + 1, name) == 0) ||
           (end != name && !*end && number == strtol(lesson->name, NULL, 10));
}

struct lesson *course_open(const struct course *course, const char *name, struct err *err)
{
    struct str names = {0};
    char *extra = extra_path(course, name);
    struct lesson *lesson = extra ? course_file(extra, err) : NULL;
    bool there = extra != NULL;
    free(extra);
    if (there)
        return lesson;
    if (strchr(name, '/') || strstr(name, ".md"))
        return course_file(name, err);
    for (size_t i = 0; i < course->count; i++) {
        if (is_named(course->lessons[i], name)) {
            str_free(&names);
            return course_file(course->lessons[i]->path, err);
        }
        str_format(&names, "%s%s", i ? ", " : "", course->lessons[i]->name);
    }
    if (!course->count)
        str_add(&names, "none (set HEED_DATA)");
    if (course->fault_count)
        str_format(&names, "; not readable: %s", course->faults[0].text);
    err_set(err, "there is no lesson \"%s\"; there are: %s", name, names.text);
    str_free(&names);
    return NULL;
}

/* Makes the folders above a file. */
static void make_folders(const char *path)
{
    char *copy = mem_text(path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0777); /* a failure shows when the file is written */
        *slash = '/';
    }
    free(copy);
}

static int write_progress(struct course *course, struct err *err)
{
    struct file_writer writer;
    struct str text = {0};
    if (!course->progress_path)
        return 0;
    if (course->progress_lost)
        return err_set(err, "%s: could not be read, so it is left as it is", course->progress_path);
    make_folders(course->progress_path);
    if (file_create(&writer, course->progress_path, err))
        return -1;
    progress_write(&course->progress, &text);
    fwrite(text.text ? text.text : "", 1, text.length, writer.stream);
    str_free(&text);
    return file_commit(&writer, err);
}

int course_note(struct course *course, const char *lesson, int page, bool right, struct err *err)
{
    if (right ? progress_answered(&course->progress, lesson, page)
              : progress_seen(&course->progress, lesson, page))
        return 0;
    if (right)
        progress_right(&course->progress, lesson, page);
    else
        progress_page(&course->progress, lesson, page);
    for (size_t i = 0; i < course->count; i++)
        note_how_far(course, course->lessons[i], &course->list[i]);
    for (int i = 0; i < course->extra_count; i++)
        note_how_far(course, course->extras[i], &course->list[course->count + (size_t)i]);
    if (write_progress(course, err) == 0 || course->told)
        return 0;
    course->told = true;
    return -1;
}

int course_reset(struct course *course, struct err *err)
{
    progress_free(&course->progress);
    if (course->progress_path && remove(course->progress_path) != 0 && errno != ENOENT)
        return err_set(err, "%s: cannot be removed: %s", course->progress_path, strerror(errno));
    return 0;
}
