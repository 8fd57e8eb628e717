#ifndef HEED_EXPORT_CAIRO_API_H
#define HEED_EXPORT_CAIRO_API_H

#include "base/err.h"

/* cairo, and fontconfig below it, loaded when the first PNG or PDF is asked for. Most machines with
 * a screen have them; to ask for their headers would triple what has to be installed to build heed
 * (77 packages on a bare Debian), and to link them would make every start wait for 17 libraries.
 * So the few functions and structures in use are declared here, as cairo 1.16 and fontconfig 2.13
 * document them; both promise never to change them. */

struct cairo;
struct cairo_surface;
struct cairo_font_face;
struct cairo_font_options;
struct cairo_scaled_font;
struct fc_pattern;
struct fc_charset;

struct cairo_glyph {
    unsigned long index; /* 0: the font has no such character */
    double x, y;         /* where its origin goes */
};

/* So many bytes of a text are drawn by so many glyphs. */
struct cairo_text_cluster {
    int bytes, glyphs;
};

struct cairo_text_extents {
    double x_bearing, y_bearing, width, height, x_advance, y_advance;
};

struct cairo_font_extents {
    double ascent, descent, height, max_x_advance, max_y_advance;
};

/* Takes bytes of a file; returns 0. */
typedef int cairo_write(void *closure, const unsigned char *data, unsigned length);

enum { CAIRO_RGB24 = 1, CAIRO_UNSOFTENED = 1, CAIRO_HINTS_NONE = 1, CAIRO_METRICS_AS_DESIGNED = 1 };
enum {
    CAIRO_PDF_TITLE,
    CAIRO_PDF_AUTHOR,
    CAIRO_PDF_SUBJECT,
    CAIRO_PDF_WORDS,
    CAIRO_PDF_CREATOR,
    CAIRO_PDF_CREATED
};
enum { FC_REGULAR = 80, FC_BOLD = 200, FC_SLANTED = 100 };

/* clang-format off */
#define CAIRO_FUNCTIONS(F)                                                                         \
    F(const char *, cairo_status_to_string, (int status))                                          \
    F(struct cairo_surface *, cairo_image_surface_create, (int format, int width, int height))     \
    F(int, cairo_surface_write_to_png_stream,                                                      \
      (struct cairo_surface *, cairo_write *, void *closure))                                      \
    F(struct cairo_surface *, cairo_pdf_surface_create_for_stream,                                 \
      (cairo_write *, void *closure, double width_pt, double height_pt))                           \
    F(void, cairo_pdf_surface_set_metadata, (struct cairo_surface *, int which, const char *))     \
    F(void, cairo_surface_finish, (struct cairo_surface *))                                        \
    F(int, cairo_surface_status, (struct cairo_surface *))                                         \
    F(void, cairo_surface_destroy, (struct cairo_surface *))                                       \
    F(struct cairo *, cairo_create, (struct cairo_surface *))                                      \
    F(int, cairo_status, (struct cairo *))                                                         \
    F(void, cairo_destroy, (struct cairo *))                                                       \
    F(void, cairo_save, (struct cairo *))                                                          \
    F(void, cairo_restore, (struct cairo *))                                                       \
    F(void, cairo_show_page, (struct cairo *))                                                     \
    F(void, cairo_scale, (struct cairo *, double x, double y))                                     \
    F(void, cairo_translate, (struct cairo *, double x, double y))                                 \
    F(void, cairo_set_source_rgba, (struct cairo *, double red, double green, double blue,         \
                                    double opacity))                                               \
    F(void, cairo_set_antialias, (struct cairo *, int how))                                        \
    F(void, cairo_move_to, (struct cairo *, double x, double y))                                   \
    F(void, cairo_line_to, (struct cairo *, double x, double y))                                   \
    F(void, cairo_curve_to, (struct cairo *, double x1, double y1, double x2, double y2,           \
                             double x, double y))                                                  \
    F(void, cairo_close_path, (struct cairo *))                                                    \
    F(void, cairo_rectangle, (struct cairo *, double x, double y, double width, double height))    \
    F(void, cairo_fill, (struct cairo *))                                                          \
    F(void, cairo_paint, (struct cairo *))                                                         \
    F(struct cairo_font_options *, cairo_font_options_create, (void))                              \
    F(void, cairo_font_options_set_hint_style, (struct cairo_font_options *, int style))           \
    F(void, cairo_font_options_set_hint_metrics, (struct cairo_font_options *, int metrics))       \
    F(void, cairo_font_options_destroy, (struct cairo_font_options *))                             \
    F(void, cairo_set_font_options, (struct cairo *, const struct cairo_font_options *))           \
    F(void, cairo_set_font_face, (struct cairo *, struct cairo_font_face *))                       \
    F(void, cairo_set_font_size, (struct cairo *, double size))                                    \
    F(void, cairo_font_extents, (struct cairo *, struct cairo_font_extents *))                     \
    F(void, cairo_font_face_destroy, (struct cairo_font_face *))                                   \
    F(struct cairo_scaled_font *, cairo_get_scaled_font, (struct cairo *))                         \
    F(int, cairo_scaled_font_text_to_glyphs,                                                       \
      (struct cairo_scaled_font *, double x, double y, const char *utf8, int bytes,                \
       struct cairo_glyph **, int *glyph_count, struct cairo_text_cluster **, int *cluster_count,  \
       int *flags))                                                                                \
    F(void, cairo_scaled_font_glyph_extents, (struct cairo_scaled_font *,                          \
      const struct cairo_glyph *, int count, struct cairo_text_extents *))                         \
    F(void, cairo_glyph_free, (struct cairo_glyph *))                                              \
    F(void, cairo_text_cluster_free, (struct cairo_text_cluster *))                                \
    F(void, cairo_show_text_glyphs,                                                                \
      (struct cairo *, const char *utf8, int bytes, const struct cairo_glyph *, int glyph_count,   \
       const struct cairo_text_cluster *, int cluster_count, int flags))                           \
    F(struct cairo_font_face *, cairo_ft_font_face_create_for_pattern, (struct fc_pattern *))      \
    F(struct fc_pattern *, FcPatternCreate, (void))                                                \
    F(int, FcPatternAddString, (struct fc_pattern *, const char *, const unsigned char *))         \
    F(int, FcPatternAddInteger, (struct fc_pattern *, const char *, int))                          \
    F(int, FcPatternAddCharSet, (struct fc_pattern *, const char *, const struct fc_charset *))    \
    F(void, FcPatternDestroy, (struct fc_pattern *))                                               \
    F(struct fc_charset *, FcCharSetCreate, (void))                                                \
    F(int, FcCharSetAddChar, (struct fc_charset *, unsigned code))                                 \
    F(void, FcCharSetDestroy, (struct fc_charset *))                                               \
    F(int, FcConfigSubstitute, (void *config, struct fc_pattern *, int kind))                      \
    F(void, FcDefaultSubstitute, (struct fc_pattern *))                                            \
    F(struct fc_pattern *, FcFontMatch, (void *config, struct fc_pattern *, int *result))
/* clang-format on */

struct cairo_api {
#define CAIRO_MEMBER(type, name, arguments) type(*name) arguments;
    CAIRO_FUNCTIONS(CAIRO_MEMBER)
#undef CAIRO_MEMBER
};

/* All of them; or NULL and what to install. It stays loaded. */
const struct cairo_api *cairo_api(struct err *err);

#endif
