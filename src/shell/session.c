#include "shell/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/print.h"
#include "shell/script.h"
#include "shell/shell.h"
#include "shell/variant.h"
#include "term/caps.h"

/* What the command line asks for before anything else. */
static int first_commands(struct shell *shell, const struct session *session, struct err *err)
{
    if (session->open && shell_load(shell, session->open, 0, err) < 0)
        return -1;
    for (size_t i = 0; i < session->commands.count; i++)
        if (shell_command(shell, session->commands.list[i], err))
            return -1;
    return 0;
}

/* ---- a script in the place of a person ---- */

struct script_front {
    struct loop_front front; /* first, so that it is one */
    const struct session *session;
    struct shell *shell;
    struct script *script;
    int rows, columns;
    const struct grid *grid; /* that was shown last */
    struct theme theme;
    struct err err; /* what is wrong with the script; empty: nothing */
};

static void print_screen(const struct script_front *f)
{
    const struct session *session = f->session;
    struct theme theme = f->theme;
    struct str out = {0};
    if (session->color && strcmp(session->color, "256") == 0)
        theme.tier = TIER_256;
    (theme.tier == TIER_256 ? print_ansi : print_text)(&out, f->grid, &theme);
    if (!session->text && theme.tier == TIER_MONO) {
        str_add(&out, "-- styles --\n");
        print_styles(&out, f->grid);
    }
    fputs(out.text ? out.text : "", stdout);
    str_free(&out);
}

static void script_size(struct loop_front *front, int *rows, int *columns)
{
    const struct script_front *f = (const struct script_front *)front;
    *rows = f->rows;
    *columns = f->columns;
}

static void script_show(struct loop_front *front, const struct grid *grid,
                        const struct theme *theme)
{
    struct script_front *f = (struct script_front *)front;
    f->grid = grid;
    f->theme = *theme;
    if (f->shell->world.over && f->session->dump)
        print_screen(f);
}

/* The next event of the script, past screens that are to be printed. */
static bool script_event(struct loop_front *front, struct event *event, struct term_source *sources,
                         int count, int timeout_ms)
{
    struct script_front *f = (struct script_front *)front;
    enum script_step step = SCRIPT_BAD;
    (void)sources, (void)count, (void)timeout_ms;
    if (*f->shell->refused.text) {
        f->err = f->shell->refused;
        script_blame(f->script, &f->err);
        return false;
    }
    while ((step = script_next(f->script, event, &f->err)) == SCRIPT_DUMP || step == SCRIPT_PAUSE)
        if (step == SCRIPT_DUMP)
            print_screen(f);
    if (step == SCRIPT_END && f->session->dump)
        print_screen(f);
    return step == SCRIPT_EVENT;
}

static int run_script(const struct command *command, struct shell *shell,
                      const struct session *session)
{
    const struct term_options *terminal = &session->terminal;
    struct script_front f = {
        .front = {.size = script_size, .show = script_show, .next = script_event},
        .session = session,
        .shell = shell,
        .rows = 24,
        .columns = 80};
    if (session->size && (sscanf(session->size, "%dx%d", &f.columns, &f.rows) != 2 || f.rows < 1 ||
                          f.columns < 1 || f.rows > 1000 || f.columns > 1000))
        return command_misused(command, "--size is columns x rows, as 80x24, not \"%s\"",
                               session->size);
    f.script = script_open(session->script, &f.err);
    if (!f.script)
        return command_failed(&f.err);
    shell->world.start = (struct theme){.tier = TIER_MONO,
                                        .ascii = terminal->ascii,
                                        .light = terminal->light,
                                        .palette = terminal->light ? PALETTE_DAY : PALETTE_NIGHT};
    loop_run(&f.front, &shell->world);
    script_close(f.script);
    return *f.err.text ? command_failed(&f.err) : EXIT_DONE;
}

/* ---- a person at a terminal ---- */

static int run_terminal(struct shell *shell, const struct session *session)
{
    struct err err;
    struct loop_front terminal = loop_terminal;
    if (term_start(&session->terminal, &shell->world.start, &err))
        return command_failed(&err);
    loop_run(session->front ? session->front : &terminal, &shell->world);
    term_stop();
    return EXIT_DONE;
}

static int read_color(const struct command *command, struct session *session)
{
    static const char *const words[] = {"auto", "never", "16", "256"};
    for (int i = 0; session->color && i < 4; i++)
        if (strcmp(words[i], session->color) == 0) {
            session->terminal.color = (enum color_choice)i;
            return EXIT_DONE;
        }
    return session->color
               ? command_misused(command, "--color is auto, never, 16 or 256, not \"%s\"",
                                 session->color)
               : EXIT_DONE;
}

int session_run(const struct command *command, struct session *session, struct app_setup *setup)
{
    struct shell shell = {0};
    struct err err;
    int result = read_color(command, session);
    if (result)
        return result;
    if (session->qkv && variant_tables(session->qkv, &shell.tables, &err))
        return strs_free(&shell.tables), command_failed(&err);
    if (!session->script && caps_check(&err)) /* before a page is noted as seen */
        return command_failed(&err);
    shell.lessons = session->lessons;
    shell_start(&shell, setup);
    if (*shell.missing.text)
        result = command_failed(&shell.missing);
    else if (first_commands(&shell, session, &err) ||
             (session->begin && session->begin(session, &shell, &err)))
        result = command_failed(&err);
    else if (session->script)
        result = run_script(command, &shell, session);
    else
        result = run_terminal(&shell, session);
    if (session->end)
        session->end(session, &shell);
    shell_end(&shell);
    return result;
}
