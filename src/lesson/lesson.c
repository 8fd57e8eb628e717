#include "lesson/lesson.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "lab/intervention.h"
#include "lesson/markdown.h"
#include "lesson/settings.h"
#include "lesson/slide.h"
#include "text/utf8.h"

struct line {
    const char *text; /* without its line end and the spaces before it */
    size_t n;
    long number;
};

struct parser {
    const char *path, *text;
    size_t n, at;
    long number; /* of the last line that was read, from 1 */
    struct lesson *lesson;
    struct err *err;
    struct strs *problems; /* every mistake; NULL: the first one ends it */
};

/* A mistake behind which one can read on: 0 where all are wanted, else −1. */
static int note(struct parser *p)
{
    if (!p->problems)
        return -1;
    strs_add(p->problems, p->err->text);
    return 0;
}

static int fail_line(const struct parser *p, long line)
{
    return err_prefix(p->err, "%s:%ld", p->path, line);
}

static bool next_line(struct parser *p, struct line *line)
{
    if (p->at >= p->n)
        return false;
    const char *start = p->text + p->at, *end = memchr(start, '\n', p->n - p->at);
    size_t n = end ? (size_t)(end - start) : p->n - p->at;
    p->at += n + (end != NULL);
    while (n && (start[n - 1] == ' ' || start[n - 1] == '\t' || start[n - 1] == '\r'))
        n--;
    *line = (struct line){start, n, ++p->number};
    return true;
}

static bool line_is(const struct line *line, const char *text)
{
    return line->n == strlen(text) && memcmp(line->text, text, line->n) == 0;
}

/* Refuses what is not UTF-8 text: md4c and the screen could not make sense of it. */
static int check_text(struct parser *p)
{
    long line = 1;
    for (size_t i = 0; i < p->n;) {
        int code;
        i += utf8_decode(p->text + i, p->n - i, &code);
        if (code < 0 || code == 127 || (code < ' ' && !strchr("\n\r\t", code)) || code == 0) {
            err_set(p->err, "a byte that is no text; expected UTF-8 without control characters");
            return fail_line(p, line);
        }
        line += code == '\n';
    }
    return 0;
}

/* Reads settings up to a line that is `end`. *whole: nothing is wrong in them. */
static int read_settings(struct parser *p, const struct setting *table, void *target,
                         const char *end, bool *whole)
{
    struct settings settings;
    struct line line;
    long first = p->number;
    *whole = true;
    settings_start(&settings, table, target);
    settings.bad_line = first;
    while (next_line(p, &line)) {
        if (line_is(&line, end)) {
            settings.bad_line = line.number;
            if (settings_end(&settings, p->err) == 0)
                return 0;
            *whole = false;
            fail_line(p, settings.bad_line);
            return note(p);
        }
        if (settings_line(&settings, line.text, line.n, line.number, p->err)) {
            *whole = false;
            fail_line(p, settings.bad_line);
            if (note(p)) {
                settings_end(&settings, NULL);
                return -1;
            }
        }
    }
    settings_end(&settings, NULL);
    err_set(p->err, "the block that starts here does not end; expected a line %s", end);
    return fail_line(p, first);
}

static int read_view(struct parser *p, struct lesson_page *page)
{
    struct lesson_view *view = &page->view;
    long line = p->number;
    bool whole;
    if (read_settings(p, settings_view, view, "```", &whole))
        return -1;
    if (view->matrix.quantity == Q_NONE)
        return 0;
    const struct quantity *quantity = quantity_any(view->matrix.quantity);
    if (view->stage >= 0 && view->stage != (int)quantity->stage) {
        err_set(p->err, "the stage %s has no matrix \"%s\"; expected stage: %s",
                stage_name((enum stage)view->stage), quantity->name, stage_name(quantity->stage));
        fail_line(p, line);
        return note(p);
    }
    view->stage = (int)quantity->stage;
    return 0;
}

/* One that is not whole is not asked. */
static int read_question(struct parser *p, struct lesson_page *page)
{
    bool whole;
    struct question *question = &page->question;
    if (question->present) {
        err_set(p->err, "a second question; expected one on a page");
        return fail_line(p, p->number);
    }
    question->line = p->number;
    if (read_settings(p, settings_question, question, "```", &whole))
        return -1;
    if (whole && question_complete(question, p->err)) {
        whole = false;
        fail_line(p, question->line);
        if (note(p))
            return -1;
    }
    question->present = whole;
    return 0;
}

/* How many backticks a line starts with; 0 when they are fewer than three. */
static size_t fence(const struct line *line)
{
    size_t ticks = 0;
    while (ticks < line->n && line->text[ticks] == '`')
        ticks++;
    return ticks >= 3 ? ticks : 0;
}

