#include "term/input.h"

#include <errno.h>
#include <ncurses.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "base/die.h"
#include "term/signals.h"
#include "term/term.h"

enum { CTRL_Z = 26 };

static const struct {
    wint_t code;
    enum key key;
} function_keys[] =
    {
        {KEY_LEFT, INPUT_LEFT},    {KEY_RIGHT, INPUT_RIGHT},         {KEY_UP, INPUT_UP},
        {KEY_DOWN, INPUT_DOWN},    {KEY_PPAGE, INPUT_PAGE_UP},       {KEY_NPAGE, INPUT_PAGE_DOWN},
        {KEY_HOME, INPUT_HOME},    {KEY_FIND, INPUT_HOME},           {KEY_END, INPUT_END},
        {KEY_SELECT, INPUT_END},   {KEY_ENTER, INPUT_ENTER},         {KEY_DC, INPUT_DELETE},
        {KEY_BTAB, INPUT_BACKTAB}, {KEY_BACKSPACE, INPUT_BACKSPACE},
},
  control_keys[] = {
      {1, INPUT_CTRL_A},      {3, INPUT_CTRL_C},  {5, INPUT_CTRL_E},  {8, INPUT_BACKSPACE},
      {9, INPUT_TAB},         {10, INPUT_ENTER},  {11, INPUT_CTRL_K}, {12, INPUT_CTRL_L},
      {13, INPUT_ENTER},      {21, INPUT_CTRL_U}, {23, INPUT_CTRL_W}, {27, INPUT_ESCAPE},
      {127, INPUT_BACKSPACE},
};

long term_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* Takes the size from the terminal. The whole screen is painted anew, because what terminals do
 * with the old picture differs. */
static void resize(struct event *event)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resize_term(size.ws_row, size.ws_col);
    clearok(curscr, TRUE);
    event->kind = EVENT_RESIZE;
    term_size(&event->rows, &event->columns);
}

/* Gives the terminal back, sleeps, and takes it again. */
static void suspend(struct event *event)
{
    curs_set(1);
    endwin();
    signals_stop_here();
    refresh();
    resize(event);
}

static void key_pressed(struct event *event, enum key key)
{
    event->kind = EVENT_KEY;
    event->key = key;
    if (key == INPUT_CTRL_L) /* the next frame repairs what others wrote on the screen */
        clearok(curscr, TRUE);
}

static void take_function_key(struct event *event, wint_t code)
{
    if (code == KEY_RESIZE)
        resize(event);
    for (size_t i = 0; i < sizeof function_keys / sizeof *function_keys; i++)
        if (function_keys[i].code == code)
            key_pressed(event, function_keys[i].key);
}

static void take_character(struct event *event, wint_t code)
{
    if (code == CTRL_Z)
        suspend(event);
    for (size_t i = 0; i < sizeof control_keys / sizeof *control_keys; i++)
        if (control_keys[i].code == code)
            key_pressed(event, control_keys[i].key);
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return;
    mbstate_t start = {0};
    char bytes[sizeof event->text + 16];
    size_t n = wcrtomb(bytes, (wchar_t)code, &start); /* UTF-8, or the locale is ASCII */
    if (n == 0 || n >= sizeof event->text)
        return;
    event->kind = EVENT_TEXT;
    memcpy(event->text, bytes, n);
}

static void take_news(struct event *event)
{
    unsigned news = signals_take();
    if (news & SIGNAL_QUIT) {
        event->kind = EVENT_QUIT;
    } else if (news & SIGNAL_SUSPEND) {
        suspend(event);
    } else if (news & SIGNAL_CONTINUE) {
        reset_prog_mode();
        resize(event);
    } else if (news & SIGNAL_RESIZE) {
        resize(event);
    }
}

/* Whether the other end is gone: poll() may say "readable" for ever then. */
static bool is_closed(short revents)
{
    int waiting = 0;
    if (revents & POLLIN)
        return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
    return revents & (POLLHUP | POLLERR | POLLNVAL);
}

/* Whether the next key is there already, as of a text that is pasted. */
static bool is_more(void)
{
    int waiting = 0;
    return ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0;
}

/* What is there already, without waiting: EVENT_NONE when nothing is. A key that means nothing
 * here is skipped. */
static void take_input(struct event *event)
{
    wint_t code;
    take_news(event);
    while (event->kind == EVENT_NONE) {
        int kind = get_wch(&code);
        if (kind == ERR)
            return;
        if (kind == KEY_CODE_YES)
            take_function_key(event, code);
        else
            take_character(event, code);
    }
}

/* Milliseconds until `end`, for poll(): −1 is for ever. */
static int time_left(long end)
{
    long left = end - term_clock();
    return end < 0 ? -1 : left > 0 ? (int)left : 0;
}

enum { SOURCES_MAX = 16, OURS = 2 /* the keyboard and the signals */ };

/* Fills in what poll() waits for. Returns when it must return at the latest, −1: never: at
 * `end`, or when a source that rests may be looked at again. */
static long prepare(struct pollfd *files, const struct term_source *sources, int count, long end)
{
    long now = term_clock();
    files[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    files[1] = (struct pollfd){.fd = signals_fd(), .events = POLLIN};
    for (int i = 0; i < count; i++) {
        bool rests = sources[i].from_ms > now;
        files[OURS + i] = (struct pollfd){.fd = rests ? -1 : sources[i].fd, .events = POLLIN};
        if (rests && (end < 0 || sources[i].from_ms < end))
            end = sources[i].from_ms;
    }
    return end;
}

/* Whether any source is ready. */
static bool note_ready(const struct pollfd *files, struct term_source *sources, int count)
{
    bool any = false;
    for (int i = 0; i < count; i++) {
        sources[i].ready = files[OURS + i].revents != 0;
        any = any || sources[i].ready;
    }
    return any;
}

void term_next(struct event *event, struct term_source *sources, int count, int timeout_ms)
{
    long end = timeout_ms < 0 ? -1 : term_clock() + timeout_ms;
    bool ready = false;
    *event = (struct event){.kind = EVENT_NONE};
    if (count > SOURCES_MAX)
        die("%d sources are waited for, %d are possible", count, SOURCES_MAX);
    for (int i = 0; i < count; i++)
        sources[i].ready = false;
    for (;;) {
        struct pollfd files[OURS + SOURCES_MAX];
        take_input(event);
        if (event->kind != EVENT_NONE || ready)
            break;
        long until = prepare(files, sources, count, end);
        int changed = poll(files, (nfds_t)(OURS + count), time_left(until));
        if (changed < 0 && errno != EINTR)
            break;
        if (changed == 0 && end >= 0 && term_clock() >= end)
            break;
        if (changed > 0 && files[0].revents && is_closed(files[0].revents))
            event->kind = EVENT_QUIT;
        if (event->kind != EVENT_NONE)
            break;
        ready = changed > 0 && note_ready(files, sources, count);
    }
    event->more = event->kind == EVENT_TEXT && is_more();
    event->time_ms = term_clock();
}
