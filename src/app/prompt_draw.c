#include "app/actions.h"

#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "base/mem.h"
#include "lab/intervention.h"
#include "text/utf8.h"

/* The line that is typed at the bottom, and the row above a command. */

/* What could follow, with the one that Tab put there; the first ones give way to it. */
static void draw_fitting(struct grid *grid, struct rect rect, int column,
                         const struct strs *fitting, int chosen)
{
    size_t first = 0;
    for (int width = 0, i = chosen; i >= 0; i--) {
        width += utf8_width(fitting->list[i]) + 2;
        if (width > rect.columns - column - 2) {
            first = (size_t)i + 1;
            break;
        }
    }
    for (size_t i = first; i < fitting->count && column < rect.columns; i++) {
        enum style style = (int)i == chosen ? STYLE_BADGE : STYLE_PLAIN;
        column =
            grid_put_cut(grid, rect, 0, column, rect.columns - column, style, fitting->list[i]) + 2;
    }
}

/* What a command is told, and what it does: every intervention has words of its own. */
static const char *explain(const char *head, enum request request, struct str *usage)
{
    const struct intervention_kind *kind = intervention_find(head);
    if (request == REQUEST_CHANGE && kind) {
        str_format(usage, "%s %s", kind->name, kind->usage);
        return kind->help;
    }
    if (request)
        action_usage(request, usage);
    for (const struct binding *b = bindings; b->request; b++)
        if (b->request == request)
            return b->help;
    return "";
}

/* The row above a command: what is wrong with it, else what fits, else what it does. */
static void draw_hints(const struct app *app, struct grid *grid, struct rect rect)
{
    struct completion now;
    struct str usage = {0};
    char *head = mem_text_n(app->input.cursor ? app->input.text.text : "", app->input.cursor);
    action_complete(app, head, &now);
    const struct strs *fitting = app->proposed < 0 ? &now.fitting : &app->proposals;
    bool exact = now.request && now.fitting.count <= 1 && app->proposed < 0;
    grid_rule(grid, rect, 0, 0, rect.columns, STYLE_PLAIN, " ");
    const char *help = explain(head, now.request, &usage);
    int column = 1;
    if (app->message.length)
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2, STYLE_ERROR, app->message.text);
    else if (usage.length)
        column = grid_put(grid, rect, 0, column, STYLE_DIM, usage.text) + 2;
    if (!app->message.length && exact && (now.fitting.count == 0 || now.start == 0))
        grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_PLAIN, help);
    else if (!app->message.length)
        draw_fitting(grid, rect, column, fitting, app->proposed);
    str_free(&usage);
    strs_free(&now.fitting);
    free(head);
}

void prompt_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    static const char *const labels[] = {[PROMPT_SENTENCE] = "Sentence: ", [PROMPT_COMMAND] = ":"};
    const struct input *input = &app->input;
    const char *text = input->text.text ? input->text.text : "";
    char *head = mem_text_n(text, input->cursor);
    int column = grid_put(grid, rect, 0, 1, STYLE_KEY, labels[app->prompt]);
    int before = utf8_width(head), room = rect.columns - column - 1;
    const char *start = text;
    while (before > room && *start) { /* scroll so that the cursor is seen */
        int width;
        size_t n = utf8_grapheme(start, strlen(start), &width);
        start += n;
        before -= width;
    }
    int end = grid_put(grid, rect, 0, column, STYLE_PLAIN, start) + 2;
    struct rect rest = rect_part(rect, 0, end, -1, -1);
    if (app->prompt == PROMPT_COMMAND)
        draw_hints(app, grid, (struct rect){rect.row - 1, rect.column, 1, rect.columns});
    bool told = app->message.length && app->prompt == PROMPT_SENTENCE;
    (told ? app_draw_footer : app_draw_keys)(app, grid, rest);
    grid->cursor_row = rect.row;
    grid->cursor_column = rect.column + column + before;
    free(head);
}
