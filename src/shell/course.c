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

static void read_progress(struct course *course)
{
    struct str text = {0};
    struct err err;
    course->progress_path = progress_place();
    if (course->progress_path && access(course->progress_path, F_OK) == 0) {
        course->progress_lost = file_read(&text, course->progress_path, PROGRESS_LIMIT, &err) != 0;
        if (course->progress_lost)
            strs_add(&course->broken, err.text);
        else if (text.text)
            progress_read(&course->progress, text.text);
    }
    str_free(&text);
}

/* A lesson from a file. How far somebody is in one that is shipped is kept by its name, wherever
 * the program is; in any other by its path, since two folders may have files of one name. */
static struct lesson *open_file(const char *path, struct err *err)
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
    struct lesson *lesson = open_file(path, &err);
    if (!lesson) {
        strs_add(&course->broken, err.text);
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

/* Those that are shipped, then one's own. One's own file of a name takes the place of the shipped
 * one. */
static void find_lessons(struct course *course)
{
    struct strs folders = {0};
    data_folders("lessons/en", &folders);
    for (size_t f = folders.count; f > 0; f--) {
        struct dirent **entries = NULL;
        int found = scandir(folders.list[f - 1], &entries, is_lesson, alphasort);
        for (int i = 0; i < found; i++) {
            const char *file = entries[i]->d_name;
            char *path = is_listed(course, file) ? NULL : data_file("lessons/en", file);
            if (path)
                add_lesson(course, path);
            free(path);
            free(entries[i]);
        }
        free(entries);
    }
    strs_free(&folders);
}

static void read_glossary(struct course *course)
{
    struct err err;
    char *path = data_file("lessons/en", "glossary.txt");
    if (path && access(path, F_OK) == 0 && glossary_open(&course->glossary, path, &err))
        strs_add(&course->broken, err.text);
    free(path);
}

/* Whether a lesson is done: every question answered right; one without questions: every page
 * seen. */
static bool is_done(const struct course *course, const struct lesson *lesson)
{
    int asked = 0;
    for (int p = 0; p < lesson->count; p++) {
        asked += lesson->pages[p].question.present;
        if (lesson->pages[p].question.present &&
            !progress_answered(&course->progress, lesson->key, p))
            return false;
    }
    return asked || progress_count(&course->progress, lesson->key) >= lesson->count;
}

void course_read(struct course *course)
{
    struct err err;
    *course = (struct course){0};
    if (data_check(&err))
        strs_add(&course->broken, err.text);
    find_lessons(course);
    read_glossary(course);
    read_progress(course);
    course->list = mem_new(course->count + 1, sizeof *course->list);
    for (size_t i = 0; i < course->count; i++) {
        const struct lesson *lesson = course->lessons[i];
        course->list[i] = (struct app_lesson){lesson->name, lesson->title, lesson->minutes,
                                              is_done(course, lesson)};
    }
}

void course_free(struct course *course)
{
    for (size_t i = 0; i < course->count; i++)
        lesson_free(course->lessons[i]);
    free(course->lessons);
    free(course->list);
    strs_free(&course->broken);
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

char *course_extra_path(const char *name)
{
    char *file = mem_format("%s.md", name);
    char *path = is_extra(name, strlen(name)) ? data_file("lessons/en", file) : NULL;
    free(file);
    return path;
}

struct lesson *course_open(const struct course *course, const char *name, struct err *err)
{
    struct str names = {0};
    char *extra = course_extra_path(name);
    struct lesson *lesson = extra ? open_file(extra, err) : NULL;
    bool there = extra != NULL;
    free(extra);
    if (there)
        return lesson;
    if (strchr(name, '/') || strstr(name, ".md"))
        return open_file(name, err);
    for (size_t i = 0; i < course->count; i++) {
        if (is_named(course->lessons[i], name)) {
            str_free(&names);
            return open_file(course->lessons[i]->path, err);
        }
        str_format(&names, "%s%s", i ? ", " : "", course->lessons[i]->name);
    }
    if (!course->count)
        str_add(&names, "none (set HEED_DATA)");
    if (course->broken.count)
        str_format(&names, "; not readable: %s", course->broken.list[0]);
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
        course->list[i].done = is_done(course, course->lessons[i]);
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
