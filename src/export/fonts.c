#include "export/fonts.h"

#include <string.h>

#include "export/outline.h"
#include "text/utf8.h"

/* A grapheme as one font draws it. */
struct lettering {
    struct cairo_glyph *glyphs;
    struct cairo_text_cluster *clusters;
    int glyph_count, cluster_count, flags;
};

/* What fontconfig is told to look for: every character of a text. */
static struct fc_charset *characters_of(const struct cairo_api *api, const char *text)
{
    struct fc_charset *characters = api->FcCharSetCreate();
    int code;
    for (size_t at = 0, n = strlen(text); at < n;) {
        at += utf8_decode(text + at, n - at, &code);
        if (code > 0)
            api->FcCharSetAddChar(characters, (unsigned)code);
    }
    return characters;
}

struct cairo_font_face *fonts_find(const struct cairo_api *api, const struct fonts_wanted *wanted,
                                   const char *text)
{
    struct fc_pattern *pattern = api->FcPatternCreate();
    struct fc_charset *characters = characters_of(api, text);
    int result;
    for (int i = 0; i < FONTS_FAMILIES; i++)
        api->FcPatternAddString(pattern, "family", (const unsigned char *)wanted->families[i]);
    api->FcPatternAddInteger(pattern, "weight", wanted->bold ? FC_BOLD : FC_REGULAR);
    if (wanted->slanted)
        api->FcPatternAddInteger(pattern, "slant", FC_SLANTED);
    api->FcPatternAddCharSet(pattern, "charset", characters);
    api->FcConfigSubstitute(NULL, pattern, 0);
    api->FcDefaultSubstitute(pattern);
    struct fc_pattern *found = api->FcFontMatch(NULL, pattern, &result);
    struct cairo_font_face *face = found ? api->cairo_ft_font_face_create_for_pattern(found) : NULL;
    if (found)
        api->FcPatternDestroy(found);
    api->FcPatternDestroy(pattern);
    api->FcCharSetDestroy(characters);
    return face;
}

static bool add_face(struct fonts *fonts, bool bold, const char *text)
{
    /* Where nothing says which font is "monospace", those that most machines have. */
    const struct fonts_wanted wanted = {
        {"monospace", "DejaVu Sans Mono", "Liberation Mono", "Menlo"}, bold, false};
    struct cairo_font_face *face =
        fonts->count < FONTS_FACES ? fonts_find(fonts->api, &wanted, text) : NULL;
    if (face)
        fonts->faces[fonts->count++] = (struct font_face){face, bold};
    return face != NULL;
}

static struct cairo_scaled_font *use_face(struct fonts *fonts, int face)
{
    fonts->api->cairo_set_font_face(fonts->cairo, fonts->faces[face].face);
    return fonts->api->cairo_get_scaled_font(fonts->cairo);
}

static bool take_lettering(struct fonts *fonts, int face, const char *text,
                           struct lettering *lettering)
{
    *lettering = (struct lettering){0};
    return fonts->api->cairo_scaled_font_text_to_glyphs(
               use_face(fonts, face), 0, 0, text, (int)strlen(text), &lettering->glyphs,
               &lettering->glyph_count, &lettering->clusters, &lettering->cluster_count,
               &lettering->flags) == 0;
}

static void free_lettering(const struct fonts *fonts, struct lettering *lettering)
{
    fonts->api->cairo_glyph_free(lettering->glyphs);
    fonts->api->cairo_text_cluster_free(lettering->clusters);
}

/* How wide a glyph of the current font is. */
static double advance_of(const struct fonts *fonts, const struct cairo_glyph *glyph)
{
    struct cairo_text_extents extents;
    fonts->api->cairo_scaled_font_glyph_extents(fonts->api->cairo_get_scaled_font(fonts->cairo),
                                                glyph, 1, &extents);
    return extents.x_advance;
}

int fonts_missing(struct err *err)
{
    return err_set(err, "there is no font to draw letters with: install one (Debian: apt-get "
                        "install fonts-dejavu-core)");
}

/* The size at which a figure of the monospaced font is as wide as a cell, and a baseline that puts
 * its lines into the middle of the row. */
