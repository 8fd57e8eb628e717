#include "view/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/para.h"
#include "text/utf8.h"

static struct para_run run_of(const struct span *span)
{
    struct para_run run = {.style = STYLE_PLAIN, .text = span->text};
    switch (span->kind) {
    case SPAN_PLAIN:
        break;
    case SPAN_STRONG:
    case SPAN_VALUE:
        run.style = STYLE_STRONG;
        break;
    case SPAN_CODE:
        run.style = STYLE_CODE;
        break;
    case SPAN_KEY:
        run.style = STYLE_KEY;
        break;
    case SPAN_WORD:
        run.style = STYLE_WORD;
        break;
    case SPAN_CONCEPT:
        run.style = picture_style(span->concept);
        run.marks = MARK_UNDERLINE;
        break;
    }
    return run;
}

/* Draws spans as one wrapped text; returns the rows it takes. `all` overrules their styles. */
static int draw_spans(struct grid *grid, struct rect rect, const struct spans *spans,
                      enum style all, int hang)
{
    struct para_run *runs = mem_new((size_t)spans->count + 1, sizeof *runs);
    for (int i = 0; i < spans->count; i++) {
        runs[i] = run_of(&spans->list[i]);
        if (all != STYLE_PLAIN && runs[i].style == STYLE_PLAIN)
            runs[i].style = all;
    }
    int rows = para_draw(grid, rect, runs, spans->count, hang, 0);
    free(runs);
    return rows;
}

/* The numbers of an expression need a run; before there is one the text stands without them. */
static void evaluate_spans(struct spans *out, const struct span *spans, int count,
                           const struct trace *trace)
{
    if (trace) {
        spans_evaluate(out, spans, count, trace, NULL);
        return;
    }
    *out = (struct spans){.list = mem_new((size_t)count, sizeof *out->list), .count = count};
    for (int i = 0; i < count; i++) {
        out->list[i] = spans[i];
        out->list[i].text = mem_text(spans[i].kind == SPAN_VALUE ? "…" : spans[i].text);
    }
}

static int draw_markdown(struct grid *grid, struct rect rect, const char *markdown,
                         const struct trace *trace, enum style style)
{
    struct spans parsed = {0}, values = {0};
    struct err err;
    int rows = 0;
    if (spans_parse(&parsed, markdown, &err) == 0) {
        evaluate_spans(&values, parsed.list, parsed.count, trace);
        rows = draw_spans(grid, rect, &values, style, 0);
    }
    spans_free(&parsed);
    spans_free(&values);
    return rows;
}

int page_draw_block(struct grid *grid, struct rect rect, const struct block *block,
                    const struct trace *trace)
{
    struct spans values = {0};
    evaluate_spans(&values, block->spans, block->count, trace);
    bool item = block->kind == BLOCK_ITEM;
    enum style style = block->kind == BLOCK_HEADING ? STYLE_TITLE
                       : block->kind == BLOCK_CODE  ? STYLE_CODE
                                                    : STYLE_PLAIN;
    if (item && grid && block->number)
        grid_format(grid, rect, 0, 0, STYLE_DIM, "%d", block->number);
    else if (item && grid)
        grid_put(grid, rect, 0, 0, STYLE_DIM, "•");
    int rows = draw_spans(grid, item ? rect_part(rect, 0, 2, -1, -1) : rect, &values, style, 0);
    spans_free(&values);
    return rows;
}

/* How a choice looks: what was chosen, and the right one once the answer is out. */
static enum style choice_style(const struct question *question, const struct question_reply *reply,
                               int i, int right)
{
    bool over = reply->verdict == REPLY_RIGHT || reply->verdict == REPLY_WRONG;
    if (question->kind != QUESTION_CHOICE || reply->verdict == REPLY_NONE)
        return STYLE_PLAIN;
    if (over && i == right)
        return STYLE_GOOD;
    return reply->given.choice == i + 1 ? STYLE_ERROR : STYLE_PLAIN;
}

