#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/requests.h"
#include "base/mem.h"
#include "draw/layout.h"
#include "lesson/check.h"
#include "shell/course.h"
#include "shell/data.h"
#include "shell/session.h"
#include "shell/variant.h"
#include "text/utf8.h"
#include "view/page.h"

/* heed learn: the course on screen, and the course from a script. */

enum { FIT_ROWS = 24, FIT_COLUMNS = 80, FIT_SCROLLED = 6, NAME_COLUMNS = 16 };

/* The most rows that a page takes after any answer that can be given, with all hints. */
static int rows_answered(struct rect rect, struct page_state *state,
                         const struct question *question)
{
    int most = 0;
    for (int verdict = REPLY_NONE; verdict <= REPLY_RIGHT; verdict++)
        for (int chosen = 1; chosen <= QUESTION_CHOICES; chosen++) {
            struct question_reply reply = {.verdict = (enum question_verdict)verdict,
                                           .given = {.choice = chosen, .row = 1, .column = 1},
                                           .hints = (int)question->hints.count};
            state->reply = &reply;
            int rows = page_draw(NULL, rect, state);
            most = rows > most ? rows : most;
        }
    return most;
}

/* Whether a page fits the text column of the smallest screen lessons are written for. An answer
 * scrolls to what is said about it: then the question must still be seen, not the whole page. */
static bool page_fits(const struct lesson *lesson, const struct lesson_page *page,
                      const struct trace *trace, struct str *why)
{
    struct rect rect = layout_of(FIT_ROWS, FIT_COLUMNS, true, false).text;
    struct question_reply none = {0};
    struct page_state state = {
        .lesson = lesson, .page = (int)(page - lesson->pages), .trace = trace, .reply = &none};
    int rows = page_draw(NULL, rect, &state);
    if (rows > rect.rows)
        str_format(why, "%d rows of %d columns are needed, there are %d at %d×%d", rows,
                   rect.columns, rect.rows, FIT_COLUMNS, FIT_ROWS);
    else if (page->question.present &&
             (rows = rows_answered(rect, &state, &page->question)) > rect.rows + FIT_SCROLLED)
        str_format(why, "%d rows are needed after an answer, there are %d and %d to scroll by",
                   rows, rect.rows, FIT_SCROLLED);
    return !why->length;
}

/* Opens the model that a page has in place of the lesson's. The context is a struct model *: one
 * model at a time is kept there. */
static const struct model *open_page_model(void *context, const char *name, struct err *err)
{
    struct model **kept = context;
    model_free(*kept);
    *kept = variant_open(name, err);
    return *kept;
}

static int check_lesson(const struct lesson *lesson, const struct glossary *glossary)
{
    struct model *page_model = NULL;
    const struct lesson_checker checker = {.key_exists = requests_have_key,
                                           .fits = page_fits,
                                           .model = open_page_model,
                                           .context = &page_model,
                                           .panel_exists = requests_open_panel,
                                           .glossary = glossary};
    struct err err;
    struct strs problems = {0};
    struct model *model = variant_open(lesson->model, &err);
    int errors = 1;
    if (model) {
        struct trace *trace = trace_new(model, (const char *const *)lesson->sources.list,
                                        (int)lesson->sources.count, NULL);
        errors = lesson_check(lesson, trace, &checker, &problems);
        trace_free(trace);
    } else {
        fprintf(stderr, "%s: error: %s\n", lesson->path, err.text);
    }
    for (size_t i = 0; i < problems.count; i++)
        fprintf(stderr, "%s\n", problems.list[i]);
    if (!errors)
        printf("%s: %d pages, fine\n", lesson->path, lesson->count);
    strs_free(&problems);
    model_free(page_model);
    model_free(model);
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
