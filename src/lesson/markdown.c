#include "lesson/markdown.h"

#include <md4c.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lesson/concept.h"
#include "lesson/expression.h"
#include "text/utf8.h"

/* md4c must not read the * and [ of an expression as Markdown. So it gets a copy of the text in
 * which every expression is replaced by OPEN, some x and CLOSE. The copy is exactly as long as the
 * original, so what md4c hands out is found at the same place of the original. */
enum { OPEN = 1, CLOSE = 2, MAX_NESTING = 16 };

struct builder {
    const char *original, *copy;
    size_t n;
    struct lesson_page *page;
    struct spans spans; /* of the block being read */
    struct str pending; /* its last piece of text, all of one kind */
    enum span_kind nested[MAX_NESTING];
    int depth;
    int next_number; /* of the next list item, 0: a bullet */
    bool open;       /* a block is being read */
    int lists;       /* that are open, one in the other */
    bool in_table;
    struct strs cells; /* of the table being read, row by row */
    int columns;
    size_t counted; /* lines are counted up to here: */
    long line;
};

/* ---- hiding expressions ---- */

static size_t run_of(const char *text, size_t n, char c)
{
    size_t length = 0;
    while (length < n && text[length] == c)
        length++;
    return length;
}

static bool paragraph_ends(const char *text, size_t n)
{
    if (!n || text[0] != '\n')
        return n == 0;
    size_t blank = 1;
    while (blank < n && (text[blank] == ' ' || text[blank] == '\t'))
        blank++;
    return blank < n && text[blank] == '\n';
}

/* How many bytes the code has that starts here with backticks; when nothing ends it, how many
 * backticks there are. */
static size_t code_length(const char *text, size_t n)
{
    size_t ticks = run_of(text, n, '`'), i = ticks;
    while (i < n && (ticks >= 3 || !paragraph_ends(text + i, n - i))) {
        size_t more = run_of(text + i, n - i, '`');
        if (more == ticks)
            return i + more;
        i += more ? more : 1;
    }
    return ticks;
}

/* Hides one expression that starts at text[0]; *length is its bytes with the braces. */
static int hide_expression(char *copy, const char *text, size_t n, size_t *length, struct err *err)
{
    size_t end = 1;
    while (end < n && text[end] != '}' && text[end] != '{' && !paragraph_ends(text + end, n - end))
        end++;
    if (end == n || text[end] != '}')
        return err_set(err, "{ without its }; expected {expression}, or \\{ for a brace");
    char *expression = mem_text_n(text + 1, end - 1);
    int bad = expression_check(expression, err);
    if (bad)
        err_prefix(err, "{%.*s}", str_fit(expression, 40), expression);
    free(expression);
    memset(copy, 'x', end);
    copy[0] = OPEN;
    copy[end] = CLOSE;
    *length = end + 1;
    return bad;
}

static int hide_expressions(char *copy, const char *text, size_t n, size_t *bad, struct err *err)
{
    size_t length;
    for (size_t i = 0; i < n; i += length) {
        length = 1;
        *bad = i;
        if (text[i] == '\\')
            length = 2;
        else if (text[i] == '`')
            length = code_length(text + i, n - i);
        else if (text[i] == '{' && hide_expression(copy + i, text + i, n - i, &length, err))
            return -1;
    }
    return 0;
}

/* ---- building ---- */

static enum span_kind current_kind(const struct builder *b)
{
    if (!b->depth)
        return b->page->blocks[b->page->count].kind == BLOCK_CODE ? SPAN_CODE : SPAN_PLAIN;
    return b->nested[b->depth < MAX_NESTING ? b->depth - 1 : MAX_NESTING - 1];
}

static void flush_span(struct builder *b)
{
    if (!b->pending.length)
        return;
    enum span_kind kind = current_kind(b);
    enum concept concept = kind == SPAN_WORD ? concept_find(b->pending.text) : CONCEPT_NONE;
    if (concept)
        kind = SPAN_CONCEPT;
    spans_add(&b->spans, kind, concept, b->pending.text, b->pending.length);
    str_clear(&b->pending);
}

/* Ends the block being read. A block without text is left out. */
static void end_block(struct builder *b)
{
    flush_span(b);
    struct lesson_page *page = b->page;
    if (b->open) {
        struct block *block = &page->blocks[page->count];
        block->spans = b->spans.list;
        block->count = b->spans.count;
        page->count += block->count > 0;
        b->spans = (struct spans){0};
    }
    b->open = false;
}