/* The choices side by side where they fit, the chosen one highlighted. */
static int draw_choices(struct grid *grid, struct rect rect, const struct strs *choices,
                        const struct question *question, const struct question_reply *reply,
                        int right)
{
    int row = 0, column = 0;
    for (size_t i = 0; i < choices->count; i++) {
        bool mine = question->kind == QUESTION_CHOICE && reply->given.choice == (int)i + 1;
        char *text = mem_format("%zu %s", i + 1, choices->list[i]);
        int width = utf8_width(text);
        if (column && column + width > rect.columns) {
            row++;
            column = 0;
        }
        const struct para_run run = {choice_style(question, reply, (int)i, right), 0, text};
        int rows = para_draw(grid, rect_part(rect, row, column, -1, -1), &run, 1, 2, 0);
        if (grid && mine)
            grid_mark(grid, rect, row, column, width, MARK_BOLD | MARK_UNDERLINE);
        row += rows > 1 ? rows - 1 : 0;
        free(text);
        column += width + 3;
    }
    return choices->count ? row + 1 : 0;
}

/* What a learner has given, where no choice shows it. */
static void write_given(const struct question *question, const struct question_given *given,
                        struct str *out)
{
    switch (question->kind) {
    case QUESTION_NUMBER:
        str_format(out, "%g. ", given->number);
        break;
    case QUESTION_CELL:
        if (question->row)
            str_format(out, "Row %d, ", given->row);
        str_format(out, "%s %d. ", question->row ? "column" : "Column", given->column);
        break;
    case QUESTION_ORDER:
        for (int i = 0; i < given->count; i++)
            str_format(out, "%d%s", given->order[i], i + 1 < given->count ? " " : "");
        str_add(out, given->count ? ". " : "");
        break;
    case QUESTION_CHOICE:
    case QUESTION_DO:
    case QUESTION_KINDS:
        break;
    }
}

/* The right number or cell, or the right order as the numbers that stand before the choices. */
static void write_expected(const struct question *question, const struct trace *trace,
                           struct str *out)
{
    struct question_given right;
    struct err err;
    if (question_expected(question, trace, &right, &err))
        return;
    int n = right.count = question->kind == QUESTION_ORDER ? (int)question->choices.count : 0;
    for (int i = 0; i < n; i++)
        right.order[question_place(question, n, i)] = i + 1;
    if (question->kind == QUESTION_CHOICE || question->kind == QUESTION_DO)
        return;
    str_add(out, "Right is: ");
    write_given(question, &right, out);
}

static const char *how_to(const struct question *question)
{
    static const char *const texts[QUESTION_KINDS] = {
        [QUESTION_CHOICE] = "Press the number.",
        [QUESTION_NUMBER] = "Type it, then [[Enter]].",
        [QUESTION_CELL] = "Go there, press [[a]].",
        [QUESTION_ORDER] = "Press the numbers in order.",
        [QUESTION_DO] = "Do it, then press [[a]].",
    };
    return texts[question->kind];
}

/* A verdict in its color, and what is said about it, as one paragraph. */
static int draw_said(struct grid *grid, struct rect rect, const char *verdict, enum style style,
                     const char *markdown, const struct trace *trace)
{
    struct spans parsed = {0}, values = {0}, all = {0};
    struct err err;
    spans_add(&all, SPAN_STRONG, CONCEPT_STATE, verdict, strlen(verdict));
    if (markdown && spans_parse(&parsed, markdown, &err) == 0)
        evaluate_spans(&values, parsed.list, parsed.count, trace);
    for (int i = 0; i < values.count; i++)
        spans_add(&all, values.list[i].kind, values.list[i].concept, values.list[i].text,
                  strlen(values.list[i].text));
    struct para_run *runs = mem_new((size_t)all.count, sizeof *runs);
    for (int i = 0; i < all.count; i++)
        runs[i] = run_of(&all.list[i]);
    runs[0].style = style;
    int rows = para_draw(grid, rect, runs, all.count, 0, 0);
    free(runs);
    spans_free(&all);
    spans_free(&values);
    spans_free(&parsed);
    return rows;
}

