#include "screen/event.h"

#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

static const char *const key_names[INPUT_COUNT] = {
    [INPUT_NONE] = "",
    [INPUT_LEFT] = "Left",
    [INPUT_RIGHT] = "Right",
    [INPUT_UP] = "Up",
    [INPUT_DOWN] = "Down",
    [INPUT_PAGE_UP] = "PageUp",
    [INPUT_PAGE_DOWN] = "PageDown",
    [INPUT_HOME] = "Home",
    [INPUT_END] = "End",
    [INPUT_ENTER] = "Enter",
    [INPUT_BACKSPACE] = "Backspace",
    [INPUT_DELETE] = "Delete",
    [INPUT_TAB] = "Tab",
    [INPUT_BACKTAB] = "Shift-Tab",
    [INPUT_ESCAPE] = "Esc",
    [INPUT_CTRL_A] = "Ctrl-A",
    [INPUT_CTRL_E] = "Ctrl-E",
    [INPUT_CTRL_K] = "Ctrl-K",
    [INPUT_CTRL_U] = "Ctrl-U",
    [INPUT_CTRL_W] = "Ctrl-W",
    [INPUT_CTRL_L] = "Ctrl-L",
    [INPUT_CTRL_C] = "Ctrl-C",
};

const char *event_name(const struct event *event, char *buffer, size_t size)
{
    const char *name = "";
    if (event->kind == EVENT_KEY)
        name = key_names[event->key];
    else if (event->kind == EVENT_TEXT)
        name = strcmp(event->text, " ") ? event->text : "Space";
    snprintf(buffer, size, "%s", name);
    return buffer;
}

/* One printable character, to be taken as it stands. */
static int text_event(const char *text, struct event *event)
{
    size_t n = strlen(text);
    int code = -1;
    if (n == 0 || n >= sizeof event->text || utf8_decode(text, n, &code) != n || code < 0x20 ||
        (code >= 0x7F && code < 0xA0))
        return -1;
    *event = (struct event){.kind = EVENT_TEXT};
    memcpy(event->text, text, n);
    return 0;
}

int key_event(const char *name, struct event *event)
{
    for (int key = INPUT_NONE + 1; key < INPUT_COUNT; key++)
        if (!strcmp(name, key_names[key])) {
            *event = (struct event){.kind = EVENT_KEY, .key = (enum key)key};
            return 0;
        }
    return text_event(strcmp(name, "Space") ? name : " ", event);
}
