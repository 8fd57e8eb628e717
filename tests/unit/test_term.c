#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/str.h"
#include "screen/event.h"
#include "term/caps.h"
#include "term/colors.h"
#include "term/input.h"
#include "term/term.h"

/* The terminal code runs in a child behind a pseudo terminal; it writes the name of each event to
 * a pipe, one a line. */
struct play {
    pid_t child;
    int terminal, events;
    int news;          /* bytes for the source that the child waits for besides */
    struct str screen; /* all that was written to the terminal */
};

enum { PATIENCE_MS = 10000 };

static void draw(const struct theme *theme)
{
    struct grid grid;
    int rows, columns;
    term_size(&rows, &columns);
    grid_init(&grid, rows, columns);
    struct rect all = grid_whole(&grid);
    grid_put(&grid, all, 0, 0, STYLE_TITLE, "heed née 早上");
    grid_put(&grid, all, 1, 0, STYLE_PLAIN, ".91");
    grid_heat(&grid, all, 1, 0, 3, RAMP_SEQUENTIAL, 9);
    term_draw(&grid, theme);
    grid_free(&grid);
}

/* Reports every event, and the bytes of a source that is not looked at between the keys r and w. */
static int run_child(int report, int news)
{
    struct err err;
    struct theme theme;
    struct event event;
    char name[32];
    struct term_source source = {.fd = news};
    if (term_start(&(struct term_options){0}, &theme, &err) != 0) {
        dprintf(report, "refused: %s\n", err.text);
        return 1;
    }
    dprintf(report, "tier %d ascii %d light %d\n", theme.tier, theme.ascii, theme.light);
    do {
        char byte;
        draw(&theme);
        term_next(&event, &source, 1, -1);
        event_name(&event, name, sizeof name);
        if (strcmp(name, "r") == 0 || strcmp(name, "w") == 0)
            source.from_ms = *name == 'r' ? term_clock() + 100000 : 0;
        if (event.kind == EVENT_RESIZE)
            dprintf(report, "resize %dx%d\n", event.columns, event.rows);
        else if (event.kind == EVENT_QUIT)
            dprintf(report, "quit\n");
        else if (event.kind != EVENT_NONE)
            dprintf(report, "%s\n", name);
        if (source.ready && read(news, &byte, 1) == 1)
            dprintf(report, "news %c\n", byte);
    } while (event.kind != EVENT_QUIT && strcmp(name, "q"));
    term_stop();
    term_stop();
    return 0;
}

