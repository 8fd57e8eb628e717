#include "term/caps.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "term/colors.h"

/* Last, because it defines words like "columns" as macros. */
#include <term.h>

static const char *terminal_name(void)
{
    const char *name = getenv("TERM");
    return name && *name ? name : NULL;
}

/* The locale that the environment asks for, by the order of setlocale(3); NULL: none. */
static const char *wanted_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return NULL;
}

/* Only LC_CTYPE: a decimal comma would be none in CSV and JSON. A machine where nobody chose a
 * locale, or where the one chosen over SSH is not installed, can still show UTF-8. */
bool caps_utf8(void)
{
    const char *wanted = wanted_locale();
    if (!wanted || (!setlocale(LC_CTYPE, "") && strcasestr(wanted, "utf")))
        setlocale(LC_CTYPE, "C.UTF-8");
    return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

int caps_check(struct err *err)
{
    static const char instead[] = "to print a view without a terminal: heed show TEXT";
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(err, "this needs a terminal, but standard %s is not one; %s",
                       isatty(STDIN_FILENO) ? "output" : "input", instead);
    const char *name = terminal_name();
    int found = 0;
    if (!name)
        return err_set(err,
                       "TERM is not set, so this terminal is unknown; set it (export "
                       "TERM=xterm-256color), or %s",
                       instead);
    if (setupterm(name, STDOUT_FILENO, &found) != OK && found != 0 && found != 1)
        return err_set(err,
                       "there is no terminfo database to look TERM=%s up in; install "
                       "ncurses-base, or %s",
                       name, instead);
    if (found == 0)
        return err_set(err,
                       "TERM=%s is not a known terminal; set another one (export "
                       "TERM=xterm-256color), or %s",
                       name, instead);
    const char *move = tigetstr("cup");
    if (!move || move == (char *)-1)
        return err_set(err, "TERM=%s cannot move the cursor; %s", name, instead);
    return 0;
}

void term_describe(struct str *out, const struct term_options *options)
{
    static const char *const tiers[] = {"256 colors", "8 or 16 colors, levels as shades",
                                        "no color, levels as shades"};
    bool utf8 = caps_utf8();
    const char *name = terminal_name();
    int found = 0, colors = 0, pairs = 0;
    struct winsize size = {0};
    if (name && setupterm(name, STDOUT_FILENO, &found) == OK) {
        colors = tigetnum("colors");
        pairs = tigetnum("pairs");
    }
    str_format(out, "TERM        %s%s\n", name ? name : "not set",
               name && found != 1 ? ", which is unknown here" : "");
    if (!isatty(STDOUT_FILENO))
        str_add(out, "size        not a terminal\n");
    else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        str_format(out, "size        %d x %d\n", size.ws_col, size.ws_row);
    str_format(out, "colors      %d, in %d pairs\n", colors > 0 ? colors : 0,
               pairs > 0 ? pairs : 0);
    str_format(out, "shown with  %s\n",
               tiers[colors_tier(colors, pairs, colors_choice(options->color))]);
    str_format(out, "background  %s\n", options->light || colors_light() ? "light" : "dark");
    str_format(out, "locale      %s, %s\n", setlocale(LC_CTYPE, NULL), nl_langinfo(CODESET));
    str_format(out, "glyphs      %s\n", utf8 && !options->ascii ? "Unicode" : "ASCII");
}
