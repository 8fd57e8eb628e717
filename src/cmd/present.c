#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "handout/handout.h"
#include "present/notes_live.h"
#include "present/present.h"
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

static int check(const struct command *command, const struct presentation *p,
                 const struct strs *words, const char *folder, bool notes)
{
    if (notes && words->count)
        return command_misused(command, "--notes are those of the lecture that is being given");
    if (!notes && words->count != 1)
        return command_misused(command,
                               "a lesson is needed: a name, a number or a file; or a playlist");
    if (p->force && !folder && !p->record)
        return command_misused(command, "--force belongs to --export DIR or --record FILE");
    if (p->drive && strcmp(p->drive, "-") == 0)
        return command_misused(command, "--drive needs a file: the standard input is the keyboard");
    if (p->drive && p->session.script)
        return command_misused(command, "--drive presses keys in the terminal, --script without "
                                        "one: choose one of them");
    if (p->pace < 0 || p->pace > LECTURE_SLOWEST)
        return command_misused(command, "--pace is 1 to %d seconds", LECTURE_SLOWEST);
    return EXIT_DONE;
}

int cmd_present(const struct command *command, int argc, char **argv)
{
    struct presentation p = {.room = -1};
    struct strs words = {0};
    const char *folder = NULL;
    bool notes = false;
    const struct option options[] = {
        {"pace", 0, OPTION_INT, &p.pace, "SECONDS",
         "go on by itself, after so many seconds each; any key stops it, A goes on"},
        {"room", 0, OPTION_WORD, &p.room, "terminal|dark|light",
         "colors of the room that it is projected in (dark; with --light light)"},
        {"notes", 0, OPTION_FLAG, &notes, NULL,
         "in a second terminal: the notes of the lecture that is being given in another one"},
        {"record", 0, OPTION_TEXT, &p.record, "FILE.cast",
         "record what is shown (asciicast v2); heed play and other players show it"},
        {"drive", 0, OPTION_TEXT, &p.drive, "FILE",
         "a script presses the keys in this terminal, until a key is pressed"},
        {"export", 0, OPTION_TEXT, &folder, "DIR",
         "write the lesson for paper into this folder: handout, worksheet and answers"},
        {"force", 0, OPTION_FLAG, &p.force, NULL,
         "with --export and --record: also over files that are there"},
        SESSION_OPTIONS(p.session),
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE)
        result = check(command, &p, &words, folder, notes);
    if (result == EXIT_DONE && folder) {
        result = export_lesson(words.list[0], folder, p.force);
    } else if (result == EXIT_DONE && notes) {
        struct err err;
        result = notes_live(&p.session.terminal, &err) ? command_failed(&err) : EXIT_DONE;
    } else if (result == EXIT_DONE) {
        p.name = words.list[0];
        result = present_run(command, &p);
    }
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