static void begin_block(struct builder *b, enum block_kind kind)
{
    end_block(b);
    struct lesson_page *page = b->page;
    page->blocks =
        mem_grow(page->blocks, &page->capacity, (size_t)page->count + 1, sizeof *page->blocks);
    page->blocks[page->count] = (struct block){.kind = kind, .line = b->line};
    b->open = true;
}

/* What Markdown has and a lesson cannot show, at the last text that was read. */
static void fault_here(struct builder *b, const char *text)
{
    size_t start = b->counted;
    while (start > 0 && b->original[start - 1] != '\n')
        start--;
    lesson_fault(b->page, b->line, "%s", text);
    b->page->faults[b->page->fault_count - 1].column = (int)(b->counted - start) + 1;
}

/* ---- tables ---- */

/* A table becomes a block of code: columns as wide as their widest cell, two blanks between. */
static void end_table(struct builder *b)
{
    struct str text = {0};
    int count = (int)b->cells.count, columns = b->columns > 0 ? b->columns : 1;
    for (int i = 0; i < count; i++) {
        int widest = 0;
        for (int k = i % columns; k < count; k += columns)
            widest = utf8_width(b->cells.list[k]) > widest ? utf8_width(b->cells.list[k]) : widest;
        bool last = i % columns == columns - 1;
        int blank = last ? 0 : widest + 2 - utf8_width(b->cells.list[i]);
        str_format(&text, "%s%*s%s", b->cells.list[i], blank, "", last ? "\n" : "");
    }
    begin_block(b, BLOCK_CODE);
    spans_add(&b->spans, SPAN_CODE, CONCEPT_STATE, text.text ? text.text : "", text.length);
    end_block(b);
    str_free(&text);
    strs_free(&b->cells);
    b->in_table = false;
}

