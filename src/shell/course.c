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

static int is_lesson(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 3 && strcmp(entry->d_name + n - 3, ".md") == 0 && entry->d_name[0] >= '0' &&
           entry->d_name[0] <= '9';
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

static void add_lesson(struct course *course, const char *path)
{
    struct err err;
    struct lesson *lesson = lesson_open(path, &err);
    if (!lesson) {
        strs_add(&course->broken, err.text);
        return;
    }
    course->lessons =
        mem_grow(course->lessons, &course->capacity, course->count + 1, sizeof(struct lesson *));
    course->lessons[course->count++] = lesson;
}

void course_read(struct course *course)
{
    struct err err;
    *course = (struct course){0};
    if (data_check(&err))
        strs_add(&course->broken, err.text);
    char *folder = data_folder("lessons/en");
    struct dirent **entries = NULL;
    int found = folder ? scandir(folder, &entries, is_lesson, alphasort) : 0;
    for (int i = 0; i < found; i++) {
        char *path = mem_format("%s/%s", folder, entries[i]->d_name);
        add_lesson(course, path);
        free(path);
        free(entries[i]);
    }
    free(entries);
    free(folder);
    read_progress(course);
    course->list = mem_new(course->count + 1, sizeof *course->list);
    for (size_t i = 0; i < course->count; i++) {
        const struct lesson *lesson = course->lessons[i];
        bool done = progress_count(&course->progress, lesson->name) >= lesson->count;
        course->list[i] = (struct app_lesson){lesson->name, lesson->title, lesson->minutes, done};
    }
}

void course_free(struct course *course)
{
    for (size_t i = 0; i < course->count; i++)
        lesson_free(course->lessons[i]);
    free(course->lessons);
    free(course->list);
    strs_free(&course->broken);
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

const char *const course_extras[] = {"tour", "gallery", NULL};

char *course_extra_path(const char *name)
{
    bool known = false;
    for (int i = 0; course_extras[i]; i++)
        known = known || strcmp(course_extras[i], name) == 0;
    char *folder = known ? data_folder("lessons/en") : NULL;
    char *path = folder ? mem_format("%s/%s.md", folder, name) : NULL;
    free(folder);
    if (path && access(path, F_OK) == 0)
        return path;
    free(path);
    return NULL;
}

struct lesson *course_open(const struct course *course, const char *name, struct err *err)
{
    struct str names = {0};
    char *extra = course_extra_path(name);
    struct lesson *lesson = extra ? lesson_open(extra, err) : NULL;
    bool there = extra != NULL;
    free(extra);
    if (there)
        return lesson;
    if (strchr(name, '/') || strstr(name, ".md"))
        return lesson_open(name, err);
    for (size_t i = 0; i < course->count; i++) {
        if (is_named(course->lessons[i], name))
            return lesson_open(course->lessons[i]->path, err);
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
        course->list[i].done =
            progress_count(&course->progress, course->list[i].name) >= course->lessons[i]->count;
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
