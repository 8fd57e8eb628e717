#include "term/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

#include "base/die.h"
#include "base/err.h"

enum { ALTERNATE_STACK = 1 << 16 };

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { FATAL = sizeof fatal_signals / sizeof *fatal_signals };

static const struct {
    int number;
    unsigned news;
} news_signals[] = {
    {SIGTERM, SIGNAL_QUIT},    {SIGHUP, SIGNAL_QUIT},      {SIGINT, SIGNAL_QUIT},
    {SIGTSTP, SIGNAL_SUSPEND}, {SIGCONT, SIGNAL_CONTINUE}, {SIGWINCH, SIGNAL_RESIZE},
};
enum { NEWS = sizeof news_signals / sizeof *news_signals };

static struct sigaction old_fatal[FATAL], old_news[NEWS];
static volatile sig_atomic_t happened[NEWS];
static struct termios terminal;
static int wake[2] = {-1, -1}; /* the pipe: read end, write end */

/* A crash: whatever state we are in, these two calls are safe. Mouse off, usual keys, cursor on,
 * colors off, back from the alternate screen; then die as if we had not been here, so that core
 * dumps and sanitizers still work. */
static void on_fatal(int number)
{
    static const char reset[] = "\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?1l\033>"
                                "\033[?25h\033[0m\033[?1049l";
    (void)!write(STDOUT_FILENO, reset, sizeof reset - 1);
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
    for (int i = 0; i < FATAL; i++)
        if (fatal_signals[i] == number)
            sigaction(number, &old_fatal[i], NULL);
    raise(number);
}

static void on_news(int number)
{
    int saved = errno;
    for (int i = 0; i < NEWS; i++)
        if (news_signals[i].number == number)
            happened[i] = 1;
    (void)!write(wake[1], "", 1); /* a full pipe wakes the reader as well */
    errno = saved;
}

void signals_remember_terminal(void)
{
    tcgetattr(STDIN_FILENO, &terminal);
}

/* Not pipe2(): some systems lack it, and no other thread starts a program meanwhile. */
static void open_wake(void)
{
    if (pipe(wake) != 0)
        die("cannot open a pipe for signals");
    for (int end = 0; end < 2; end++) {
        fcntl(wake[end], F_SETFL, O_NONBLOCK);
        fcntl(wake[end], F_SETFD, FD_CLOEXEC);
    }
}

void signals_install(void)
{
    static char stack[ALTERNATE_STACK]; /* a stack overflow leaves no room for a handler */
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    open_wake();
    struct sigaction fatal = {.sa_handler = on_fatal, .sa_flags = (int)SA_RESETHAND | SA_ONSTACK};
    for (int i = 0; i < FATAL; i++)
        sigaction(fatal_signals[i], &fatal, &old_fatal[i]);
    struct sigaction news = {.sa_handler = on_news, .sa_flags = SA_RESTART};
    for (int i = 0; i < NEWS; i++)
        sigaction(news_signals[i].number, &news, &old_news[i]);
}

void signals_remove(void)
{
    if (wake[0] < 0)
        return;
    for (int i = 0; i < FATAL; i++)
        sigaction(fatal_signals[i], &old_fatal[i], NULL);
    for (int i = 0; i < NEWS; i++)
        sigaction(news_signals[i].number, &old_news[i], NULL);
    close(wake[0]);
    close(wake[1]);
    wake[0] = wake[1] = -1;
}

int signals_fd(void)
{
    return wake[0];
}

unsigned signals_take(void)
{
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0)
        continue;
    unsigned news = 0;
    for (int i = 0; i < NEWS; i++)
        if (happened[i]) {
            happened[i] = 0;
            news |= news_signals[i].news;
        }
    return news;
}

void signals_stop_here(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, ours;
    sigaction(SIGTSTP, &usual, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}
