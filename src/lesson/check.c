#include "lesson/check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lab/intervention.h"
#include "lesson/blank.h"
#include "lesson/concept.h"
#include "lesson/expression.h"
#include "trace/tracing.h"

struct inspection {
    const struct lesson *lesson;
    const struct trace *trace;
    const struct lesson_checker *checker;
    struct strs *problems;
    int errors;
    bool notes; /* what is read now is for a lecturer */
};

static void report(struct inspection *i, long line, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void report(struct inspection *i, long line, const char *kind, const char *format, ...)
{
    char what[1200];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    struct str text = {0};
    str_format(&text, "%s:%ld: %s: %s", i->lesson->path, line, kind, what);
    strs_add(i->problems, text.text);
    str_free(&text);
    i->errors += strcmp(kind, "error") == 0;
}

/* Whether a number is a place in a paper or a book: "section 3.2", "sections 1, 2.1". */
static bool is_reference(const char *text, const char *number)
{
    static const char *const words[] = {"section", "chapter", "appendix", "D2L"};
    const char *from = text;
    for (const char *at = text; at < number; at++)
        if (*at == ';')
            from = at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *found = strstr(from, words[i]);
        if (found && found < number)
            return true;
    }
    return false;
}

/* The first decimal number in a text, such as 0.91 or .91; NULL when there is none. */
static const char *find_decimal(const char *text)
{
    for (const char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.')) {
        const char *start = dot;
        while (start > text && isdigit((unsigned char)start[-1]))
            start--;
        bool within_word = start > text && (isalpha((unsigned char)start[-1]) || start[-1] == '.');
        if (isdigit((unsigned char)dot[1]) && !within_word && !is_reference(text, start))
            return start;
    }
    return NULL;
}

/* Reports at the place of a text, from the line of its block on. */
static void report_text(struct inspection *i, long first, const char *text, const char *what)
{
    long line = first;
    int column = 0;
    if (lesson_find(i->lesson, first, text, &line, &column))
        report(i, line, "error", "column %d: %s", column, what);
    else
        report(i, first, "error", "%s", what);
}

/* Stars that mark nothing stay on the screen: one of a pair is missing. */
static void check_marks(struct inspection *i, const char *text, long line)
{
    for (const char *star = strchr(text, '*'); star; star = strchr(star + 1, '*')) {
        size_t n = strspn(star, "*");
        bool before = star > text && !isspace((unsigned char)star[-1]);
        bool after = star[n] && !isspace((unsigned char)star[n]);
        if (n >= 2 || before != after) {
            char around[24];
            snprintf(around, sizeof around, "%.*s", str_fit(star, 12), star);
            report_text(i, line, around, "a * that marks nothing; expected a pair around a text");
            return;
        }
        star += n - 1;
    }
}

/* Marks of code and of keys that are not closed stay on the screen as well. */
static void check_open_marks(struct inspection *i, const char *text, long line)
{
    static const struct {
        const char *mark, *what;
    } marks[] = {{"`", "a ` that marks nothing; expected a pair around code"},
                 {"[[", "[[ without its ]]; expected a key, [[Enter]]"}};
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        const char *found = strstr(text, marks[m].mark);
        char around[24];
        if (!found)
            continue;
        snprintf(around, sizeof around, "%.*s", str_fit(found, 12), found);
        report_text(i, line, around, marks[m].what);
    }
}