/* The hints that were asked for, or that a first miss brings. */
static int draw_hints(struct grid *grid, struct rect rect, const struct question *question,
                      const struct page_state *state)
{
    int row = 0;
    for (int i = 0; i < state->reply->hints && (size_t)i < question->hints.count; i++)
        row += draw_markdown(grid, rect_part(rect, row, 0, -1, -1), question->hints.list[i],
                             state->trace, STYLE_DIM);
    return row;
}

/* What to press, and what of an order has been pressed. */
static int draw_how_to(struct grid *grid, struct rect rect, const struct question *question,
                       const struct page_state *state)
{
    struct str text = {0};
    if (state->reply->given.count)
        write_given(question, &state->reply->given, &text);
    else
        str_add(&text, how_to(question));
    if ((size_t)state->reply->hints < question->hints.count)
        str_add(&text, " [[i]] gives a hint.");
    int rows = draw_markdown(grid, rect, text.text, state->trace, STYLE_DIM);
    str_free(&text);
    return rows;
}

/* Commands that do what was asked for, after two misses. It can still be done. */
static int draw_solution(struct grid *grid, struct rect rect, const struct question *question,
                         const struct page_state *state)
{
    struct str text = {0};
    if (question->kind != QUESTION_DO || state->reply->tries < QUESTION_TRIES)
        return 0;
    for (size_t i = 0; i < question->solution.count; i++)
        str_format(&text, "%s`:%s`", i ? ", " : "", question->solution.list[i]);
    str_add(&text, " does it.");
    int rows = draw_markdown(grid, rect, text.text, state->trace, STYLE_DIM);
    str_free(&text);
    return rows;
}

/* Below the choices: what to press, hints, and how the reply was. */
static int draw_verdict(struct grid *grid, struct rect rect, const struct question *question,
                        const struct page_state *state)
{
    const struct question_reply *reply = state->reply;
    bool good = reply->verdict == REPLY_RIGHT, over = good || reply->verdict == REPLY_WRONG;
    if (reply->verdict == REPLY_NONE) {
        int row = draw_hints(grid, rect, question, state);
        return row + draw_how_to(grid, rect_part(rect, row, 0, -1, -1), question, state);
    }
    struct str verdict = {0};
    write_given(question, &reply->given, &verdict);
    str_add(&verdict, good                            ? "Right. "
                      : question->kind == QUESTION_DO ? "Not yet. "
                      : over                          ? "Not so. "
                                                      : "Not so; try again. ");
    if (over && !good)
        write_expected(question, state->trace, &verdict);
    int row = draw_said(grid, rect, verdict.text, good ? STYLE_GOOD : STYLE_ERROR,
                        question_said(question, reply), state->trace);
    str_free(&verdict);
    if (!over) {
        row += draw_hints(grid, rect_part(rect, row, 0, -1, -1), question, state);
        row += draw_solution(grid, rect_part(rect, row, 0, -1, -1), question, state);
    }
    return row;
}

/* To a class: hints that were asked for, and the answer when it is shown. */
static int draw_answer(struct grid *grid, struct rect rect, const struct question *question,
                       const struct page_state *state)
{
    struct str verdict = {0};
    int row = draw_hints(grid, rect, question, state);
    if (state->answer) {
        write_expected(question, state->trace, &verdict);
        row += draw_said(grid, rect_part(rect, row, 0, -1, -1), verdict.text ? verdict.text : "",
                         STYLE_GOOD, question->right, state->trace);
    }
    str_free(&verdict);
    return row;
}

