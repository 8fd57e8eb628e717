#include "lesson/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lesson/expression.h"
#include "lesson/markdown.h"

void spans_add(struct spans *out, enum span_kind kind, enum concept concept, const char *text,
               size_t n)
{
    out->list = mem_grow(out->list, &out->capacity, (size_t)out->count + 1, sizeof *out->list);
    out->list[out->count++] =
        (struct span){.kind = kind, .concept = concept, .text = mem_text_n(text, n)};
}

void spans_free(struct spans *spans)
{
    for (int i = 0; i < spans->count; i++)
        free(spans->list[i].text);
    free(spans->list);
    *spans = (struct spans){0};
}

void spans_text(struct str *out, const struct span *spans, int count)
{
    for (int i = 0; i < count; i++)
        str_add(out, spans[i].text);
}

int spans_evaluate(struct spans *out, const struct span *spans, int count,
                   const struct trace *trace, struct err *err)
{
    struct err ignored, *first = err ? err : &ignored;
    struct str text = {0};
    int result = 0;
    for (int i = 0; i < count; i++) {
        str_clear(&text);
        str_add(&text, spans[i].kind == SPAN_VALUE ? "" : spans[i].text);
        if (spans[i].kind == SPAN_VALUE && expression_format(spans[i].text, trace, &text, first)) {
            err_prefix(first, "{%.*s}", str_fit(spans[i].text, 40), spans[i].text);
            str_add(&text, "{?}");
            first = &ignored;
            result = -1;
        }
        spans_add(out, spans[i].kind, spans[i].concept, text.text, text.length);
    }
    str_free(&text);
    return err ? result : 0;
}

int spans_parse(struct spans *out, const char *markdown, struct err *err)
{
    struct lesson_page page = {0};
    long line;
    int result = markdown_parse(&page, markdown, strlen(markdown), 1, &line, err);
    if (!result && (page.count != 1 || page.blocks[0].kind != BLOCK_PARAGRAPH))
        result = err_set(err, "\"%.*s\" is no plain text; expected one paragraph",
                         str_fit(markdown, 40), markdown);
    for (int i = 0; !result && i < page.blocks[0].count; i++) {
        const struct span *span = &page.blocks[0].spans[i];
        spans_add(out, span->kind, span->concept, span->text, strlen(span->text));
    }
    markdown_free(&page);
    return result;
}
