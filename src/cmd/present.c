#include "cmd/commands.h"

#include <stdio.h>

#include "handout/handout.h"
#include "shell/course.h"

/* heed present: a lesson in front of people, and on paper. */

static int export_lesson(const char *name, const char *folder, bool force)
{
    struct course course;
    struct strs written = {0};
    struct str without = {0};
    struct err err;
    int result = EXIT_FAILED;
    course_read(&course, NULL);
    struct lesson *lesson = course_open(&course, name, &err);
    if (lesson &&
        handout_export(lesson, &course.glossary, folder, force, &written, &without, &err) == 0)
        result = EXIT_DONE;
    for (size_t i = 0; i < written.count; i++)
        printf("%s\n", written.list[i]);
    if (result)
        command_failed(&err);
    else if (without.length)
        fprintf(stderr, "heed: %s\n", without.text);
    str_free(&without);
    strs_free(&written);
    lesson_free(lesson);
    course_free(&course);
    return result;
}

int cmd_present(const struct command *command, int argc, char **argv)
{
    struct strs words = {0};
    const char *folder = NULL;
    bool force = false;
    const struct option options[] = {
        {"export", 0, OPTION_TEXT, &folder, "DIR",
         "write the lesson for paper into this folder: handout, worksheet and answers"},
        {"force", 0, OPTION_FLAG, &force, NULL, "with --export: also over files that are there"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count != 1)
        result = command_misused(command, "a lesson is needed: a name, a number or a file");
    if (result == EXIT_DONE && force && !folder)
        result = command_misused(command, "--force belongs to --export DIR");
    if (result == EXIT_DONE && !folder)
        result = command_misused(command, "there is only --export DIR yet; heed learn %s opens it",
                                 words.list[0]);
    if (result == EXIT_DONE)
        result = export_lesson(words.list[0], folder, force);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
