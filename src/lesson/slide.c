#include "lesson/slide.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Bytes of a text up to the end of its first sentence; 0: no sentence ends in it. */
static size_t sentence_end(const char *text)
{
    for (size_t i = 0; text[i]; i++) {
        bool ends = strchr(".?!", text[i]) && text[i + 1] == ' ';
        if (ends && !islower((unsigned char)text[i + 2]))
            return i + 1;
    }
    return 0;
}

/* The first sentence of a block, or all of it; no spans where it names a key. */
static struct spans first_sentence(const struct block *block)
{
    struct spans out = {0};
    for (int i = 0; i < block->count; i++) {
        const struct span *span = &block->spans[i];
        size_t end = span->kind == SPAN_PLAIN ? sentence_end(span->text) : 0;
        if (span->kind == SPAN_KEY) {
            spans_free(&out);
            return (struct spans){0};
        }
        spans_add(&out, span->kind, span->concept, span->text, end ? end : strlen(span->text));
        if (end)
            break;
    }
    return out;
}

static struct spans whole(const struct block *block)
{
    struct spans out = {0};
    for (int i = 0; i < block->count; i++)
        spans_add(&out, block->spans[i].kind, block->spans[i].concept, block->spans[i].text,
                  strlen(block->spans[i].text));
    return out;
}

/* Adds a copy of a block in front of the one of this number. */
static void insert(struct lesson_page *page, int at, const struct block *block, struct spans spans)
{
    page->slide = mem_resize(page->slide, (size_t)page->slide_count + 1, sizeof *page->slide);
    memmove(page->slide + at + 1, page->slide + at,
            (size_t)(page->slide_count - at) * sizeof *page->slide);
    page->slide[at] = *block;
    page->slide[at].spans = spans.list;
    page->slide[at].count = spans.count;
    page->slide[at].step = 0;
    page->slide_count++;
}

static void add_short(struct lesson_page *page, const struct block *block)
{
    bool prose = block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_ITEM;
    struct spans spans = prose ? first_sentence(block) : whole(block);
    if (spans.count)
        insert(page, page->slide_count, block, spans);
    else
        spans_free(&spans);
}

/* The title of the page above a slide that has none of its own. */
static void add_title(struct lesson_page *page)
{
    if (page->slide_count && page->slide[0].kind == BLOCK_HEADING)
        return;
    for (int i = 0; i < page->count; i++)
        if (page->blocks[i].kind == BLOCK_HEADING) {
            insert(page, 0, &page->blocks[i], whole(&page->blocks[i]));
            return;
        }
}

void slide_make(struct lesson_page *page)
{
    for (int i = 0; !page->slide_line && i < page->count; i++)
        add_short(page, &page->blocks[i]);
    if (page->slide_line)
        add_title(page);
    page->slide_steps = 1;
    for (int i = 0; i < page->slide_count; i++)
        if (page->slide[i].step >= page->slide_steps)
            page->slide_steps = page->slide[i].step + 1;
}