/* What may follow the backticks of a block of code: languages that lessons show. */
static bool is_language(const char *text, size_t n)
{
    static const char *const names[] = {"", "c", "python", "sh", "text", "csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && memcmp(names[i], text, n) == 0)
            return true;
    return false;
}

/* Skips a block of code, which may contain lines that look like ours. */
static int skip_code(struct parser *p, struct lesson_page *page, const struct line *start,
                     size_t ticks)
{
    struct line line;
    long first = p->number;
    if (!is_language(start->text + ticks, start->n - ticks))
        lesson_fault(
            page, first,
            "unknown block \"%.*s\"; expected view, question, slide or notes, or a block of "
            "code: ```, ```c, ```python, ```sh, ```text or ```csv",
            (int)(start->n - ticks < 40 ? start->n - ticks : 40), start->text + ticks);
    while (next_line(p, &line))
        if (fence(&line) == line.n && line.n == ticks)
            return 0;
    err_set(p->err, "the code that starts here does not end; expected a line ```");
    return fail_line(p, first);
}

/* Whether a line opens a block of this name, and with how many backticks. */
static size_t opens(const struct line *line, const char *name)
{
    size_t ticks = fence(line), n = strlen(name);
    return ticks && line->n == ticks + n && memcmp(line->text + ticks, name, n) == 0 ? ticks : 0;
}

/* Takes the blocks of a page over, behind those of a list. */
static void take_blocks(struct lesson_page *from, struct block **list, int *count)
{
    *list = mem_resize(*list, (size_t)(*count + from->count), sizeof **list);
    for (int i = 0; i < from->count; i++)
        (*list)[(*count)++] = from->blocks[i];
    free(from->blocks);
    *from = (struct lesson_page){.faults = from->faults, .fault_count = from->fault_count};
}

/* What is reported of a text that was read apart goes to its page. */
static void take_faults(struct lesson_page *from, struct lesson_page *page)
{
    for (int i = 0; i < from->fault_count; i++) {
        lesson_fault(page, from->faults[i].line, "%s", from->faults[i].text);
        free(from->faults[i].text);
    }
    free(from->faults);
}

/* The blocks of Markdown text that stands apart from that of the page, all of one step. */
static int read_blocks(struct parser *p, struct lesson_page *page, size_t from, size_t to,
                       long line, int step, struct block **list, int *count)
{
    struct lesson_page apart = {0};
    long bad = line;
    int result = markdown_parse(&apart, p->text + from, to - from, line, &bad, p->err);
    for (int i = 0; i < apart.count; i++)
        apart.blocks[i].step = step;
    take_blocks(&apart, list, count);
    take_faults(&apart, page);
    return result ? fail_line(p, bad) : 0;
}

/* Notes, or the slide of the page, in which lines ... end its steps. */
static int read_apart(struct parser *p, struct lesson_page *page, bool notes, size_t ticks)
{
    struct line line;
    long first = p->number, from_line = first + 1;
    size_t from = p->at, before = p->at;
    int step = 0;
    if (!notes && page->slide_line) {
        err_set(p->err, "a second slide; expected one on a page");
        return fail_line(p, first);
    }
    for (; next_line(p, &line); before = p->at) {
        bool ends = fence(&line) == line.n && line.n == ticks;
        if (!ends && (notes || !line_is(&line, "...")))
            continue;
        if (read_blocks(p, page, from, before, from_line, step, notes ? &page->notes : &page->slide,
                        notes ? &page->note_count : &page->slide_count))
            return -1;
        if (ends && !(notes ? page->note_count : page->slide_count)) {
            err_set(p->err, "%s without text; expected some", notes ? "notes" : "a slide");
            return fail_line(p, first);
        }
        if (ends) {
            page->slide_line = notes ? page->slide_line : first;
            return 0;
        }
        step++;
        from = p->at;
        from_line = p->number + 1;
    }
    err_set(p->err, "the block that starts here does not end; expected a line ```");
    return fail_line(p, first);
}

/* Markdown text of a page that was read and not parsed yet. */
static int read_text(struct parser *p, struct lesson_page *page, size_t from, size_t to, long line)
{
    long bad = line;
    if (markdown_parse(page, p->text + from, to - from, line, &bad, p->err) == 0)
        return 0;
    fail_line(p, bad);
    return note(p);
}

struct lesson_page *lesson_add_page(struct lesson *lesson, long line)
{
    lesson->pages = mem_grow(lesson->pages, &lesson->capacity, (size_t)lesson->count + 1,
                             sizeof *lesson->pages);
    struct lesson_page *page = &lesson->pages[lesson->count++];
    *page = (struct lesson_page){.line = line,
                                 .view = {.zoom = -1,
                                          .stage = -1,
                                          .matrix.quantity = Q_NONE,
                                          .step = -1,
                                          .column = -1,
                                          .sentence = -1}};
    return page;
}

static int end_page(struct parser *p, struct lesson_page *page)
{
    if (!page->count && !(p->problems && p->problems->count)) {
        err_set(p->err, "a page without text; expected some before the next ---");
        return fail_line(p, page->line);
    }
    page->question.sentence = page->view.sentence > 0 ? page->view.sentence : 0;
    for (int i = 0; i < page->count && !page->title; i++) {
        struct str title = {0};
        if (page->blocks[i].kind == BLOCK_HEADING) {
            spans_text(&title, page->blocks[i].spans, page->blocks[i].count);
            page->title = str_take(&title);
        }
    }
    slide_make(page);
    return 0;
}

/* One page, up to a line --- or the end; *more says which. */
static int read_page(struct parser *p, bool *more)
{
    struct lesson_page *page = lesson_add_page(p->lesson, p->number + 1);
    struct line line;
    size_t from = p->at, before = p->at;
    long from_line = p->number + 1;
    *more = false;
    for (; !*more && next_line(p, &line); before = p->at) {
        size_t ticks = fence(&line);
        bool view = line_is(&line, "```view"), question = line_is(&line, "```question");
        bool notes = opens(&line, "notes"), apart = notes || opens(&line, "slide");
        *more = line_is(&line, "---");
        if (ticks && !view && !question && !apart && skip_code(p, page, &line, ticks))
            return -1;
        if (!view && !question && !apart && !*more)
            continue;
        if (read_text(p, page, from, before, from_line) || (view && read_view(p, page)) ||
            (question && read_question(p, page)) || (apart && read_apart(p, page, notes, ticks)))
            return -1;
        from = p->at;
        from_line = p->number + 1;
    }
    if (!*more && read_text(p, page, from, p->n, from_line))
        return -1;
    return end_page(p, page);
}

/* Keeps the lines of the file, for places in reports. */
static void note_lines(struct parser *p)
{
    for (size_t at = 0; at < p->n;) {
        const char *end = memchr(p->text + at, '\n', p->n - at);
        size_t n = end ? (size_t)(end - p->text) - at : p->n - at;
        strs_add_n(&p->lesson->lines, p->text + at, n);
        at += n + 1;
    }
}

static int parse(struct parser *p)
{
    struct line line;
    if (check_text(p))
        return -1;
    note_lines(p);
    if (!next_line(p, &line) || !line_is(&line, "---")) {
        err_set(p->err, "the file does not start with its settings; expected a line --- first");
        return fail_line(p, 1);
    }
    bool whole;
    if (read_settings(p, settings_lesson, p->lesson, "---", &whole))
        return -1;
    if (!whole && !(p->lesson->title && p->lesson->model && p->lesson->sources.count))
        return -1; /* all has been noted that can be */
    for (bool more = true; more;) {
        if (p->lesson->count == LESSON_PAGES) {
            err_set(p->err, "too many pages; expected at most %d", LESSON_PAGES);
            return fail_line(p, p->number);
        }
        if (read_page(p, &more))
            return -1;
    }
    return 0;
}

/* "lessons/en/02-masking.md" → "02-masking" */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return mem_text_n(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

/* A file is looked for from the folder of the lesson that names it. */
static void place_file(const struct lesson *lesson, char **file)
{
    const char *slash = strrchr(lesson->path, '/');
    if (!slash || **file == '/')
        return;
    char *path = mem_format("%.*s/%s", (int)(slash - lesson->path), lesson->path, *file);
    free(*file);
    *file = path;
}

static void place_model(const struct lesson *lesson, char **model)
{
    if (*model && (strchr(*model, '/') || strstr(*model, ".safetensors")))
        place_file(lesson, model);
}

/* Reads the measures of a page. They are seen in a panel. */
static void read_curves(const struct lesson *lesson, struct lesson_page *page)
{
    struct lesson_view *view = &page->view;
    struct err err;
    if (!view->plot)
        return;
    place_file(lesson, &view->plot);
    view->curves = curves_open(view->plot, &err);
    if (!view->curves)
        lesson_fault(page, page->line, "plot: %s", err.text);
    else if (!view->panel)
        view->panel = mem_text("plot");
}

static void place_files(struct lesson *lesson)
{
    place_model(lesson, &lesson->model);
    for (int i = 0; i < lesson->count; i++) {
        place_model(lesson, &lesson->pages[i].view.model);
        read_curves(lesson, &lesson->pages[i]);
    }
}

/* With `problems` it goes on behind mistakes. */
static struct lesson *parse_text(const char *path, const char *text, size_t n,
                                 struct strs *problems, struct err *err)
{
    struct lesson *lesson = mem_new(1, sizeof *lesson);
    lesson->path = mem_text(path);
    lesson->name = name_of(path);
    lesson->key = mem_text(lesson->name);
    size_t mark = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    struct parser p = {.path = path,
                       .text = text + mark,
                       .n = n - mark,
                       .lesson = lesson,
                       .err = err,
                       .problems = problems};
    if (parse(&p) == 0) {
        place_files(lesson);
        return lesson;
    }
    lesson_free(lesson);
    return NULL;
}

struct lesson *lesson_parse(const char *path, const char *text, size_t n, struct err *err)
{
    return parse_text(path, text, n, NULL, err);
}

static struct lesson *read_file(const char *path, struct strs *problems, struct err *err)
{
    struct str text = {0};
    struct lesson *lesson = NULL;
    if (file_read(&text, path, LESSON_BYTES, err) == 0)
        lesson = parse_text(path, text.text ? text.text : "", text.length, problems, err);
    str_free(&text);
    return lesson;
}

struct lesson *lesson_open(const char *path, struct err *err)
{
    return read_file(path, NULL, err);
}

struct lesson *lesson_salvage(const char *path, struct strs *problems)
{
    struct err err = {""};
    struct lesson *lesson = read_file(path, problems, &err);
    size_t last = problems->count;
    if (!lesson && (!last || strcmp(problems->list[last - 1], err.text) != 0))
        strs_add(problems, err.text);
    return lesson;
}

void lesson_fault(struct lesson_page *page, long line, const char *format, ...)
{
    struct str text = {0};
    va_list list;
    va_start(list, format);
    str_format_list(&text, format, list);
    va_end(list);
    page->faults = mem_resize(page->faults, (size_t)page->fault_count + 1, sizeof *page->faults);
    page->faults[page->fault_count++] = (struct lesson_fault){line, 0, str_take(&text)};
}

bool lesson_find(const struct lesson *lesson, long first, const char *text, long *line, int *column)
{
    for (size_t i = first > 0 ? (size_t)first - 1 : 0; i < lesson->lines.count; i++) {
        const char *found = strstr(lesson->lines.list[i], text);
        if (found) {
            *line = (long)i + 1;
            *column = (int)(found - lesson->lines.list[i]) + 1;
            return true;
        }
        if (!lesson->lines.list[i][0])
            return false; /* the block is over */
    }
    return false;
}

void lesson_view_lines(const struct lesson_view *view, struct strs *out)
{
    for (size_t i = 0; i < view->changes.count; i++)
        strs_add(out, view->changes.list[i]);
    for (size_t i = 0; i < view->then.count; i++)
        strs_add(out, view->then.list[i]);
}

struct trace *lesson_run(const struct lesson *lesson, const struct lesson_page *page,
                         const struct model *model, const struct strs *lines, struct trace **before,
                         struct err *err)
{
    struct strs none = {0};
    struct err ignored;
    const struct strs *sources = page->view.sources.count ? &page->view.sources : &lesson->sources;
    struct trace *run = lab_run(&(struct lab){model, sources, lines}, err);
    *before = lab_run(&(struct lab){model, sources, &none}, &ignored);
    run->before = *before;
    run->curves = (*before)->curves = page->view.curves;
    return run;
}

static void free_page(struct lesson_page *page)
{
    struct question *question = &page->question;
    char *const texts[] = {page->title,      question->ask,   question->answer, question->row,
                           question->within, question->right, question->wrong};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    strs_free(&question->choices);
    strs_free(&question->solution);
    strs_free(&question->hints);
    strs_free(&question->replies);
    strs_free(&page->view.sources);
    strs_free(&page->view.changes);
    strs_free(&page->view.then);
    strs_free(&page->view.commands);
    strs_free(&page->view.blanks);
    for (int i = 0; i < page->fault_count; i++)
        free(page->faults[i].text);
    free(page->faults);
    strs_free(&page->view.claims);
    free(page->view.model);
    free(page->view.plot);
    curves_free(page->view.curves);
    free(page->view.panel);
    free(page->view.reveal);
    markdown_free_blocks(page->slide, page->slide_count);
    markdown_free_blocks(page->notes, page->note_count);
    markdown_free(page);
}

void lesson_free(struct lesson *lesson)
{
    if (!lesson)
        return;
    for (int i = 0; i < lesson->count; i++)
        free_page(&lesson->pages[i]);
    char *const texts[] = {lesson->path,  lesson->name,  lesson->key,
                           lesson->title, lesson->model, lesson->summary};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    strs_free(&lesson->lines);
    strs_free(&lesson->sources);
    strs_free(&lesson->needs);
    free(lesson->pages);
    free(lesson);
}
