#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "shell/course.h"
#include "shell/data.h"
#include "shell/proof.h"
#include "shell/session.h"
#include "text/utf8.h"

/* heed learn: the course on screen, and the course from a script. */

enum { NAME_COLUMNS = 16 };

static int check_lesson(const char *path, const struct glossary *glossary)
{
    struct strs problems = {0};
    struct lesson *lesson = lesson_salvage(path, &problems);
    int errors = (int)problems.count;
    if (lesson)
        errors += proof_lesson(lesson, glossary, &problems);
    for (size_t i = 0; i < problems.count; i++)
        fprintf(stderr, "%s\n", problems.list[i]);
    if (!errors)
        printf("%s: %d pages, fine\n", lesson->path, lesson->count);
    strs_free(&problems);
    lesson_free(lesson);
    return errors ? EXIT_FAILED : EXIT_DONE;
}

static int tell_faults(const struct course *course)
{
    for (int i = 0; i < course->fault_count; i++)
        fprintf(stderr, "%s\n", course->faults[i].text);
    return course->fault_count ? EXIT_FAILED : EXIT_DONE;
}

/* Lessons that are said to come before one, and are not there. */
static int check_needs(const struct course *course, const struct lesson *lesson)
{
    int missing = 0;
    for (size_t i = 0; i < lesson->needs.count; i++) {
        const char *name = lesson->needs.list[i];
        size_t at = 0;
        while (at < course->count && strcmp(course->lessons[at]->name, name) != 0)
            at++;
        if (at < course->count)
            continue;
        long line = 1;
        int column;
        lesson_find(lesson, 2, "needs:", &line, &column);
        fprintf(stderr, "%s:%ld: error: needs: there is no lesson \"%s\" beside it\n", lesson->path,
                line, name);
        missing++;
    }
    return missing;
}

/* All lessons of a course, its tour, its gallery, and files that cannot be read. */
static int check_course(const struct course *course)
{
    int result = EXIT_DONE;
    for (size_t i = 0; i < course->count + (size_t)course->extra_count; i++) {
        const struct lesson *lesson =
            i < course->count ? course->lessons[i] : course->extras[i - course->count];
        int missing = check_needs(course, lesson);
        if (check_lesson(lesson->path, &course->glossary) || missing)
            result = EXIT_FAILED;
    }
    for (int i = 0; i < course->fault_count; i++) {
        const struct course_fault *fault = &course->faults[i];
        if (fault->path)
            check_lesson(fault->path, &course->glossary);
        else
            fprintf(stderr, "%s\n", fault->text);
        result = EXIT_FAILED;
    }
    return result;
}

/* The glossary that counts for a file: that of its folder. */
static int check_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *words = mem_format("%.*sglossary.txt", slash ? (int)(slash - path) + 1 : 0, path);
    struct glossary glossary = {0};
    struct stat about;
    struct err err;
    int result = EXIT_DONE;
    if (stat(words, &about) == 0 && glossary_open(&glossary, words, &err))
        result = command_failed(&err);
    if (check_lesson(path, &glossary))
        result = EXIT_FAILED;
    glossary_free(&glossary);
    free(words);
    return result;
}

static int check_folder(const char *folder)
{
    struct course course;
    course_read(&course, folder);
    int result = check_course(&course);
    course_free(&course);
    return result;
}

/* The files and folders that were named, or all of the course. */
static int check(const struct strs *words)
{
    int result = words->count ? EXIT_DONE : check_folder(NULL);
    for (size_t i = 0; i < words->count; i++)
        if (data_is_folder(words->list[i]) ? check_folder(words->list[i])
                                           : check_file(words->list[i]))
            result = EXIT_FAILED;
    return result;
}

static int list(const struct course *course)
{
    for (size_t i = 0; i < course->count; i++) {
        const struct lesson *lesson = course->lessons[i];
        const struct app_lesson *line = &course->list[i];
        int blank = NAME_COLUMNS - utf8_width(lesson->name);
        printf("%s%*s %2d min  %d of %d pages seen  %s\n", lesson->name, blank > 0 ? blank : 0, "",
               line->minutes, line->seen, line->pages, lesson->title);
    }
    return tell_faults(course);
}

static int from_script(bool listing, bool checking, const struct strs *words)
{
    struct course course;
    struct err err;
    int result;
    if (checking)
        return check(words);
    course_read(&course, words->count ? words->list[0] : NULL);
    result = listing                       ? list(&course)
             : course_reset(&course, &err) ? command_failed(&err)
                                           : EXIT_DONE;
    course_free(&course);
    return result;
}

int cmd_learn(const struct command *command, int argc, char **argv)
{
    struct session session = {0};
    struct app_setup setup = {0};
    struct strs words = {0};
    bool listing = false, checking = false, resetting = false;
    const struct option options[] = {
        {"list", 0, OPTION_FLAG, &listing, NULL, "print the lessons and leave"},
        {"check", 0, OPTION_FLAG, &checking, NULL,
         "prove lessons (all, or the files and folders given): they parse, fit 80x24, and can be "
         "answered"},
        {"reset", 0, OPTION_FLAG, &resetting, NULL, "forget which pages were seen"},
        SESSION_OPTIONS(session),
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && !checking && words.count > 1)
        result = command_misused(command, "one lesson at a time");
    if (result == EXIT_DONE) {
        bool folder = words.count && data_is_folder(words.list[0]);
        session.lessons = folder ? words.list[0] : NULL;
        setup.lesson = words.count && !folder ? words.list[0] : NULL;
        result = listing || checking || resetting ? from_script(listing, checking, &words)
                                                  : session_run(command, &session, &setup);
    }
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
