#include "screen/help.h"

#include "base/str.h"
#include "draw/para.h"

enum { KEYS_COLUMNS = 18 }; /* what the keys do starts in this column */

/* A request with keys: they, then what it does. */
static int draw_keys(struct grid *grid, struct rect rect, int row, const struct footer_place *place,
                     const struct request *request)
{
    const struct binding *binding = footer_binding(place, request);
    const struct key_here *here = key_here(place->keys, request->id);
    if (row >= 0) {
        struct str keys = {0};
        for (int i = 0; i < KEYS_MAX && binding->keys[i]; i++)
            str_format(&keys, "%s%s", i ? " " : "", binding->keys[i]);
        grid_put_cut(grid, rect, row, 0, KEYS_COLUMNS - 1, STYLE_KEY, keys.text);
        str_free(&keys);
    }
    struct rect right = rect_part(rect, row < 0 ? 0 : row, KEYS_COLUMNS, -1, -1);
    const struct para_run run = {STYLE_PLAIN, 0, here ? here->help : binding->help};
    return para_draw(row < 0 ? NULL : grid, right, &run, 1, 0, 0);
}

/* A command that has no key: what it is told, then what it does. */
static int draw_command(struct grid *grid, struct rect rect, int row,
                        const struct footer_place *place, const struct request *request)
{
    struct str usage = {0};
    str_add(&usage, ":");
    request_usage(request, &usage);
    str_add(&usage, "  ");
    const struct para_run runs[] = {{STYLE_KEY, 0, usage.text},
                                    {STYLE_PLAIN, 0, footer_binding(place, request)->help}};
    int used = para_draw(row < 0 ? NULL : grid, rect_part(rect, row < 0 ? 0 : row, 0, -1, -1), runs,
                         2, KEYS_COLUMNS, 0);
    str_free(&usage);
    return used;
}

struct rect help_rect(int rows, int columns)
{
    int rules = rows >= 12 ? 2 : 1; /* title and footer, each perhaps with a rule */
    return rect_part((struct rect){0, 0, rows, columns}, rules, 1, rows - 2 * rules, columns - 2);
}

/* The requests of a place, those with a key or those without. Returns the row after them. */
static int draw_requests(struct grid *grid, struct rect rect, int row,
                         const struct footer_place *place, bool keyed)
{
    for (int i = 0; i < place->requests->count; i++) {
        const struct request *request = place->requests->list[i];
        const struct binding *binding = footer_binding(place, request);
        bool seen = grid && row >= 0 && row < rect.rows;
        if (binding && (binding->keys[0] != NULL) == keyed)
            row += (keyed ? draw_keys : draw_command)(grid, rect, seen ? row : -1, place, request);
    }
    return row;
}

int help_draw(struct grid *grid, struct rect rect, const char *reads,
              const struct footer_place *place, int scroll)
{
    const struct para_run card[] = {{STYLE_TITLE, 0, "How to read this view\n"},
                                    {STYLE_PLAIN, 0, reads},
                                    {STYLE_PLAIN, 0, "\n \n"},
                                    {STYLE_TITLE, 0, "Keys"}};
    static const struct para_run commands = {
        STYLE_TITLE, 0, " \nCommands, after a colon; each key is one too, by its name"};
    int row = para_draw(grid, rect, card, sizeof card / sizeof *card, 0, scroll) - scroll;
    row = draw_requests(grid, rect, row, place, true);
    if (draw_requests(NULL, rect, row, place, false) > row) {
        bool seen = grid && row >= 0 && row < rect.rows;
        row += para_draw(seen ? grid : NULL, rect_part(rect, seen ? row : 0, 0, -1, -1), &commands,
                         1, 0, 0);
        row = draw_requests(grid, rect, row, place, false);
    }
    if (grid && row > rect.rows)
        grid_put_right(grid, rect, rect.rows - 1, rect.columns, 14, STYLE_BADGE, " Space: more ");
    return row;
}

int help_moved(int scroll, int by, int rows, int room)
{
    int last = scroll + rows - room, page = room > 1 ? room - 1 : 1;
    int to = scroll + (by == HELP_PAGE ? page : by == -HELP_PAGE ? -page : by);
    to = to < last ? to : last;
    return to > 0 ? to : 0;
}
