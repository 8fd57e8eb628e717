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
    if (session->open && shell_load(shell, session->open, err))
        return -1;
    for (size_t i = 0; i < session->commands.count; i++)
        if (shell_command(shell, session->commands.list[i], err))
            return -1;
    return 0;
}

static void run_terminal(struct shell *shell)
{
    struct event event = {.kind = EVENT_RESIZE};
    struct grid grid;
    term_size(&event.rows, &event.columns);
    grid_init(&grid, event.rows, event.columns);
    shell_event(shell, &event);
    while (!shell->quit) {
        struct theme theme = shell_theme(shell);
        app_draw(shell->app, &grid);
        term_draw(&grid, &theme);
        int wait = app_wait(shell->app);
        term_next(&event, wait);
        if (event.kind == EVENT_RESIZE)
            grid_resize(&grid, event.rows, event.columns);
        if (wait >= 0) { /* time passes for who plays, whatever else happened */
            struct event tick = {.kind = EVENT_TICK, .time_ms = term_clock()};
            shell_event(shell, &tick);
        }
        shell_event(shell, &event);
    }
    grid_free(&grid);
}

static void print_screen(const struct shell *shell, const struct session *session,
                         const struct grid *grid)
{
    struct theme theme = shell_theme(shell);
    struct str out = {0};
    if (session->color && strcmp(session->color, "256") == 0)
        theme.tier = TIER_256;
    (theme.tier == TIER_256 ? print_ansi : print_text)(&out, grid, &theme);
    if (!session->text && theme.tier == TIER_MONO) {
        str_add(&out, "-- styles --\n");
        print_styles(&out, grid);
    }
    fputs(out.text ? out.text : "", stdout);
    str_free(&out);
}

static int run_script(struct shell *shell, const struct session *session, struct script *script,
                      int rows, int columns)
{
    struct event event = {.kind = EVENT_RESIZE, .rows = rows, .columns = columns};
    struct grid grid;
    struct err err;
    enum script_step step;
    const struct term_options *terminal = &session->terminal;
    shell->start = (struct theme){.tier = TIER_MONO,
                                  .ascii = terminal->ascii,
                                  .light = terminal->light,
                                  .palette = terminal->light ? PALETTE_DAY : PALETTE_NIGHT};
    grid_init(&grid, rows, columns);
    shell_event(shell, &event);
    while (!shell->quit && (step = script_next(script, &event, &err)) != SCRIPT_END) {
        if (step == SCRIPT_EVENT && event.kind == EVENT_RESIZE)
            grid_resize(&grid, event.rows, event.columns);
        if (step == SCRIPT_EVENT)
            shell_event(shell, &event);
        if (*shell->refused.text) {
            err = shell->refused;
            script_blame(script, &err);
            step = SCRIPT_BAD;
        }
        if (step == SCRIPT_BAD) {
            grid_free(&grid);
            return failed(&err);
        }
        app_draw(shell->app, &grid);
        if (step == SCRIPT_DUMP)
            print_screen(shell, session, &grid);
    }
    app_draw(shell->app, &grid);
    if (session->dump)
        print_screen(shell, session, &grid);
    grid_free(&grid);
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
    return session->color ? usage_error(command, "--color is auto, never, 16 or 256, not \"%s\"",
                                        session->color)
                          : EXIT_DONE;
}

/* In a terminal, unless a script stands in for the person. */
static int run(const struct command *command, struct shell *shell, struct session *session)
{
    struct err err;
    int rows = 24, columns = 80;
    if (!session->script) {
        if (term_start(&session->terminal, &shell->start, &err))
            return failed(&err);
        run_terminal(shell);
        term_stop();
        return EXIT_DONE;
    }
    if (session->size && (sscanf(session->size, "%dx%d", &columns, &rows) != 2 || rows < 1 ||
                          columns < 1 || rows > 1000 || columns > 1000))
        return usage_error(command, "--size is columns x rows, as 80x24, not \"%s\"",
                           session->size);
    struct script *script = script_open(session->script, &err);
    if (!script)
        return failed(&err);
    int result = run_script(shell, session, script, rows, columns);
    script_close(script);
    return result;
}
int session_run(const struct command *command, struct session *session, struct app_setup *setup)
{
    struct shell shell = {0};
    struct err err;
    int result = read_color(command, session);
    if (result)
        return result;
    if (session->qkv && variant_tables(session->qkv, &shell.tables, &err))
        return strs_free(&shell.tables), failed(&err);
    if (!session->script && caps_check(&err)) /* before anything counts as seen */
        return failed(&err);
    const char **names = shell_start(&shell, setup);
    if (*shell.missing.text)
        result = failed(&shell.missing);
    else if (first_commands(&shell, session, &err))
        result = failed(&err);
    else
        result = run(command, &shell, session);
    shell_end(&shell, names);
    return result;
}

bool session_inside(struct theme *theme, const struct model *model, const char *text)
{
    struct shell shell = {.own = model};
    struct app_setup setup = {.text = text, .inside = true};
    const char **names = shell_start(&shell, &setup);
    shell.start = *theme;
    run_terminal(&shell);
    shell_end(&shell, names);
    return shell.back;
}