int page_draw_question(struct grid *grid, struct rect rect, const struct page_state *state)
{
    static const char *const titles[QUESTION_KINDS] = {[QUESTION_CHOICE] = "Predict",
                                                       [QUESTION_NUMBER] = "Work it out",
                                                       [QUESTION_CELL] = "Find it",
                                                       [QUESTION_ORDER] = "Put in order",
                                                       [QUESTION_DO] = "Try it"};
    const struct question *question = &state->lesson->pages[state->page].question;
    struct rect inner = rect_part(rect, 0, 2, -1, -1);
    struct strs choices = {0};
    struct err err;
    int right = -1, row = 1;
    if (grid)
        grid_put(grid, inner, 0, 0, STYLE_TITLE, titles[question->kind]);
    if (!state->other_sentence)
        row += draw_markdown(grid, rect_part(inner, row, 0, -1, -1), question->ask, state->trace,
                             STYLE_PLAIN);
    if (!state->other_sentence && state->trace &&
        question_choices(question, state->trace, &choices, &right, &err) == 0) {
        row += draw_choices(grid, rect_part(inner, row, 0, -1, -1), &choices, question,
                            state->reply, right);
        row += (state->lecture ? draw_answer : draw_verdict)(grid, rect_part(inner, row, 0, -1, -1),
                                                             question, state);
    } else if (state->trace) {
        row += draw_markdown(grid, rect_part(inner, row, 0, -1, -1),
                             "This question is about the page's own sentence and model; [[.]] "
                             "leads back to them.",
                             state->trace, STYLE_DIM);
    }
    strs_free(&choices);
    if (grid)
        grid_post(grid, rect, 0, 0, row, STYLE_CHOSEN, "▌");
    return row;
}

/* Says whose numbers these are, where they are not those of the picture or of the page's model. */
static int draw_whose(struct grid *grid, struct rect rect, const struct page_state *state)
{
    if (!state->changed && !state->other_model)
        return 0;
    const char *text =
        state->changed
            ? "The picture is changed, these numbers are not: [[.]] leads back."
            : "Another model than the page's: these numbers are its own. [[.]] leads back.";
    return draw_markdown(grid, rect, text, state->trace, STYLE_BADGE) + 1;
}

/* One word in a few lines: what it is, its sign and shape, and where it is taught. */
static int draw_entry(struct grid *grid, struct rect rect, const struct glossary_entry *entry,
                      const struct trace *trace)
{
    struct str about = {0};
    const struct para_run title[] = {{STYLE_STRONG, 0, entry->title},
                                     {STYLE_DIM, 0, entry->symbol ? " " : ""},
                                     {STYLE_CODE, 0, entry->symbol ? entry->symbol : ""}};
    int row = para_draw(grid, rect, title, 3, 2, 0);
    if (entry->shape)
        str_format(&about, "%s. ", entry->shape);
    if (entry->lesson)
        str_format(&about, "Lesson %ld.", strtol(entry->lesson, NULL, 10));
    struct rect inner = rect_part(rect, 0, 2, -1, -1);
    row += draw_markdown(grid, rect_part(inner, row, 0, -1, -1), entry->text, trace, STYLE_PLAIN);
    if (about.length) {
        const struct para_run run = {STYLE_DIM, 0, about.text};
        row += para_draw(grid, rect_part(inner, row, 0, -1, -1), &run, 1, 0, 0);
    }
    str_free(&about);
    return row;
}

static bool has_word(const struct strs *words, const char *word)
{
    bool there = false;
    for (size_t i = 0; i < words->count && !there; i++)
        there = strcmp(words->list[i], word) == 0;
    return there;
}

