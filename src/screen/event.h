#ifndef HEED_SCREEN_EVENT_H
#define HEED_SCREEN_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/answer.h"

/* What reaches a screen: keys, sizes, time, commands of scripts, and answers to what it asked
 * for. */

enum event_kind {
    EVENT_NONE,
    EVENT_KEY,
    EVENT_TEXT,    /* a printable character for an input field or a key: `text` */
    EVENT_RESIZE,  /* rows, columns */
    EVENT_TICK,    /* time passed: time_ms */
    EVENT_QUIT,    /* the terminal is gone or a signal asked to stop */
    EVENT_COMMAND, /* a command by name with its words, "go weights 3 1": line */
    EVENT_ANSWER,  /* to an effect: answer, which the screen takes over */
    EVENT_REPORT,  /* of a training: report */
};

/* Keys that are not characters. Printable characters come as EVENT_TEXT with their UTF-8. */
enum key {
    INPUT_NONE,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_UP,
    INPUT_DOWN,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_HOME,
    INPUT_END,
    INPUT_ENTER,
    INPUT_BACKSPACE,
    INPUT_DELETE,
    INPUT_TAB,
    INPUT_BACKTAB,
    INPUT_ESCAPE,
    INPUT_CTRL_A,
    INPUT_CTRL_E,
    INPUT_CTRL_K,
    INPUT_CTRL_U,
    INPUT_CTRL_W,
    INPUT_CTRL_L,
    INPUT_CTRL_C,
    INPUT_COUNT
};

struct training_report;

struct event {
    enum event_kind kind;
    enum key key;
    char text[8]; /* EVENT_TEXT: one character, UTF-8, NUL-terminated */
    bool more;    /* the next key is there already: a picture in between would not be seen */
    int rows, columns;
    long time_ms;
    const char *line;
    struct answer answer;
    const struct training_report *report;
};

enum { EVENT_NAME = 16 }; /* bytes of the longest name of a key */

/* Names as they stand in scripts, lessons and help: "Left", "Enter", "Space", "Ctrl-A", or the
 * character itself; "" for what is not a key. key_event() is the reverse: 0 and *event, or −1 for
 * an unknown name. */
const char *event_name(const struct event *event, char *buffer, size_t size);
int key_event(const char *name, struct event *event);

#endif
