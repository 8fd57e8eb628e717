#include "handout/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct passage *document_add(struct document *document, enum passage_kind kind)
{
    document->list =
        mem_grow(document->list, &document->capacity, document->count + 1, sizeof *document->list);
    struct passage *passage = &document->list[document->count++];
    *passage = (struct passage){.kind = kind};
    return passage;
}

struct passage *document_say(struct document *document, enum passage_kind kind, const char *text)
{
    struct passage *passage = document_add(document, kind);
    spans_add(&passage->text, SPAN_PLAIN, CONCEPT_NONE, text, strlen(text));
    return passage;
}

void document_show(struct document *document, struct exhibit *exhibit)
{
    if (exhibit)
        document_add(document, PASSAGE_EXHIBIT)->exhibit = exhibit;
}

void document_free(struct document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        spans_free(&document->list[i].text);
        exhibit_free(document->list[i].exhibit);
    }
    free(document->list);
    free(document->title);
    *document = (struct document){0};
}
