#include "screen/input.h"

#include <string.h>

#include "text/utf8.h"

enum { INPUT_BYTES = 1 << 16 };

void input_set(struct input *input, const char *text)
{
    str_clear(&input->text);
    str_add(&input->text, text);
    input->cursor = input->text.length;
}

void input_free(struct input *input)
{
    str_free(&input->text);
}

/* The start of the grapheme that ends at `end`. */
static size_t before(const struct input *input, size_t end)
{
    size_t at = 0, last = 0;
    int width;
    while (at < end) {
        last = at;
        at += utf8_grapheme(input->text.text + at, input->text.length - at, &width);
    }
    return last;
}

static size_t after(const struct input *input, size_t start)
{
    int width;
    if (start >= input->text.length)
        return start;
    return start + utf8_grapheme(input->text.text + start, input->text.length - start, &width);
}

static size_t word_start(const struct input *input)
{
    size_t at = input->cursor;
    while (at && input->text.text[at - 1] == ' ')
        at--;
    while (at && input->text.text[at - 1] != ' ')
        at--;
    return at;
}

static void cut(struct input *input, size_t from, size_t to)
{
    memmove(input->text.text + from, input->text.text + to, input->text.length - to + 1);
    input->text.length -= to - from;
    input->cursor = from;
}

/* Inserts what was typed. A character that would turn the writing direction becomes a space. */
static void insert(struct input *input, const char *typed)
{
    struct str clean = {0};
    utf8_clean(&clean, typed, strlen(typed));
    size_t n = clean.length, rest = input->text.length - input->cursor;
    if (n && input->text.length + n <= INPUT_BYTES) {
        str_add(&input->text, clean.text);
        memmove(input->text.text + input->cursor + n, input->text.text + input->cursor, rest);
        memcpy(input->text.text + input->cursor, clean.text, n);
        input->cursor += n;
    }
    str_free(&clean);
}

bool input_event(struct input *input, const struct event *event)
{
    size_t end = input->text.length, at = input->cursor;
    if (event->kind == EVENT_TEXT) {
        insert(input, event->text);
        return true;
    }
    if (event->kind != EVENT_KEY)
        return false;
    switch (event->key) {
    case INPUT_LEFT:
        input->cursor = before(input, at);
        return true;
    case INPUT_RIGHT:
        input->cursor = after(input, at);
        return true;
    case INPUT_HOME:
    case INPUT_CTRL_A:
        input->cursor = 0;
        return true;
    case INPUT_END:
    case INPUT_CTRL_E:
        input->cursor = end;
        return true;
    case INPUT_BACKSPACE:
        if (at)
            cut(input, before(input, at), at);
        return true;
    case INPUT_DELETE:
        if (at < end)
            cut(input, at, after(input, at));
        return true;
    case INPUT_CTRL_K:
        if (at < end)
            cut(input, at, end);
        return true;
    case INPUT_CTRL_U:
        if (at)
            cut(input, 0, at);
        return true;
    case INPUT_CTRL_W:
        if (at)
            cut(input, word_start(input), at);
        return true;
    default:
        return false;
    }
}

int input_draw(const struct input *input, struct grid *grid, struct rect rect, const char *label,
               const char *ghost)
{
    const char *text = input->text.length ? input->text.text : "";
    int column = grid_put(grid, rect, 0, 1, STYLE_KEY, label);
    int cursor = 0, width;
    for (size_t at = 0; at < input->cursor; cursor += width)
        at += utf8_grapheme(text + at, input->text.length - at, &width);
    for (; cursor > rect.columns - column - 1 && *text; cursor -= width)
        text += utf8_grapheme(text, strlen(text), &width);
    grid->cursor_row = rect.row;
    grid->cursor_column = rect.column + column + cursor;
    return input->text.length ? grid_put(grid, rect, 0, column, STYLE_PLAIN, text)
                              : grid_put(grid, rect, 0, column, STYLE_DIM, ghost);
}