/* Ends a cell with the text of its spans; an expression in it stays as written. */
static void end_cell(struct builder *b)
{
    struct str text = {0};
    flush_span(b);
    spans_text(&text, b->spans.list, b->spans.count);
    for (int i = 0; i < b->spans.count; i++)
        if (b->spans.list[i].kind == SPAN_VALUE)
            fault_here(b, "an expression in a table is not computed; expected a paragraph");
    strs_add(&b->cells, text.text ? text.text : "");
    str_free(&text);
    spans_free(&b->spans);
    b->open = false;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    struct builder *b = data;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        b->lists++;
    if (b->lists > 1 && (type == MD_BLOCK_UL || type == MD_BLOCK_OL))
        lesson_fault(b->page, b->line + 1, "a list in a list is drawn flat; expected one list");
    switch (type) {
    case MD_BLOCK_QUOTE:
        lesson_fault(b->page, b->line + 1, "a quotation is drawn as plain text; expected one");
        break;
    case MD_BLOCK_HR:
        lesson_fault(b->page, b->line + 1, "a rule is not drawn; expected --- for a new page");
        break;
    case MD_BLOCK_TABLE:
        end_block(b);
        b->in_table = true;
        b->columns = (int)((MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        begin_block(b, BLOCK_PARAGRAPH);
        break;
    case MD_BLOCK_H:
        begin_block(b, BLOCK_HEADING);
        break;
    case MD_BLOCK_CODE:
        begin_block(b, BLOCK_CODE);
        break;
    case MD_BLOCK_UL:
        b->next_number = 0;
        break;
    case MD_BLOCK_OL:
        b->next_number = (int)((MD_BLOCK_OL_DETAIL *)detail)->start;
        break;
    case MD_BLOCK_LI:
        begin_block(b, BLOCK_ITEM);
        b->page->blocks[b->page->count].number = b->next_number;
        b->next_number += b->next_number > 0;
        break;
    case MD_BLOCK_P: /* the first paragraph of an item is the item itself */
        if (!b->open || b->spans.count || b->pending.length)
            begin_block(b, BLOCK_PARAGRAPH);
        break;
    default:
        break;
    }
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    (void)detail;
    struct builder *b = data;
    b->lists -= type == MD_BLOCK_UL || type == MD_BLOCK_OL;
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        end_cell(b);
    if (type == MD_BLOCK_TABLE)
        end_table(b);
    if (type == MD_BLOCK_P || type == MD_BLOCK_H || type == MD_BLOCK_CODE || type == MD_BLOCK_LI)
        end_block(data);
    return 0;
}

static enum span_kind kind_of(MD_SPANTYPE type, enum span_kind otherwise)
{
    switch (type) {
    case MD_SPAN_EM:
        return SPAN_WORD;
    case MD_SPAN_STRONG:
        return SPAN_STRONG;
    case MD_SPAN_CODE:
        return SPAN_CODE;
    case MD_SPAN_WIKILINK:
        return SPAN_KEY;
    default:
        return otherwise;
    }
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *data)
{
    (void)detail;
    struct builder *b = data;
    if (!b->open)
        begin_block(b, BLOCK_PARAGRAPH);
    flush_span(b);
    enum span_kind kind = kind_of(type, current_kind(b));
    if (b->depth < MAX_NESTING)
        b->nested[b->depth] = kind;
    b->depth++;
    return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *data)
{
    (void)detail;
    struct builder *b = data;
    if (type == MD_SPAN_A)
        fault_here(b, "a link cannot be followed here; expected plain text");
    if (type == MD_SPAN_IMG)
        fault_here(b, "an image cannot be shown here; expected a view");
    flush_span(b);
    b->depth--;
    return 0;
}

/* Counts the lines up to a place. md4c hands out text in order; where it does not, the count
 * stays. */
static void count_lines(struct builder *b, size_t to)
{
    for (; b->counted < to; b->counted++)
        b->line += b->original[b->counted] == '\n';
}

/* Adds a text that md4c hands out: plain pieces of it, and the expressions that were hidden. */
static void add_text(struct builder *b, size_t from, size_t n)
{
    const char *copy = b->copy + from, *original = b->original + from;
    while (n) {
        const char *open = memchr(copy, OPEN, n);
        size_t plain = open ? (size_t)(open - copy) : n;
        str_add_n(&b->pending, original, plain);
        copy += plain;
        original += plain;
        n -= plain;
        const char *close = n ? memchr(copy, CLOSE, n) : NULL;
        if (!close)
            return;
        size_t hidden = (size_t)(close - copy) + 1;
        flush_span(b);
        spans_add(&b->spans, SPAN_VALUE, CONCEPT_STATE, original + 1, hidden - 2);
        copy += hidden;
        original += hidden;
        n -= hidden;
    }
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
    struct builder *b = data;
    uintptr_t at = (uintptr_t)text, start = (uintptr_t)b->copy;
    bool ours = at >= start && at < start + b->n;
    if (ours)
        count_lines(b, at - start);
    if (!b->open)
        begin_block(b, BLOCK_PARAGRAPH);
    if (ours && !b->spans.count && !b->pending.length)
        b->page->blocks[b->page->count].line = b->line;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        str_add(&b->pending, " ");
    else if (ours)
        add_text(b, at - start, size);
    else
        str_add_n(&b->pending, text, size);
    return 0;
}

/* Takes away the line end after the last line of a code block. It would show as an empty line. */
static void trim_code(struct block *block)
{
    char *text = block->spans[block->count - 1].text;
    size_t n = strlen(text);
    while (block->kind == BLOCK_CODE && n && text[n - 1] == '\n')
        text[--n] = '\0';
}

int markdown_parse(struct lesson_page *page, const char *text, size_t n, long line, long *bad_line,
                   struct err *err)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML | MD_FLAG_WIKILINKS | MD_FLAG_NOINDENTEDCODEBLOCKS |
                 MD_FLAG_COLLAPSEWHITESPACE | MD_FLAG_TABLES,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_enter_span,
        .leave_span = on_leave_span,
        .text = on_text,
    };
    char *copy = mem_text_n(text, n);
    struct builder b = {.original = text, .copy = copy, .n = n, .page = page, .line = line};
    int first = page->count;
    size_t bad;
    int result = hide_expressions(copy, text, n, &bad, err);
    if (result)
        count_lines(&b, bad);
    else if (md_parse(copy, (MD_SIZE)n, &parser, &b))
        result = err_set(err, "this is no Markdown; expected plainer text");
    end_block(&b);
    for (int i = first; i < page->count; i++)
        trim_code(&page->blocks[i]);
    *bad_line = b.line;
    str_free(&b.pending);
    strs_free(&b.cells);
    free(copy);
    return result;
}

void markdown_free_blocks(struct block *blocks, int count)
{
    for (int i = 0; i < count; i++) {
        struct spans spans = {blocks[i].spans, blocks[i].count, 0};
        spans_free(&spans);
    }
    free(blocks);
}

void markdown_free(struct lesson_page *page)
{
    markdown_free_blocks(page->blocks, page->count);
    page->blocks = NULL;
    page->count = 0;
}
