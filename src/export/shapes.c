#include "export/shapes.h"

#include <stdlib.h>

#include "base/mem.h"

enum layer { LAYER_GLYPHS, LAYER_UNDERLINES, LAYER_COUNT };

static bool shape_of(const struct paint *paint, enum layer layer, struct outline *outline)
{
    if (layer == LAYER_GLYPHS)
        return outline_of(paint->text, outline) && outline->count > 0;
    if (paint->underline)
        outline_underline(outline);
    return paint->underline;
}

static struct shape_kind kind_of(const struct paint *paint, const struct outline *outline)
{
    return (struct shape_kind){paint->ink, outline->opacity, outline->block};
}

static bool same_kind(struct shape_kind a, struct shape_kind b)
{
    return a.ink == b.ink && a.opacity == b.opacity && a.block == b.block;
}

/* Those of the kind of the first, which none was drawn of yet. */
static void draw_kind(const struct paint *paints, long first, long count, int columns,
                      enum layer layer, const struct shape_pen *pen, bool *done)
{
    struct outline outline;
    shape_of(&paints[first], layer, &outline);
    struct shape_kind kind = kind_of(&paints[first], &outline);
    pen->begin(pen->data, &kind);
    for (long i = first; i < count; i++)
        if (!done[i] && shape_of(&paints[i], layer, &outline) &&
            same_kind(kind, kind_of(&paints[i], &outline))) {
            pen->add(pen->data, &outline, (int)(i / columns), (int)(i % columns));
            done[i] = true;
        }
    pen->end(pen->data);
}

void shapes_draw(const struct paint *paints, int rows, int columns, const struct shape_pen *pen)
{
    long count = (long)rows * columns;
    struct outline outline;
    for (enum layer layer = LAYER_GLYPHS; layer < LAYER_COUNT; layer++) {
        bool *done = mem_new((size_t)count + 1, sizeof *done);
        for (long i = 0; i < count; i++)
            if (!done[i] && shape_of(&paints[i], layer, &outline))
                draw_kind(paints, i, count, columns, layer, pen, done);
        free(done);
    }
}
