#include "screen/footer.h"

#include <string.h>

#include "text/utf8.h"

enum { ALWAYS = 13, LAST = 14 }; /* ranks of help and back, which stay however narrow it is */

const struct binding *footer_binding(const struct footer_place *place,
                                     const struct request *request)
{
    if (request->id == REQUEST_HELP && place->context == CONTEXT_HELP)
        return NULL; /* it is open */
    for (int i = 0; place->without && place->without[i]; i++)
        if (strcmp(place->without[i], request->name) == 0)
            return NULL;
    return binding_of(request, place->context, place->lesson);
}

/* Columns between the keys, where they all have room and where they do not. */
enum { WIDE = 2, NARROW = 1 };

/* One key of the footer. */
struct entry {
    const char *keys, *label;
    int rank;
};

/* What request i has in the footer; false: nothing. Ranks above `limit` are left out, but for those
 * that stay. */
static bool entry_at(const struct footer_place *place, int i, int limit, struct entry *entry)
{
    const struct request *request = place->requests->list[i];
    const struct binding *binding = footer_binding(place, request);
    if (!binding)
        return false;
    const struct key_here *here = key_here(place->keys, request->id);
    entry->label = here ? here->label : binding->label;
    entry->keys = binding->shown ? binding->shown : binding->keys[0];
    entry->rank = binding->rank;
    return entry->label && (entry->rank <= limit || entry->rank >= ALWAYS);
}

/* Columns of those up to a rank, with so many between them. */
static int width_up_to(const struct footer_place *place, int limit, int between)
{
    struct entry entry;
    int width = 0;
    for (int i = 0; i < place->requests->count; i++)
        if (entry_at(place, i, limit, &entry))
            width += between + utf8_width(entry.keys) + 1 + utf8_width(entry.label);
    return width;
}

int footer_width(const struct footer_place *place)
{
    return width_up_to(place, LAST, WIDE);
}

void footer_draw(struct grid *grid, struct rect rect, const struct footer_place *place)
{
    int limit = LAST, column = 1;
    struct entry entry;
    while (limit > 0 && width_up_to(place, limit, NARROW) > rect.columns)
        limit = limit == LAST ? ALWAYS - 1 : limit - 1;
    int between = width_up_to(place, limit, WIDE) <= rect.columns ? WIDE : NARROW;
    for (int i = 0; i < place->requests->count; i++)
        if (entry_at(place, i, limit, &entry)) {
            column = grid_put(grid, rect, 0, column, STYLE_KEY, entry.keys) + 1;
            column = grid_put(grid, rect, 0, column, STYLE_DIM, entry.label) + between;
        }
}