static void start(struct play *play, const char *terminal_type)
{
    int report[2], news[2];
    struct winsize size = {.ws_row = 10, .ws_col = 40};
    assert_int_equal(pipe(report), 0);
    assert_int_equal(pipe(news), 0);
    *play = (struct play){.events = report[0], .news = news[1]};
    play->child = forkpty(&play->terminal, NULL, NULL, &size);
    assert_true(play->child >= 0);
    if (play->child == 0) {
        setenv("TERM", terminal_type, 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        unsetenv("COLORFGBG");
        unsetenv("NO_COLOR");
        close(news[1]);
        _exit(run_child(report[1], news[0]));
    }
    close(report[1]);
    close(news[0]);
}

/* One line of the child's report; what it writes to the screen is collected meanwhile. */
static void expect(struct play *play, const char *line)
{
    char got[2048];
    size_t n = 0;
    for (;;) {
        struct pollfd files[] = {{.fd = play->events, .events = POLLIN},
                                 {.fd = play->terminal, .events = POLLIN}};
        if (poll(files, 2, PATIENCE_MS) <= 0)
            fail_msg("no \"%s\" came", line);
        char bytes[1024];
        ssize_t size = 0;
        if (files[1].revents && (size = read(play->terminal, bytes, sizeof bytes)) > 0)
            str_add_n(&play->screen, bytes, (size_t)size);
        if (!(files[0].revents & (POLLIN | POLLHUP)))
            continue;
        if (read(play->events, got + n, 1) != 1 || n + 2 > sizeof got)
            fail_msg("the child ended instead of \"%s\"", line);
        if (got[n++] == '\n')
            break;
    }
    got[n - 1] = '\0';
    if (strncmp(got, line, strlen(line)))
        fail_msg("got \"%s\", not \"%s\"", got, line);
}

static void type(struct play *play, const char *keys, const char *event)
{
    assert_int_equal(write(play->terminal, keys, strlen(keys)), (ssize_t)strlen(keys));
    expect(play, event);
}

static int finish(struct play *play)
{
    int status = -1;
    char bytes[1024];
    ssize_t size;
    while ((size = read(play->terminal, bytes, sizeof bytes)) > 0)
        str_add_n(&play->screen, bytes, (size_t)size);
    assert_int_equal(waitpid(play->child, &status, 0), play->child);
    close(play->terminal);
    close(play->events);
    close(play->news);
    str_add(&play->screen, "");
    return status;
}

static void keys_become_events(void **state)
{
    (void)state;
    struct play play;
    start(&play, "xterm-256color");
    expect(&play, "tier 0 ascii 0 light 0");
    static const char *const keys[][2] = {
        {"a", "a"},
        {"é", "é"},
        {"好", "好"},
        {" ", "Space"},
        {"\033OA", "Up"},
        {"\033OD", "Left"},
        {"\033[5~", "PageUp"},
        {"\033[Z", "Shift-Tab"},
        {"\r", "Enter"},
        {"\t", "Tab"},
        {"\x7F", "Backspace"},
        {"\033[3~", "Delete"},
        {"\x03", "Ctrl-C"},
        {"\x0C", "Ctrl-L"},
        {"\033", "Esc"},
        {"\033OH", "Home"},
        {"\x1A", "resize 40x10"},
        {"\x02z", "z"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        type(&play, keys[i][0], keys[i][1]);
    type(&play, "q", "q");
    assert_int_equal(finish(&play), 0);
    assert_non_null(strstr(play.screen.text, "née 早上"));
    assert_non_null(strstr(play.screen.text, "48;5;230m"));
    assert_non_null(strstr(play.screen.text, "\033[?1049h"));
    assert_non_null(strstr(play.screen.text, "\033[?1049l"));
    assert_null(strstr(play.screen.text, "\033]4;"));     /* the palette is the person's own */
    assert_null(strstr(play.screen.text, "\033[?1000h")); /* and so is the mouse */
    str_free(&play.screen);
}

static void the_size_comes_with_the_resize(void **state)
{
    (void)state;
    struct play play;
    start(&play, "screen-256color");
    expect(&play, "tier 0");
    static const int sizes[][2] = {{24, 80}, {1, 1}, {2, 3}, {60, 200}};
    for (int i = 0; i < 4; i++) {
        struct winsize size = {.ws_row = (unsigned short)sizes[i][0],
                               .ws_col = (unsigned short)sizes[i][1]};
        char line[32];
        snprintf(line, sizeof line, "resize %dx%d", sizes[i][1], sizes[i][0]);
        assert_int_equal(ioctl(play.terminal, TIOCSWINSZ, &size), 0);
        expect(&play, line);
    }
    type(&play, "q", "q");
    assert_int_equal(finish(&play), 0);
    str_free(&play.screen);
}

/* What has news besides the keyboard wakes it up, unless it rests; keys come through either way. */
static void other_sources_have_news(void **state)
{
    (void)state;
    struct play play;
    start(&play, "xterm-256color");
    expect(&play, "tier");
    type(&play, "a", "a");
    assert_int_equal(write(play.news, "1", 1), 1);
    expect(&play, "news 1");
    type(&play, "r", "r");
    assert_int_equal(write(play.news, "2", 1), 1);
    type(&play, "b", "b");
    type(&play, "c", "c");
    type(&play, "w", "w");
    expect(&play, "news 2");
    type(&play, "q", "q");
    assert_int_equal(finish(&play), 0);
    str_free(&play.screen);
}

static void asked_to_end_it_quits(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
    for (int i = 0; i < 3; i++) {
        struct play play;
        start(&play, "xterm");
        expect(&play, "tier 1");
        type(&play, "x", "x");
        kill(play.child, signals[i]);
        expect(&play, "quit");
        assert_int_equal(finish(&play), 0);
        assert_non_null(strstr(play.screen.text, "\033[?1049l"));
        str_free(&play.screen);
    }
}

static void a_closed_terminal_is_the_end(void **state)
{
    (void)state;
    struct play play;
    start(&play, "xterm-256color");
    expect(&play, "tier 0");
    type(&play, "x", "x");
    int terminal = play.terminal, nothing[2];
    assert_int_equal(pipe(nothing), 0);
    close(nothing[1]);
    play.terminal = nothing[0];
    close(terminal);
    expect(&play, "quit");
    finish(&play);
    str_free(&play.screen);
}

static void a_crash_gives_the_terminal_back(void **state)
{
    (void)state;
    struct play play;
    start(&play, "xterm-256color");
    struct termios before, after;
    assert_int_equal(tcgetattr(play.terminal, &before), 0);
    expect(&play, "tier 0");
    type(&play, "x", "x");
    kill(play.child, SIGABRT);
    int slave = open(ptsname(play.terminal), O_RDWR | O_NOCTTY);
    int status = -1;
    assert_int_equal(waitpid(play.child, &status, 0), play.child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_int_equal(tcgetattr(slave, &after), 0);
    assert_int_equal(after.c_lflag & (ICANON | ECHO | ISIG), ICANON | ECHO | ISIG);
    char bytes[4096];
    ssize_t size = read(play.terminal, bytes, sizeof bytes);
    str_add_n(&play.screen, bytes, size > 0 ? (size_t)size : 0);
    assert_non_null(strstr(play.screen.text, "\033[?25h\033[0m\033[?1049l"));
    close(slave);
    close(play.terminal);
    close(play.events);
    str_free(&play.screen);
}

static void what_cannot_be_drawn_on_is_refused(void **state)
{
    (void)state;
    static const char *const types[][2] = {
        {"dumb", "refused: TERM=dumb"},
        {"no-such-terminal", "refused: TERM=no-such-terminal is not a known terminal"},
        {"", "refused: TERM is not set"},
    };
    for (int i = 0; i < 3; i++) {
        struct play play;
        start(&play, types[i][0]);
        expect(&play, types[i][1]);
        assert_int_equal(WEXITSTATUS(finish(&play)), 1);
        str_free(&play.screen);
    }
    struct play play;
    start(&play, "vt100");
    expect(&play, "tier 2");
    type(&play, "q", "q");
    assert_int_equal(finish(&play), 0);
    str_free(&play.screen);
}

static void tiers_are_chosen_once(void **state)
{
    (void)state;
    assert_int_equal(colors_tier(256, 65536, COLOR_AUTO), TIER_256);
    assert_int_equal(colors_tier(256, 65536, COLOR_16), TIER_16);
    assert_int_equal(colors_tier(256, 65536, COLOR_NEVER), TIER_MONO);
    assert_int_equal(colors_tier(256, 64, COLOR_256), TIER_16);
    assert_int_equal(colors_tier(8, 64, COLOR_256), TIER_16);
    assert_int_equal(colors_tier(-1, -1, COLOR_AUTO), TIER_MONO);
    setenv("NO_COLOR", "1", 1);
    assert_int_equal(colors_choice(COLOR_AUTO), COLOR_NEVER);
    assert_int_equal(colors_choice(COLOR_256), COLOR_256);
    setenv("NO_COLOR", "", 1);
    assert_int_equal(colors_choice(COLOR_AUTO), COLOR_AUTO);
    static const struct {
        const char *value;
        bool light;
    } cases[] = {{"0;15", true}, {"15;0", false}, {"0;default;7", true}, {"7;8", false},
                 {"7", false},   {"0;", false},   {"0;11", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("COLORFGBG", cases[i].value, 1);
        assert_int_equal(colors_light(), cases[i].light);
    }
    unsetenv("COLORFGBG");
    unsetenv("NO_COLOR");
}

static void the_doctor_gets_lines(void **state)
{
    (void)state;
    struct str out = {0};
    setenv("TERM", "xterm-256color", 1);
    term_describe(&out, &(struct term_options){0});
    assert_non_null(strstr(out.text, "TERM        xterm-256color\n"));
    assert_non_null(strstr(out.text, "colors      256"));
    str_clear(&out);
    unsetenv("TERM");
    term_describe(&out, &(struct term_options){.ascii = true});
    assert_non_null(strstr(out.text, "not set"));
    assert_non_null(strstr(out.text, "glyphs      ASCII"));
    str_free(&out);
    assert_true(term_clock() <= term_clock());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_become_events),
        cmocka_unit_test(the_size_comes_with_the_resize),
        cmocka_unit_test(other_sources_have_news),
        cmocka_unit_test(asked_to_end_it_quits),
        cmocka_unit_test(a_closed_terminal_is_the_end),
        cmocka_unit_test(a_crash_gives_the_terminal_back),
        cmocka_unit_test(what_cannot_be_drawn_on_is_refused),
        cmocka_unit_test(tiers_are_chosen_once),
        cmocka_unit_test(the_doctor_gets_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
