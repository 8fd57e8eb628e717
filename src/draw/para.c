#include "draw/para.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

/* One grapheme of the text, and what wrapping asks about it. */
struct glyph {
    const char *text;
    unsigned char bytes, width;
    const struct para_run *run;
    int code; /* its first character */
};

struct glyphs {
    struct glyph *list;
    int count;
};

/* Longer graphemes are cut: no letter is so long, and a cell could not hold it. */
enum { LONGEST = 255 };

static struct glyph next_glyph(const char *text, size_t n, const struct para_run *run)
{
    int width, code;
    size_t bytes = utf8_grapheme(text, n, &width);
    utf8_decode(text, n, &code);
    return (struct glyph){
        .text = text,
        .bytes = (unsigned char)(bytes < LONGEST ? bytes : LONGEST),
        .width = (unsigned char)width,
        .run = run,
        .code = code,
    };
}

/* All runs as one row of graphemes, because a word may be in two styles. */
static struct glyphs take_glyphs(const struct para_run *runs, int count)
{
    struct glyphs glyphs = {0};
    size_t bytes = 0;
    for (int i = 0; i < count; i++)
        bytes += strlen(runs[i].text);
    glyphs.list = mem_new(bytes, sizeof *glyphs.list);
    for (int i = 0; i < count; i++) {
        const char *text = runs[i].text;
        size_t n = strlen(text);
        while (n > 0) {
            struct glyph glyph = next_glyph(text, n, &runs[i]);
            glyphs.list[glyphs.count++] = glyph;
            text += glyph.bytes;
            n -= glyph.bytes;
        }
    }
    return glyphs;
}

static bool is_opening(const struct glyph *glyph)
{
    static const int opening[] = {'(',    '[',    '{',    0xFF08, 0x300A,
                                  0x300C, 0x300E, 0x3010, 0x201C, 0x2018};
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        if (opening[i] == glyph->code)
            return true;
    return false;
}

/* Lines may break at spaces and beside Han characters. But no line ends with an opening bracket or
 * starts with other punctuation. */
static bool can_break_before(const struct glyph *here)
{
    const struct glyph *before = here - 1;
    if (here->code == ' ')
        return true;
    return (utf8_is_han(here->code) || utf8_is_han(before->code)) && !is_opening(before) &&
           (!utf8_is_punctuation(here->code) || is_opening(here));
}

/* Where the line that starts at `from` ends; *next is where the one after it starts. */
static int end_of_line(const struct glyphs *glyphs, int from, int columns, int *next)
{
    int used = 0, end = -1, i = from;
    for (; i < glyphs->count && glyphs->list[i].code != '\n'; i++) {
        const struct glyph *glyph = &glyphs->list[i];
        if (i > from && can_break_before(glyph))
            end = i;
        used += glyph->width;
        if (used > columns && glyph->code != ' ')
            break;
    }
    if (i == glyphs->count || glyphs->list[i].code == '\n') {
        *next = i + (i < glyphs->count);
        return i;
    }
    if (end < 0) /* one word is longer than the line: cut it, but get on */
        end = i > from ? i : i + 1;
    for (*next = end; *next < glyphs->count && glyphs->list[*next].code == ' ';)
        ++*next;
    return end;
}

static void draw_line(struct grid *grid, struct rect rect, int row, int column,
                      const struct glyph *glyphs, int count)
{
    for (int i = 0; i < count; i++) {
        char text[LONGEST + 1];
        memcpy(text, glyphs[i].text, glyphs[i].bytes);
        text[glyphs[i].bytes] = '\0';
        int end = grid_put(grid, rect, row, column, glyphs[i].run->style, text);
        grid_mark(grid, rect, row, column, glyphs[i].width, glyphs[i].run->marks);
        column = end;
    }
}

int para_draw(struct grid *grid, struct rect rect, const struct para_run *runs, int count, int hang,
              int skip)
{
    struct glyphs glyphs = take_glyphs(runs, count);
    int lines = 0, indent = 0;
    for (int from = 0, next; from < glyphs.count; from = next, lines++) {
        int end = end_of_line(&glyphs, from, rect.columns - indent, &next);
        if (grid && lines >= skip && lines - skip < rect.rows)
            draw_line(grid, rect, lines - skip, indent, glyphs.list + from, end - from);
        indent = glyphs.list[next - 1].code == '\n' ? 0 : hang;
    }
    free(glyphs.list);
    return lines;
}
