#include "view/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/para.h"
#include "text/utf8.h"
#include "view/picture.h"

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

static int draw_block(struct grid *grid, struct rect rect, const struct block *block,
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

/* The choices side by side where they fit, the chosen one highlighted. */
static int draw_choices(struct grid *grid, struct rect rect, const struct strs *choices, int chosen,
                        int right)
{
    int row = 0, column = 0;
    for (size_t i = 0; i < choices->count; i++) {
        bool mine = chosen == (int)i + 1, reveal = chosen && right == (int)i;
        char *text = mem_format("%zu %s", i + 1, choices->list[i]);
        int width = utf8_width(text);
        if (column && column + width > rect.columns) {
            row++;
            column = 0;
        }
        enum style style = mine     ? reveal ? STYLE_GOOD : STYLE_ERROR
                           : reveal ? STYLE_GOOD
                                    : STYLE_PLAIN;
        if (grid) {
            grid_put_cut(grid, rect, row, column, rect.columns - column, style, text);
            if (mine)
                grid_mark(grid, rect, row, column, width, MARK_BOLD | MARK_UNDERLINE);
        }
        free(text);
        column += width + 3;
    }
    return row + 1;
}

/* Below the choices: what to press, or how the reply was. */
static int draw_verdict(struct grid *grid, struct rect rect, const struct question *question,
                        const struct page_state *state, int right)
{
    const char *text;
    if (!state->chosen) {
        text = state->hint && question->hint ? question->hint
               : question->hint              ? "Press the number; [[i]] gives a hint."
                                             : "Press the number.";
        return draw_markdown(grid, rect, text, state->trace, STYLE_DIM);
    }
    bool good = state->chosen == right + 1;
    if (grid)
        grid_put(grid, rect, 0, 0, good ? STYLE_GOOD : STYLE_ERROR, good ? "Yes." : "Not so.");
    text = good ? question->right : question->wrong;
    if (!text)
        return 1;
    return 1 + draw_markdown(grid, rect_part(rect, 1, 0, -1, -1), text, state->trace, STYLE_PLAIN);
}

static int draw_question(struct grid *grid, struct rect rect, const struct page_state *state)
{
    const struct question *question = &state->lesson->pages[state->page].question;
    struct rect inner = rect_part(rect, 0, 2, -1, -1);
    struct strs choices = {0};
    struct err err;
    int right = -1, row = 1;
    if (grid)
        grid_put(grid, inner, 0, 0, STYLE_TITLE, "Predict");
    row += draw_markdown(grid, rect_part(inner, row, 0, -1, -1), question->ask, state->trace,
                         STYLE_PLAIN);
    if (state->trace && question_choices(question, state->trace, &choices, &right, &err) == 0) {
        row += draw_choices(grid, rect_part(inner, row, 0, -1, -1), &choices, state->chosen, right);
        row += draw_verdict(grid, rect_part(inner, row, 0, -1, -1), question, state, right);
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

int page_draw(struct grid *grid, struct rect rect, const struct page_state *state)
{
    const struct lesson_page *page = &state->lesson->pages[state->page];
    int row = draw_whose(grid, rect, state);
    for (int i = 0; i < page->count; i++) {
        row += draw_block(grid, rect_part(rect, row, 0, -1, -1), &page->blocks[i], state->trace);
        bool list = i + 1 < page->count && page->blocks[i].kind == BLOCK_ITEM &&
                    page->blocks[i + 1].kind == BLOCK_ITEM;
        row += i + 1 < page->count || page->question.present ? !list : 0;
    }
    if (page->question.present)
        row += draw_question(grid, rect_part(rect, row, 0, -1, -1), state);
    return row;
}
