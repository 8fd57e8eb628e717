#include "export/typeset.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "export/fonts.h"
#include "text/utf8.h"

/* A text as one font sets it. */
struct setting_of {
    struct cairo_glyph *glyphs;
    struct cairo_text_cluster *clusters;
    int glyph_count, cluster_count, flags;
    bool whole; /* the font has all of its letters */
};

static bool add_font(struct typeset *typeset, enum typeface kind, const char *text)
{
    static const struct fonts_wanted wanted[TYPE_COUNT] = {
        [TYPE_PLAIN] = {{"DejaVu Sans", "sans-serif", "Liberation Sans", "Helvetica"},
                        false,
                        false},
        [TYPE_BOLD] = {{"DejaVu Sans", "sans-serif", "Liberation Sans", "Helvetica"}, true, false},
        [TYPE_SLANTED] = {{"DejaVu Sans", "sans-serif", "Liberation Sans", "Helvetica"},
                          false,
                          true},
        [TYPE_FIXED] = {{"monospace", "DejaVu Sans Mono", "Liberation Mono", "Menlo"},
                        false,
                        false},
    };
    struct cairo_font_face *face =
        typeset->count < TYPESET_FONTS ? fonts_find(typeset->api, &wanted[kind], text) : NULL;
    if (face)
        typeset->fonts[typeset->count++] = (struct typeset_font){face, kind};
    return face != NULL;
}

int typeset_init(struct typeset *typeset, const struct cairo_api *api, struct cairo *cairo,
                 struct err *err)
{
    *typeset = (struct typeset){.api = api, .cairo = cairo};
    fonts_as_designed(api, cairo);
    for (int kind = 0; kind < TYPE_COUNT; kind++)
        if (!add_font(typeset, (enum typeface)kind, "a"))
            return fonts_missing(err);
    return 0;
}

void typeset_free(struct typeset *typeset)
{
    for (int i = 0; i < typeset->count; i++)
        typeset->api->cairo_font_face_destroy(typeset->fonts[i].face);
    typeset->count = 0;
}

static void free_setting(const struct typeset *typeset, struct setting_of *setting)
{
    typeset->api->cairo_glyph_free(setting->glyphs);
    typeset->api->cairo_text_cluster_free(setting->clusters);
}

/* Sets a text with one of the fonts; to be freed. */
static struct setting_of set_text(const struct typeset *typeset, int font, double size, double x,
                                  double y, const char *text)
{
    const struct cairo_api *api = typeset->api;
    struct setting_of setting = {0};
    api->cairo_set_font_face(typeset->cairo, typeset->fonts[font].face);
    api->cairo_set_font_size(typeset->cairo, size);
    setting.whole = api->cairo_scaled_font_text_to_glyphs(
                        api->cairo_get_scaled_font(typeset->cairo), x, y, text, (int)strlen(text),
                        &setting.glyphs, &setting.glyph_count, &setting.clusters,
                        &setting.cluster_count, &setting.flags) == 0;
    for (int i = 0; i < setting.glyph_count; i++)
        setting.whole = setting.whole && setting.glyphs[i].index != 0;
    return setting;
}

/* Writes a text that one font has, or only measures it; returns how wide it is. */
static double put(const struct typeset *typeset, const struct setting_of *setting, const char *text,
                  bool draws)
{
    const struct cairo_api *api = typeset->api;
    struct cairo_text_extents extents = {0};
    if (!setting->glyph_count)
        return 0;
    api->cairo_scaled_font_glyph_extents(api->cairo_get_scaled_font(typeset->cairo),
                                         setting->glyphs, setting->glyph_count, &extents);
    if (draws)
        api->cairo_show_text_glyphs(typeset->cairo, text, (int)strlen(text), setting->glyphs,
                                    setting->glyph_count, setting->clusters, setting->cluster_count,
                                    setting->flags);
    return extents.x_advance;
}

/* The same with the first font of the kind that has all of it; −1: none has, and it was left. */
static double put_whole(const struct typeset *typeset, enum typeface kind, double size, double x,
                        double y, const char *text, bool draws)
{
    double width = -1;
    for (int i = 0; i < typeset->count && width < 0; i++) {
        if (typeset->fonts[i].kind != kind)
            continue;
        struct setting_of setting = set_text(typeset, i, size, x, y, text);
        if (setting.whole)
            width = put(typeset, &setting, text, draws);
        free_setting(typeset, &setting);
    }
    return width;
}

/* One grapheme, with a new font if it must be; what no font has as the usual one draws it. */
static double put_grapheme(struct typeset *typeset, enum typeface kind, double size, double x,
                           double y, const char *text, bool draws)
{
    double width = put_whole(typeset, kind, size, x, y, text, draws);
    if (width < 0 && add_font(typeset, kind, text))
        width = put_whole(typeset, kind, size, x, y, text, draws);
    if (width < 0) {
        struct setting_of setting = set_text(typeset, (int)kind, size, x, y, text);
        width = put(typeset, &setting, text, draws);
        free_setting(typeset, &setting);
    }
    return width;
}

static double put_text(struct typeset *typeset, enum typeface kind, double size, double x, double y,
                       const char *text, bool draws)
{
    double width = put_whole(typeset, kind, size, x, y, text, draws);
    if (width >= 0)
        return width;
    width = 0;
    for (size_t n = strlen(text), used; n > 0; text += used, n -= used) {
        int columns;
        used = utf8_grapheme(text, n, &columns);
        char *grapheme = mem_text_n(text, used);
        width += put_grapheme(typeset, kind, size, x + width, y, grapheme, draws);
        free(grapheme);
    }
    return width;
}

double typeset_width(struct typeset *typeset, enum typeface kind, double size, const char *text)
{
    return put_text(typeset, kind, size, 0, 0, text, false);
}

void typeset_write(struct typeset *typeset, enum typeface kind, double size, double x,
                   double baseline, const char *text)
{
    put_text(typeset, kind, size, x, baseline, text, true);
}