static int fit(struct fonts *fonts, struct err *err)
{
    static const double trial = 100;
    struct cairo_font_extents extents;
    struct lettering figure;
    fonts->api->cairo_set_font_size(fonts->cairo, trial);
    bool there = take_lettering(fonts, 0, "0", &figure);
    double advance = there ? advance_of(fonts, figure.glyphs) : 0;
    free_lettering(fonts, &figure);
    if (!(advance > 0))
        return fonts_missing(err);
    fonts->size = trial * CELL_WIDTH / advance;
    fonts->api->cairo_set_font_size(fonts->cairo, fonts->size);
    fonts->api->cairo_font_extents(fonts->cairo, &extents);
    fonts->baseline = (CELL_HEIGHT - extents.ascent - extents.descent) / 2 + extents.ascent;
    return 0;
}

void fonts_as_designed(const struct cairo_api *api, struct cairo *cairo)
{
    struct cairo_font_options *options = api->cairo_font_options_create();
    api->cairo_font_options_set_hint_style(options, CAIRO_HINTS_NONE);
    api->cairo_font_options_set_hint_metrics(options, CAIRO_METRICS_AS_DESIGNED);
    api->cairo_set_font_options(cairo, options);
    api->cairo_font_options_destroy(options);
}

int fonts_init(struct fonts *fonts, const struct cairo_api *api, struct cairo *cairo,
               struct err *err)
{
    *fonts = (struct fonts){.api = api, .cairo = cairo};
    fonts_as_designed(api, cairo);
    if (!add_face(fonts, false, "0") || !add_face(fonts, true, "0"))
        return fonts_missing(err);
    return fit(fonts, err);
}

void fonts_free(struct fonts *fonts)
{
    for (int i = 0; i < fonts->count; i++)
        fonts->api->cairo_font_face_destroy(fonts->faces[i].face);
    fonts->count = 0;
}

/* Whether a face has all characters of the text: then the lettering is to be freed. */
static bool try_face(struct fonts *fonts, int face, const char *text, struct lettering *lettering)
{
    bool whole = take_lettering(fonts, face, text, lettering) && lettering->glyph_count > 0;
    for (int i = 0; whole && i < lettering->glyph_count; i++)
        whole = lettering->glyphs[i].index != 0;
    if (!whole)
        free_lettering(fonts, lettering);
    return whole;
}

/* Draws it with a face in use, or with a new one; what the machine has no font for is drawn as the
 * monospaced font draws what it does not know. */
static void choose_face(struct fonts *fonts, const char *text, bool bold,
                        struct lettering *lettering)
{
    for (int i = 0; i < fonts->count; i++)
        if (fonts->faces[i].bold == bold && try_face(fonts, i, text, lettering))
            return;
    if (add_face(fonts, bold, text) && try_face(fonts, fonts->count - 1, text, lettering))
        return;
    take_lettering(fonts, bold, text, lettering);
}

/* One cell for all of a grapheme: marks are designed to be drawn over the letter, those without a
 * width of their own from its end. */
static void place(const struct fonts *fonts, struct lettering *lettering, double x, double y)
{
    double advance = advance_of(fonts, &lettering->glyphs[0]);
    for (int i = 0; i < lettering->glyph_count; i++) {
        bool thin = i > 0 && advance_of(fonts, &lettering->glyphs[i]) < 0.5;
        lettering->glyphs[i].x = x + (thin ? advance : 0);
        lettering->glyphs[i].y = y;
    }
}

void fonts_draw(struct fonts *fonts, const char *grapheme, int columns, bool bold, double x,
                double y)
{
    const struct cairo_api *api = fonts->api;
    double room = columns * CELL_WIDTH, size = fonts->size;
    struct lettering lettering;
    choose_face(fonts, grapheme, bold, &lettering);
    if (lettering.glyph_count > 0) {
        double width = advance_of(fonts, &lettering.glyphs[0]);
        if (width > room * 1.01) {
            api->cairo_set_font_size(fonts->cairo, size * room / width);
            width = room;
        }
        place(fonts, &lettering, x + (room - width) / 2, y + fonts->baseline);
        api->cairo_show_text_glyphs(fonts->cairo, grapheme, (int)strlen(grapheme), lettering.glyphs,
                                    lettering.glyph_count, lettering.clusters,
                                    lettering.cluster_count, lettering.flags);
        api->cairo_set_font_size(fonts->cairo, size);
    }
    free_lettering(fonts, &lettering);
}
