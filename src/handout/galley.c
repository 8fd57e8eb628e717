#include "handout/galley.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "handout/exhibit.h"
#include "text/utf8.h"

/* How a span looks. */
static struct fragment look_of(const struct span *span, bool bold)
{
    struct fragment f = {.face = bold ? TYPE_BOLD : TYPE_PLAIN};
    switch (span->kind) {
    case SPAN_PLAIN:
        break;
    case SPAN_STRONG:
    case SPAN_VALUE:
        f.face = TYPE_BOLD;
        break;
    case SPAN_CODE:
        f.face = TYPE_FIXED;
        break;
    case SPAN_KEY:
        f.face = TYPE_FIXED;
        f.boxed = true;
        break;
    case SPAN_WORD:
        f.face = TYPE_SLANTED;
        break;
    case SPAN_CONCEPT:
        f.ink = exhibit_ink(span->concept);
        f.underlined = true;
        break;
    }
    return f;
}

static void add_fragment(struct galley *galley, struct typeset *typeset,
                         const struct fragment *look, const char *text, size_t n, double size)
{
    galley->list =
        mem_grow(galley->list, &galley->capacity, (size_t)galley->count + 1, sizeof *galley->list);
    struct fragment *f = &galley->list[galley->count++];
    *f = *look;
    f->text = mem_text_n(text, n);
    f->width = typeset_width(typeset, f->face, size, f->text);
}

/* The bytes up to the next place where a line may break: a space, or beside an ideograph. */
static size_t unbroken(const char *text, size_t n)
{
    for (size_t at = 0, used; at < n; at += used) {
        int columns, code;
        used = utf8_grapheme(text + at, n - at, &columns);
        utf8_decode(text + at, n - at, &code);
        if (text[at] == ' ' || text[at] == '\n')
            return at;
        if (utf8_is_han(code))
            return at ? at : used;
    }
    return n;
}

static bool begins_han(const char *text, size_t n)
{
    int code;
    utf8_decode(text, n, &code);
    return utf8_is_han(code);
}

void galley_add(struct galley *galley, struct typeset *typeset, const struct spans *spans,
                double size, bool bold)
{
    bool spaced = false; /* a space was before, perhaps in another span */
    for (int i = 0; i < spans->count; i++) {
        const char *at = spans->list[i].text;
        size_t n = strlen(at);
        struct fragment look = look_of(&spans->list[i], bold);
        while (n > 0) {
            size_t blanks = strspn(at, " \n"), used;
            spaced = spaced || blanks;
            at += blanks;
            n -= blanks;
            if (!n)
                break;
            used = unbroken(at, n);
            look.may_break = spaced || begins_han(at, n);
            look.space = spaced ? typeset_width(typeset, TYPE_PLAIN, size, " ") : 0;
            add_fragment(galley, typeset, &look, at, used, size);
            spaced = false;
            at += used;
            n -= used;
        }
    }
}

int galley_line(const struct galley *galley, int first, double width)
{
    double used = 0;
    int last = first + 1; /* where it may end */
    for (int i = first; i < galley->count; i++) {
        const struct fragment *f = &galley->list[i];
        if (i > first && f->may_break)
            last = i;
        used += f->width + (i > first ? f->space : 0);
        if (i > first && used > width)
            return last;
    }
    return galley->count;
}

void galley_free(struct galley *galley)
{
    for (int i = 0; i < galley->count; i++)
        free(galley->list[i].text);
    free(galley->list);
    *galley = (struct galley){0};
}
