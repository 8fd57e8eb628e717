#include "shell/proof.h"

#include "app/requests.h"
#include "draw/layout.h"
#include "lecture/lecture_draw.h"
#include "lesson/check.h"
#include "lesson/slide.h"
#include "shell/variant.h"
#include "view/page.h"

/* The smallest screen lessons are written for, and how far an answer may scroll it. */
enum { FIT_ROWS = 24, FIT_COLUMNS = 80, FIT_SCROLLED = 6 };

/* The most rows that a page takes after any answer that can be given, with all hints. */
static int rows_answered(struct rect rect, struct page_state *state,
                         const struct question *question)
{
    int most = 0;
    for (int verdict = REPLY_NONE; verdict <= REPLY_RIGHT; verdict++)
        for (int chosen = 1; chosen <= QUESTION_CHOICES; chosen++) {
            struct question_reply reply = {.verdict = (enum question_verdict)verdict,
                                           .given = {.choice = chosen, .row = 1, .column = 1},
                                           .tries = QUESTION_TRIES,
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
    int rows = page_draw(NULL, rect, &state), slide = 0;
    if (page->slide_line)
        slide = lecture_slide_rows(lesson, state.page, trace, SLIDE_COLUMNS);
    if (slide > SLIDE_ROWS)
        str_format(why, "its slide takes %d rows of %d columns, there are %d at %d×%d", slide,
                   SLIDE_COLUMNS, SLIDE_ROWS, FIT_COLUMNS, FIT_ROWS);
    else if (rows > rect.rows)
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

/* The lesson's model cannot be opened: that, with the line that names it. */
static void report_model(const struct lesson *lesson, const struct err *err, struct strs *problems)
{
    long line = 1;
    int column;
    struct str text = {0};
    lesson_find(lesson, 2, lesson->model, &line, &column);
    str_format(&text, "%s:%ld: error: model: %s", lesson->path, line, err->text);
    strs_add(problems, text.text);
    str_free(&text);
}

int proof_lesson(const struct lesson *lesson, const struct glossary *glossary,
                 struct strs *problems)
{
    struct model *page_model = NULL;
    const struct lesson_checker checker = {.key_exists = requests_have_key,
                                           .lecture_key_exists = lecture_has_key,
                                           .fits = page_fits,
                                           .model = open_page_model,
                                           .context = &page_model,
                                           .panel_exists = requests_open_panel,
                                           .glossary = glossary};
    struct err err;
    struct model *model = variant_open(lesson->model, &err);
    if (!model) {
        report_model(lesson, &err, problems);
        return 1 + lesson_check(lesson, NULL, &checker, problems);
    }
    struct trace *trace = trace_new(model, (const char *const *)lesson->sources.list,
                                    (int)lesson->sources.count, NULL);
    int errors = lesson_check(lesson, trace, &checker, problems);
    trace_free(trace);
    model_free(page_model);
    model_free(model);
    return errors;
}
