#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "shell/course.h"
#include "shell/data.h"
#include "shell/proof.h"
#include "shell/session.h"
#include "text/utf8.h"

/* heed learn: the course on screen, and the course from a script. */

enum { NAME_COLUMNS = 16 };

static int check_lesson(const struct lesson *lesson, const struct glossary *glossary)
{
    struct strs problems = {0};
    int errors = proof_lesson(lesson, glossary, &problems);
    for (size_t i = 0; i < problems.count; i++)
        fprintf(stderr, "%s\n", problems.list[i]);
    if (!errors)
        printf("%s: %d pages, fine\n", lesson->path, lesson->count);
    strs_free(&problems);
    return errors ? EXIT_FAILED : EXIT_DONE;
}

static int check_opened(struct lesson *lesson, const struct glossary *glossary, struct err *err)
{
    int result = lesson ? check_lesson(lesson, glossary) : command_failed(err);
    lesson_free(lesson);
    return result;
}

/* The files that were named, or all of the course. */
static int check(const struct course *course, const struct strs *files)
{
    struct err err;
    char *extra;
    int result = course->broken.count ? EXIT_FAILED : EXIT_DONE;
    for (size_t i = 0; i < files->count; i++)
        if (check_opened(lesson_open(files->list[i], &err), &course->glossary, &err))
            result = EXIT_FAILED;
    for (size_t i = 0; !files->count && i < course->count; i++)
        if (check_lesson(course->lessons[i], &course->glossary))
            result = EXIT_FAILED;
    for (int i = 0; !files->count && course->count && course_extras[i]; i++)
        if ((extra = course_extra_path(course_extras[i]))) {
            if (check_opened(lesson_open(extra, &err), &course->glossary, &err))
                result = EXIT_FAILED;
            free(extra);
        }
    for (size_t i = 0; !files->count && i < course->broken.count; i++)
        fprintf(stderr, "%s\n", course->broken.list[i]);
    return result;
}

static int list(const struct course *course)
{
    for (size_t i = 0; i < course->count; i++) {
        const struct lesson *lesson = course->lessons[i];
        int blank = NAME_COLUMNS - utf8_width(lesson->name);
        printf("%s%*s %2d min  %d of %d pages seen  %s\n", lesson->name, blank > 0 ? blank : 0, "",
               lesson->minutes, progress_count(&course->progress, lesson->key), lesson->count,
               lesson->title);
    }
    for (size_t i = 0; i < course->broken.count; i++)
        fprintf(stderr, "%s\n", course->broken.list[i]);
    return course->broken.count ? EXIT_FAILED : EXIT_DONE;
}

static int from_script(bool listing, bool checking, const struct strs *words)
{
    struct course course;
    struct err err;
    int result;
    course_read(&course);
    if (listing)
        result = list(&course);
    else if (checking)
        result = check(&course, words);
    else
        result = course_reset(&course, &err) ? command_failed(&err) : EXIT_DONE;
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
         "prove lessons (all, or the files given): they parse, fit 80x24, and can be answered"},
        {"reset", 0, OPTION_FLAG, &resetting, NULL, "forget which pages were seen"},
        SESSION_OPTIONS(session),
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && !checking && words.count > 1)
        result = command_misused(command, "one lesson at a time");
    if (result == EXIT_DONE) {
        setup.lesson = words.count ? words.list[0] : NULL;
        result = listing || checking || resetting ? from_script(listing, checking, &words)
                                                  : session_run(command, &session, &setup);
    }
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
