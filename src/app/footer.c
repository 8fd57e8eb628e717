#include "app/footer.h"

#include <stdio.h>
#include <string.h>

#include "app/actions.h"
#include "text/utf8.h"

static bool counts(const struct place *place, const struct binding *b)
{
    return b->request != place->absent && !(place->own && b->context == CONTEXT_ANY) &&
           binding_applies(b, place->context, place->lesson);
}

const struct key_here *key_here(const struct key_here *keys, enum request request)
{
    for (const struct key_here *key = keys; key && key->request; key++)
        if (key->request == request)
            return key;
    return NULL;
}

static const char *label_of(const struct place *place, const struct binding *b)
{
    const struct key_here *key = key_here(place->keys, b->request);
    return key ? key->label : b->label;
}

/* ---- footer: the keys that exist here, the most useful first ---- */

enum { ALWAYS = 13, LAST = 14 }; /* ranks of what stays: help and back */

/* The key, with those of its opposites where the binding stands for them too. */
static const char *key_label(const struct binding *b)
{
    static const struct {
        enum request request;
        const char *keys;
    } together[] = {{REQUEST_STAGE_PREVIOUS, "←→"},
                    {REQUEST_STEP_PREVIOUS, "↑↓"},
                    {REQUEST_UP, "↑↓"},
                    {REQUEST_CELL_LEFT, "hjkl"},
                    {REQUEST_PAGE_NEXT, "n p"}};
    for (size_t i = 0; i < sizeof together / sizeof *together; i++)
        if (b->request == together[i].request)
            return together[i].keys;
    return b->keys[0];
}

static int binding_width(const struct place *place, const struct binding *b)
{
    return utf8_width(key_label(b)) + 1 + utf8_width(label_of(place, b)) + 2;
}

/* Whether a binding stands in the footer, given that ranks above `limit` had to go. */
static bool in_footer(const struct place *place, const struct binding *b, int limit)
{
    return label_of(place, b) && b->rank <= limit && counts(place, b);
}

static int width_up_to(const struct place *place, int limit)
{
    int width = 0;
    for (const struct binding *b = bindings; b->request; b++)
        width += in_footer(place, b, limit) ? binding_width(place, b) : 0;
    return width;
}

int footer_width(const struct place *place)
{
    return width_up_to(place, LAST);
}

void footer_draw(struct grid *grid, struct rect rect, const struct place *place)
{
    int limit = LAST, column = 1, all = width_up_to(place, LAST);
    if (all > rect.columns) { /* make room for the two that must be there */
        limit = ALWAYS - 1;
        int must = all - width_up_to(place, limit);
        while (limit > 0 && width_up_to(place, limit) + must > rect.columns)
            limit--;
    }
    for (const struct binding *b = bindings; b->request; b++) {
        bool must = b->rank >= ALWAYS && in_footer(place, b, LAST);
        if (!must && !in_footer(place, b, limit))
            continue;
        column = grid_put(grid, rect, 0, column, STYLE_KEY, key_label(b)) + 1;
        column = grid_put(grid, rect, 0, column, STYLE_DIM, label_of(place, b)) + 2;
    }
}

/* ---- help: how to read this view, then the keys ---- */

static int help_line(struct grid *grid, struct rect rect, int row, const struct place *place,
                     const struct binding *b)
{
    char keys[48] = "";
    for (int i = 0; i < 3 && b->keys[i]; i++) {
        size_t used = strlen(keys);
        snprintf(keys + used, sizeof keys - used, "%s%s", i ? " " : "", b->keys[i]);
    }
    if (row >= 0)
        grid_put_cut(grid, rect, row, 0, 17, STYLE_KEY, keys);
    struct rect right = rect_part(rect, row < 0 ? 0 : row, 18, -1, -1);
    const struct key_here *key = key_here(place->keys, b->request);
    const struct para_run run = {STYLE_PLAIN, 0, key ? key->help : b->help};
    return para_draw(row < 0 ? NULL : grid, right, &run, 1, 0, 0);
}

/* A command that has no key: what it is told, then what it does. */
static int help_command(struct grid *grid, struct rect rect, int row, const struct place *place,
                        const struct binding *b)
{
    (void)place;
    struct str usage = {0};
    str_add(&usage, ":");
    action_usage(b->request, &usage);
    str_add(&usage, "  ");
    const struct para_run runs[] = {{STYLE_KEY, 0, usage.text}, {STYLE_PLAIN, 0, b->help}};
    int used = para_draw(row < 0 ? NULL : grid, rect_part(rect, row < 0 ? 0 : row, 0, -1, -1), runs,
                         2, 18, 0);
    str_free(&usage);
    return used;
}

struct rect help_rect(int rows, int columns)
{
    int rules = rows >= 12 ? 2 : 1; /* title and footer, each perhaps with a rule */
    return rect_part((struct rect){0, 0, rows, columns}, rules, 1, rows - 2 * rules, columns - 2);
}

/* The bindings of a place, those with a key or those without. Returns the row after them. */
static int help_bindings(struct grid *grid, struct rect rect, int row, const struct place *place,
                         bool keyed)
{
    for (const struct binding *b = bindings; b->request; b++) {
        bool seen = grid && row >= 0 && row < rect.rows;
        if (counts(place, b) && (b->keys[0] != NULL) == keyed)
            row += (keyed ? help_line : help_command)(grid, rect, seen ? row : -1, place, b);
    }
    return row;
}

int help_draw(struct grid *grid, struct rect rect, const struct para_run *card, int count,
              const struct place *place, int scroll)
{
    static const struct para_run commands = {
        STYLE_TITLE, 0, " \nCommands, after a colon; each key is one too, by its name"};
    int row = para_draw(grid, rect, card, count, 0, scroll) - scroll;
    row = help_bindings(grid, rect, row, place, true);
    if (help_bindings(NULL, rect, row, place, false) > row) {
        bool seen = grid && row >= 0 && row < rect.rows;
        row += para_draw(seen ? grid : NULL, rect_part(rect, seen ? row : 0, 0, -1, -1), &commands,
                         1, 0, 0);
        row = help_bindings(grid, rect, row, place, false);
    }
    if (grid && row > rect.rows)
        grid_put_right(grid, rect, rect.rows - 1, rect.columns, 12, STYLE_BADGE, " j: more ");
    return row;
}