/* What the words mean that the run on screen has written, as far as the glossary knows them. */
static int draw_meanings(struct grid *grid, struct rect rect, const struct page_state *state)
{
    const struct trace *trace = state->now;
    struct strs words = {0};
    struct str line = {0};
    if (!state->glossary || !trace || !config_writes_words(&trace->config))
        return 0;
    for (int b = 0; b < trace->count; b++)
        for (int t = 0; t < trace->sentences[b].steps; t++) {
            const char *word = trace_target_word(trace, b, t);
            const char *meaning =
                glossary_meaning(state->glossary, trace->model->target.language, word);
            if (!meaning || has_word(&words, word))
                continue;
            str_format(&line, "%s*%s* %s", words.count ? ", " : "Written: ", word, meaning);
            strs_add(&words, word);
        }
    int rows = words.count ? draw_markdown(grid, rect, line.text, trace, STYLE_PLAIN) : 0;
    strs_free(&words);
    str_free(&line);
    return rows;
}

static int draw_words(struct grid *grid, struct rect rect, const struct page_state *state)
{
    const struct lesson_page *page = &state->lesson->pages[state->page];
    bool all = state->words == PAGE_ALL_WORDS;
    int row = 1, count = 0;
    if (grid)
        grid_put(grid, rect, 0, 0, STYLE_TITLE, all ? "All words" : "Words of this page");
    int meanings = all ? 0 : draw_meanings(grid, rect_part(rect, row, 0, -1, -1), state);
    row += meanings;
    for (size_t i = 0; state->glossary && i < state->glossary->count; i++) {
        const struct glossary_entry *entry = &state->glossary->list[i];
        if (!all && !glossary_on_page(entry, page))
            continue;
        row += draw_entry(grid, rect_part(rect, row, 0, -1, -1), entry, state->trace);
        count++;
    }
    if (!count && !meanings)
        row += draw_markdown(grid, rect_part(rect, row, 0, -1, -1), "None that needs explaining.",
                             state->trace, STYLE_PLAIN);
    const char *more = all ? "[[q]] closes." : "[[d]]: all words. [[q]] closes.";
    return row +
           draw_markdown(grid, rect_part(rect, row, 0, -1, -1), more, state->trace, STYLE_DIM);
}

int page_draw(struct grid *grid, struct rect rect, const struct page_state *state)
{
    const struct lesson_page *page = &state->lesson->pages[state->page];
    if (state->words != PAGE_TEXT)
        return draw_words(grid, rect, state);
    int row = draw_whose(grid, rect, state);
    for (int i = 0; i < page->count; i++) {
        row +=
            page_draw_block(grid, rect_part(rect, row, 0, -1, -1), &page->blocks[i], state->trace);
        bool list = i + 1 < page->count && page->blocks[i].kind == BLOCK_ITEM &&
                    page->blocks[i + 1].kind == BLOCK_ITEM;
        row += i + 1 < page->count || page->question.present ? !list : 0;
    }
    if (page->question.present)
        row += page_draw_question(grid, rect_part(rect, row, 0, -1, -1), state);
    return row;
}

void page_show(const struct lesson_view *view, struct picture *p)
{
    if (view->sentence >= 0)
        p->sentence = view->sentence;
    if (view->step >= 0)
        p->cursor.step = view->step;
    picture_clamp(p);
    bool has =
        p->trace && view->matrix.quantity != Q_NONE && trace_has_sheet(p->trace, view->matrix);
    if (has)
        picture_go(p, view->matrix, -1, -1);
    else if (view->stage >= 0)
        picture_set_stage(p, (enum stage)view->stage);
    if (view->overview)
        p->overview = view->overview > 0 ? OVERVIEW_ON : OVERVIEW_OFF;
    if (view->zoom >= 0)
        p->zoom = (enum zoom)view->zoom;
    picture_follow(p);
    if (p->quantity != Q_NONE) {
        const struct quantity *q = trace_quantity(p->trace, p->quantity);
        bool row = axis_looks(q->rows) || q->rows == AXIS_SOURCE; /* that looks, or that was read */
        picture_set_place(p, row ? view->step : -1, q->columns == AXIS_VOCAB ? -1 : view->column);
    }
    p->transposed = false;
    p->term = 0;
    picture_clamp(p);
}