/* Words for colors: what is bright in one theme is dark in another. */
static void check_theme(struct inspection *i, const char *text, long line)
{
    static const char *const words[] = {"bright", "dark", "pale", "strong color", "strong colour"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        for (const char *found = strcasestr(text, words[w]); found;
             found = strcasestr(found + 1, words[w])) {
            size_t n = strlen(words[w]);
            char what[120], word[24];
            if (found > text && isalpha((unsigned char)found[-1]))
                continue;
            while (isalpha((unsigned char)found[n]))
                n++;
            snprintf(word, sizeof word, "%.*s", (int)(n < 20 ? n : 20), found);
            snprintf(what, sizeof what,
                     "\"%s\" is another cell in another theme; expected \"highlighted\"", word);
            report_text(i, line, word, what);
        }
}

/* A marked word that is nearly a concept and no word of the sentences is a slip. */
static void check_word(struct inspection *i, const char *word, long line)
{
    const char *meant = concept_meant(word);
    bool said = false;
    for (int b = 0; i->trace && b < i->trace->count; b++) {
        for (int j = 0; j < trace_source_length(i->trace, b); j++)
            said = said || strcmp(trace_source_word(i->trace, b, j), word) == 0;
        for (int t = 0; t < i->trace->sentences[b].steps; t++)
            said = said || strcmp(trace_target_word(i->trace, b, t), word) == 0;
    }
    if (!meant || said)
        return;
    char what[160];
    snprintf(what, sizeof what, "*%.*s* is no concept; expected *%s*", str_fit(word, 40), word,
             meant);
    report_text(i, line, word, what);
}

static void check_span(struct inspection *i, const struct span *span, long line)
{
    bool prose = span->kind != SPAN_CODE && span->kind != SPAN_KEY && span->kind != SPAN_VALUE;
    const char *decimal = prose ? find_decimal(span->text) : NULL;
    if (decimal)
        report(i, line, "warning",
               "the number %.*s in the text; expected an expression, such as {weights[2,1] %%.2f}",
               (int)strspn(decimal, ".0123456789"), decimal);
    if (span->kind == SPAN_PLAIN) {
        check_marks(i, span->text, line);
        check_open_marks(i, span->text, line);
    }
    if (span->kind == SPAN_PLAIN || span->kind == SPAN_STRONG)
        check_theme(i, span->text, line);
    if (prose && strstr(span->text, "<!--"))
        report_text(i, line, "<!--", "a remark in HTML is seen by everybody; expected ```notes");
    if (span->kind == SPAN_WORD)
        check_word(i, span->text, line);
    const struct lesson_checker *c = i->checker;
    bool for_lecture = i->notes && c->lecture_key_exists && c->lecture_key_exists(span->text);
    if (span->kind == SPAN_KEY && c->key_exists && !for_lecture && !c->key_exists(span->text))
        report(i, line, "error", "there is no key [[%s]]; expected one that the help lists",
               span->text);
}

static void check_spans(struct inspection *i, const struct span *spans, int count, long line)
{
    struct spans values = {0};
    for (int s = 0; s < count; s++) {
        struct err err;
        check_span(i, &spans[s], line);
        if (i->trace && spans_evaluate(&values, &spans[s], 1, i->trace, &err))
            report(i, line, "error", "%s", err.text);
    }
    spans_free(&values);
}

static void check_markdown(struct inspection *i, const char *text, long line)
{
    struct spans spans = {0};
    struct err err;
    if (text && spans_parse(&spans, text, &err) == 0) /* reading the file has reported others */
        check_spans(i, spans.list, spans.count, line);
    spans_free(&spans);
}

/* A learner who picks a word must be able to be right, and to be wrong. */
static void check_choices(struct inspection *i, const struct question *question)
{
    struct strs choices = {0};
    struct err err;
    int right, same = 0;
    struct question_given expected;
    if (question_choices(question, i->trace, &choices, &right, &err) ||
        question_expected(question, i->trace, &expected, &err)) {
        report(i, question->line, "error", "%s", err.text);
    } else if (question->kind == QUESTION_CHOICE) {
        for (size_t c = 0; c < choices.count; c++)
            same += strcmp(choices.list[c], choices.list[right]) == 0;
        if ((size_t)same == choices.count)
            report(i, question->line, "error", "all choices are \"%s\"; expected different ones",
                   choices.list[right]);
        else if (same > 1)
            report(i, question->line, "warning",
                   "%d choices read \"%s\" and only one of them is right; expected different ones",
                   same, choices.list[right]);
    }
    strs_free(&choices);
}

static void check_question(struct inspection *i, const struct question *question)
{
    const char *const texts[] = {question->ask, question->right, question->wrong};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        check_markdown(i, texts[t], question->line);
    for (size_t h = 0; h < question->hints.count; h++)
        check_markdown(i, question->hints.list[h], question->line);
    for (size_t r = 0; r < question->replies.count; r++)
        check_markdown(i, question->replies.list[r], question->line);
    for (size_t c = 0; c < question->choices.count; c++)
        check_markdown(i, question->choices.list[c], question->line);
    if (i->trace)
        check_choices(i, question);
}

/* The matrix that a page shows: the one that it names, or the first of its stage that its family of
 * models computes, whether this model does or not. */
static struct sheet shown_first(const struct trace *trace, const struct lesson_view *view)
{
    struct sheet sheet = view->matrix;
    const struct quantity *const *table = trace->tracing->quantities;
    for (; sheet.quantity == Q_NONE && view->stage >= 0 && *table; table++)
        for (const struct quantity *q = *table; q->name && sheet.quantity == Q_NONE; q++)
            if ((int)q->stage == view->stage)
                sheet.quantity = q->id;
    return sheet;
}

/* What a worksheet of the page would leave blank is there. */
static void check_blanks(struct inspection *i, const struct lesson_page *page)
{
    const struct lesson_view *view = &page->view;
    int sentence = view->sentence > 0 ? view->sentence : 0;
    for (size_t b = 0; b < view->blanks.count; b++) {
        struct blank blank;
        struct err err;
        if (blank_read(view->blanks.list[b], &blank, &err) ||
            blank_settle(&blank, i->trace, sentence, view->step > 0 ? view->step : 0, &err))
            report(i, page->line, "error", "blank: %s: %s", view->blanks.list[b], err.text);
    }
}

/* Reports a start of the cursor outside the matrix. */
static void check_view(struct inspection *i, const struct lesson_page *page)
{
    const struct lesson_view *view = &page->view;
    const struct trace *trace = i->trace;
    struct sheet sheet = shown_first(trace, view);
    int sentence = view->sentence > 0 ? view->sentence : 0;
    if (sentence >= trace->count) {
        report(i, page->line, "error", "view: there is no sentence %d; expected 1 to %d",
               sentence + 1, trace->count);
        return;
    }
    const struct quantity *q =
        sheet.quantity == Q_NONE ? NULL : trace_quantity(trace, sheet.quantity);
    struct mat numbers = q ? trace_matrix(trace, sentence, sheet) : (struct mat){0};
    /* its rows are words or hops, not steps */
    bool looks = q && (axis_looks(q->rows) || q->rows == AXIS_SOURCE);
    int steps = !looks                   ? trace->sentences[sentence].steps
                : q->rows == AXIS_ASKING ? trace_source_count(trace)
                                         : numbers.rows;
    if (view->step >= steps)
        report(i, page->line, "error", "view: there is no step %d; expected 1 to %d",
               view->step + 1, steps);
    check_blanks(i, page);
    if (!q)
        return;
    if (!numbers.x)
        report(i, page->line, "error", "view: %s has no %s; expected what this model computes",
               trace->model->name, q->label);
    else if (view->column >= numbers.cols)
        report(i, page->line, "error", "view: there is no cell %d in %s; expected 1 to %d",
               view->column + 1, q->name, numbers.cols);
}

/* What the text says in words still holds of the run. */
static void check_claims(struct inspection *i, const struct lesson_page *page)
{
    for (size_t c = 0; c < page->view.claims.count; c++) {
        const char *claim = page->view.claims.list[c];
        struct expression_value value;
        struct err err;
        if (expression_evaluate(claim, i->trace, &value, &err))
            report(i, page->line, "error", "claim: %s: %s", claim, err.text);
        else if (value.kind != VALUE_NUMBER || value.number == 0)
            report(i, page->line, "error",
                   "claim: %s does not hold with %s; expected a text that does", claim,
                   i->trace->model->name);
    }
}

/* The run that a page is about, under the changes of the page, and the same without them as
 * `before`. The caller frees both. NULL, and a line of the report, when a change cannot be made. */
static struct trace *page_run(struct inspection *i, const struct lesson_page *page,
                              struct trace **before)
{
    struct err err;
    const struct model *model = i->trace->model;
    if (page->view.model && i->checker->model)
        model = i->checker->model(i->checker->context, page->view.model, &err);
    if (!model) {
        report(i, page->line, "error", "model: %s", err.text);
        return NULL;
    }
    struct strs lines = {0};
    lesson_view_lines(&page->view, &lines);
    struct trace *run = lesson_run(i->lesson, page, model, &lines, before, &err);
    strs_free(&lines);
    if (err.text[0])
        report(i, page->line, "error", "do: %s", err.text);
    return run;
}

/* A page may not use a word before the lesson that teaches it. */
static void check_words(struct inspection *i, const struct lesson_page *page)
{
    const struct glossary *glossary = i->checker->glossary;
    for (size_t e = 0; glossary && e < glossary->count; e++)
        if (glossary_later(&glossary->list[e], i->lesson) &&
            glossary_on_page(&glossary->list[e], page))
            report(i, page->line, "error",
                   "\"%s\" is taught in %s; expected words of this lesson or of those before it",
                   glossary->list[e].title, glossary->list[e].lesson);
}

static void report_fault(struct inspection *i, const struct lesson_fault *fault)
{
    if (fault->column)
        report(i, fault->line, "error", "column %d: %s", fault->column, fault->text);
    else
        report(i, fault->line, "error", "%s", fault->text);
}

static void check_content(struct inspection *i, const struct lesson_page *page)
{
    struct str why = {0};
    const char *const panels[] = {page->view.panel, page->view.reveal};
    for (size_t p = 0; p < sizeof panels / sizeof *panels; p++)
        if (panels[p] && i->checker->panel_exists && !i->checker->panel_exists(panels[p]))
            report(i, page->line, "error",
                   "there is no panel \"%s\"; expected one that the help lists", panels[p]);
    if (page->view.reveal && !page->view.then.count)
        report(i, page->line, "error", "reveal: %s, but nothing to be revealed; expected then",
               page->view.reveal);
    for (int b = 0; b < page->count; b++)
        check_spans(i, page->blocks[b].spans, page->blocks[b].count, page->blocks[b].line);
    for (int b = 0; b < page->slide_count && page->slide_line; b++)
        check_spans(i, page->slide[b].spans, page->slide[b].count, page->slide[b].line);
    i->notes = true;
    for (int b = 0; b < page->note_count; b++)
        check_spans(i, page->notes[b].spans, page->notes[b].count, page->notes[b].line);
    i->notes = false;
    for (int f = 0; f < page->fault_count; f++)
        report_fault(i, &page->faults[f]);
    check_words(i, page);
    if (page->question.present)
        check_question(i, &page->question);
    if (i->trace) {
        check_view(i, page);
        check_claims(i, page);
    }
    if (i->checker->fits && !i->checker->fits(i->lesson, page, i->trace, &why))
        report(i, page->line, "error", "the page does not fit: %s; expected less text",
               why.text ? why.text : "it is too long");
    str_free(&why);
}

/* Whether what a page asks to do is done in its run under some changes. */
static bool is_done(struct inspection *i, const struct lesson_page *page,
                    const struct strs *changes, const char *key)
{
    const struct question *question = &page->question;
    const struct strs *sources =
        page->view.sources.count ? &page->view.sources : &i->lesson->sources;
    struct strs none = {0};
    struct expression_value done = {.kind = VALUE_NUMBER};
    struct err err;
    struct trace *run = lab_run(&(struct lab){i->trace->model, sources, changes}, &err);
    if (err.text[0])
        report(i, question->line, "error", "%s: %s", key, err.text);
    struct trace *before = lab_run(&(struct lab){i->trace->model, sources, &none}, &err);
    run->before = before;
    if (expression_evaluate(question->answer, run, &done, &err))
        report(i, question->line, "error", "answer: %s", err.text);
    else if (done.kind != VALUE_NUMBER)
        report(i, question->line, "error", "the answer is no number; expected one");
    trace_free(run);
    trace_free(before);
    return done.kind == VALUE_NUMBER && done.number != 0;
}

/* What a learner is asked to do is not done when the page opens, and can be done. */
static void check_deed(struct inspection *i, const struct lesson_page *page)
{
    const struct question *question = &page->question;
    struct strs lines = {0};
    if (!question->present || question->kind != QUESTION_DO || !i->trace)
        return;
    if (is_done(i, page, &page->view.changes, "do"))
        report(i, question->line, "error",
               "what is asked for is done already when the page opens; expected an answer of 0");
    for (size_t k = 0; k < page->view.changes.count; k++)
        strs_add(&lines, page->view.changes.list[k]);
    for (size_t k = 0; k < question->solution.count; k++)
        strs_add(&lines, question->solution.list[k]);
    if (!is_done(i, page, &lines, "solution"))
        report(i, question->line, "error",
               "the solution does not do what is asked for; expected an answer that is not 0");
    strs_free(&lines);
}

static void check_page(struct inspection *i, const struct lesson_page *page)
{
    const struct trace *usual = i->trace;
    struct trace *run = NULL, *before = NULL;
    if (usual && lesson_view_differs(&page->view)) {
        run = page_run(i, page, &before);
        i->trace = run;
    }
    check_content(i, page);
    check_deed(i, page);
    i->trace = usual;
    trace_free(run);
    trace_free(before);
}

int lesson_check(const struct lesson *lesson, const struct trace *trace,
                 const struct lesson_checker *checker, struct strs *problems)
{
    struct inspection inspection = {lesson, trace, checker, problems, 0, false};
    for (int p = 0; p < lesson->count; p++)
        check_page(&inspection, &lesson->pages[p]);
    return inspection.errors;
}
