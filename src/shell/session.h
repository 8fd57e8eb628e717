#ifndef HEED_SHELL_SESSION_H
#define HEED_SHELL_SESSION_H

#include "cli/options.h"
#include "shell/course.h"
#include "term/term.h"

/* The app with a person at a terminal, or with a script of keys in the place of the person,
 * which prints screens. */
struct shell;
struct loop_front;

struct session {
    struct term_options terminal;
    const char *color;    /* auto, never, 16, 256 */
    const char *script;   /* file of keys, or NULL: a person sits here */
    const char *size;     /* COLSxROWS of scripted screens */
    bool dump;            /* print the screen at the end of the script, and its style plane */
    bool text;            /* without the style plane */
    const char *open;     /* file of commands to begin with, or NULL */
    struct strs commands; /* commands after those of the file: changes of the run */
    const char *lessons;  /* folder of the lessons of the menu; NULL: the course */
    const char *qkv;      /* a table in the place of models; NULL: none */

    /* When all that was asked for on the command line is there, before the first frame; and at the
     * end, also when `begin` failed. NULL: nothing more happens. */
    int (*begin)(struct session *session, struct shell *shell, struct err *err);
    void (*end)(struct session *session, struct shell *shell);

    struct loop_front *front; /* in the place of the terminal's own; NULL: that */
};

/* The options that learn, explore and present share, to put into an option table. */
#define SESSION_OPTIONS(session)                                                                   \
    {"color",          0,      OPTION_TEXT,                                                        \
     &(session).color, "WHEN", "auto, never, 16 or 256 (auto; NO_COLOR means never)"},             \
        {"ascii", 0, OPTION_FLAG, &(session).terminal.ascii, NULL, "draw with ASCII characters"},  \
        {"light", 0, OPTION_FLAG, &(session).terminal.light, NULL, "colors for a light screen"},   \
        {"script",    0,                                                                           \
         OPTION_TEXT, &(session).script,                                                           \
         "FILE",      "run these keys instead of a person's (- is standard input); see --dump"},   \
        {"size", 0, OPTION_TEXT, &(session).size, "CxR", "size of a script's screen (80x24)"},     \
        {"dump",          0,    OPTION_FLAG,                                                       \
         &(session).dump, NULL, "print the screen when the script ends, then its style plane"},    \
    {                                                                                              \
        "text", 0, OPTION_FLAG, &(session).text, NULL, "print screens without the style plane"     \
    }

/* Runs it to the end; an exit code. setup's models and lessons are filled in here. */
int session_run(const struct command *command, struct session *session, struct app_setup *setup);

#endif
