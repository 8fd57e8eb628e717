#include "handout/leaves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "export/drawing.h"
#include "export/outline.h"
#include "handout/galley.h"

/* A4, in points. */
static const double leaf_width = 595.28, leaf_height = 841.89, margin = 51, foot = 56;

static const uint32_t black = 0x1c1c1c, grey = 0x606060, blue = 0x0087af;

/* The page that is being filled. */
struct leaf {
    const struct cairo_api *api;
    struct cairo *cairo;
    struct typeset typeset;
    struct fonts cells; /* of pictures */
    const char *title;
    double y;   /* what is above is full */
    int number; /* of the page, from 1 */
};

/* How a passage is set. */
struct setting_style {
    double size, above, below, indent;
    bool bold;
    uint32_t ink;
    double keep; /* so much more has to fit on the page below its first line */
};

static const struct setting_style styles[PASSAGE_COUNT] = {
    [PASSAGE_TITLE] = {19, 0, 6, 0, true, black, 0},
    [PASSAGE_HEADING] = {12.5, 18, 4, 0, true, black, 80},
    [PASSAGE_TEXT] = {9.5, 3, 3, 0, false, black, 0},
    [PASSAGE_ITEM] = {9.5, 1, 1, 18, false, black, 0},
    [PASSAGE_CODE] = {8.5, 4, 4, 10, false, black, 0},
    [PASSAGE_ASK] = {9.5, 9, 4, 10, false, black, 40},
    [PASSAGE_CHOICE] = {9.5, 1, 1, 30, false, black, 0},
    [PASSAGE_BLANK] = {9.5, 10, 6, 0, false, black, 0},
    [PASSAGE_NOTE] = {8, 2, 4, 0, false, grey, 0},
    [PASSAGE_EXHIBIT] = {8, 5, 6, 0, false, grey, 0}, /* its caption */
    [PASSAGE_FOLD] = {9.5, 8, 2, 0, true, blue, 40},
    [PASSAGE_UNFOLD] = {0},
};

static void set_ink(const struct leaf *leaf, uint32_t rgb)
{
    leaf->api->cairo_set_source_rgba(leaf->cairo, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0,
                                     (rgb & 255) / 255.0, 1);
}

static void fill_box(const struct leaf *leaf, double x, double y, double width, double height,
                     uint32_t rgb)
{
    set_ink(leaf, rgb);
    leaf->api->cairo_rectangle(leaf->cairo, x, y, width, height);
    leaf->api->cairo_fill(leaf->cairo);
}

/* ---- pages ---- */

static void write_foot(struct leaf *leaf)
{
    char *text = mem_format("%s · %d", leaf->title, leaf->number);
    double width = typeset_width(&leaf->typeset, TYPE_PLAIN, 7.5, text);
    set_ink(leaf, grey);
    typeset_write(&leaf->typeset, TYPE_PLAIN, 7.5, leaf_width - margin - width, leaf_height - 30,
                  text);
    free(text);
}

static void end_leaf(struct leaf *leaf)
{
    write_foot(leaf);
    leaf->api->cairo_show_page(leaf->cairo);
    leaf->number++;
    leaf->y = margin;
}

/* Goes on to the next page where this one has no room; nothing is above the first on a page. */
static void need(struct leaf *leaf, double height)
{
    if (leaf->y > margin && leaf->y + height > leaf_height - foot)
        end_leaf(leaf);
}

/* ---- text ---- */

static void draw_fragment(struct leaf *leaf, const struct fragment *f, double x, double baseline,
                          double size, uint32_t ink)
{
    if (f->boxed)
        fill_box(leaf, x - 1, baseline - size, f->width + 2, size * 1.3, 0xe8e8e8);
    set_ink(leaf, f->ink ? f->ink : ink);
    typeset_write(&leaf->typeset, f->face, size, x, baseline, f->text);
    if (f->underlined)
        fill_box(leaf, x, baseline + 1.5, f->width, 0.5, f->ink ? f->ink : ink);
}

/* Lines of text from the left edge plus `indent` on. */
static void set_lines(struct leaf *leaf, const struct galley *galley,
                      const struct setting_style *style, uint32_t bar)
{
    double left = margin + style->indent, line = style->size * 1.42;
    for (int i = 0; i < galley->count;) {
        int end = galley_line(galley, i, leaf_width - margin - left);
        need(leaf, line + (i ? 0 : style->keep));
        double baseline = leaf->y + style->size, x = left;
        for (int k = i; k < end; k++) {
            const struct fragment *f = &galley->list[k];
            x += k > i ? f->space : 0;
            draw_fragment(leaf, f, x, baseline, style->size, style->ink);
            x += f->width;
        }
        if (bar)
            fill_box(leaf, margin, leaf->y - 1, 3, line, bar);
        leaf->y += line;
        i = end;
    }
}

static void set_spans(struct leaf *leaf, const struct spans *spans,
                      const struct setting_style *style, uint32_t bar)
{
    struct galley galley = {0};
    galley_add(&galley, &leaf->typeset, spans, style->size, style->bold);
    set_lines(leaf, &galley, style, bar);
    galley_free(&galley);
}

static void set_plain(struct leaf *leaf, const char *text, const struct setting_style *style)
{
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, "\n");
        struct spans spans = {0};
        spans_add(&spans, SPAN_PLAIN, CONCEPT_NONE, at, n);
        set_spans(leaf, &spans, style, 0);
        spans_free(&spans);
        at += n + (at[n] == '\n');
    }
}

/* Each line as it is, on grey. */
static void set_code(struct leaf *leaf, const struct spans *spans)
{
    const struct setting_style *style = &styles[PASSAGE_CODE];
    double line = style->size * 1.3;
    struct str text = {0};
    spans_text(&text, spans->list, spans->count);
    for (const char *at = text.text ? text.text : ""; *at;) {
        size_t n = strcspn(at, "\n");
        char *one = mem_text_n(at, n);
        need(leaf, line);
        fill_box(leaf, margin, leaf->y, leaf_width - 2 * margin, line + 0.2, 0xf2f2f2);
        set_ink(leaf, black);
        typeset_write(&leaf->typeset, TYPE_FIXED, style->size, margin + style->indent,
                      leaf->y + style->size, one);
        free(one);
        leaf->y += line;
        at += n + (at[n] == '\n');
    }
    str_free(&text);
}

/* What stands before the text of an item or a choice. */
static void set_mark(struct leaf *leaf, const struct passage *passage, double size)
{
    double x = margin + styles[PASSAGE_CHOICE].indent;
    char number[16];
    snprintf(number, sizeof number, passage->number ? "%d." : "•", passage->number);
    need(leaf, size * 1.42);
    set_ink(leaf, black);
    if (passage->kind == PASSAGE_ITEM) {
        typeset_write(&leaf->typeset, TYPE_PLAIN, size, margin + 4, leaf->y + size, number);
        return;
    }
    typeset_write(&leaf->typeset, TYPE_PLAIN, size, x - 14, leaf->y + size, number);
    typeset_write(&leaf->typeset, TYPE_PLAIN, size, x - 27, leaf->y + size,
                  passage->right ? "☑" : "☐");
}

/* ---- pictures ---- */

/* Of units to points: all alike, so that the widest fills the line; what is too high is smaller. */
static double exhibit_scale(const struct exhibit *exhibit)
{
    const double usual = 0.64, wide = leaf_width - 2 * margin;
    const double high = leaf_height - foot - margin - 60;
    double width = exhibit->grid.columns * CELL_WIDTH, height = exhibit->grid.rows * CELL_HEIGHT;
    double scale = width * usual > wide ? wide / width : usual;
    return height * scale > high ? high / height : scale;
}

/* With a caption of two lines. */
static double exhibit_height(const struct exhibit *exhibit)
{
    return exhibit->grid.rows * CELL_HEIGHT * exhibit_scale(exhibit) +
           2 * styles[PASSAGE_EXHIBIT].size * 1.42;
}

static int set_exhibit(struct leaf *leaf, const struct exhibit *exhibit, struct err *err)
{
    double scale = exhibit_scale(exhibit);
    need(leaf, exhibit_height(exhibit));
    leaf->api->cairo_save(leaf->cairo);
    leaf->api->cairo_translate(leaf->cairo, margin, leaf->y);
    leaf->api->cairo_scale(leaf->cairo, scale, scale);
    int result = drawing_cells(&leaf->cells, &exhibit->grid, &exhibit_theme, err);
    leaf->api->cairo_restore(leaf->cairo);
    leaf->y += exhibit->grid.rows * CELL_HEIGHT * scale + 3;
    set_plain(leaf, exhibit->caption, &styles[PASSAGE_EXHIBIT]);
    return result;
}

/* ---- passages ---- */

static int set_passage(struct leaf *leaf, const struct passage *passage, struct err *err)
{
    const struct setting_style *style = &styles[passage->kind];
    if (leaf->y > margin)
        leaf->y += style->above;
    if (passage->exhibit) {
        int result = set_exhibit(leaf, passage->exhibit, err);
        leaf->y += style->below;
        return result;
    }
    if (passage->kind == PASSAGE_ITEM || passage->kind == PASSAGE_CHOICE)
        set_mark(leaf, passage, style->size);
    if (passage->kind == PASSAGE_CODE)
        set_code(leaf, &passage->text);
    else
        set_spans(leaf, &passage->text, style, passage->kind == PASSAGE_ASK ? blue : 0);
    if (passage->kind == PASSAGE_BLANK)
        fill_box(leaf, margin, leaf->y, 240, 0.6, grey);
    leaf->y += style->below;
    return 0;
}

/* The passages that are not folded, or those that are, each below the heading it is from. */
static int set_passages(struct leaf *leaf, const struct document *document, bool folded,
                        struct err *err)
{
    const struct passage *heading = NULL, *written = NULL;
    bool inside = false;
    int result = 0;
    for (size_t i = 0; !result && i < document->count; i++) {
        const struct passage *passage = &document->list[i];
        heading = passage->kind == PASSAGE_HEADING ? passage : heading;
        inside = inside || passage->kind == PASSAGE_FOLD;
        if (inside && folded && heading && heading != written) {
            result = set_passage(leaf, heading, err);
            written = heading;
        }
        bool asks = inside == folded && passage->kind == PASSAGE_ASK && i + 1 < document->count;
        if (asks && passage[1].exhibit) /* what is to be done stands on the page of its picture */
            need(leaf, exhibit_height(passage[1].exhibit) + 40);
        if (inside == folded && passage->kind != PASSAGE_UNFOLD && !result)
            result = set_passage(leaf, passage, err);
        inside = inside && passage->kind != PASSAGE_UNFOLD;
    }
    return result;
}

static bool has_folds(const struct document *document)
{
    for (size_t i = 0; i < document->count; i++)
        if (document->list[i].kind == PASSAGE_FOLD)
            return true;
    return false;
}

static int set_document(struct leaf *leaf, const struct document *document, struct err *err)
{
    struct passage answers = {.kind = PASSAGE_TITLE};
    int result = set_passages(leaf, document, false, err);
    if (!result && has_folds(document)) {
        end_leaf(leaf);
        spans_add(&answers.text, SPAN_PLAIN, CONCEPT_NONE, "Hints and answers", 17);
        result = set_passage(leaf, &answers, err);
        spans_free(&answers.text);
        result = result ? result : set_passages(leaf, document, true, err);
    }
    if (!result)
        end_leaf(leaf);
    return result;
}

int leaves_print(struct str *out, const struct document *document, struct err *err)
{
    struct drawing_file file;
    struct leaf leaf = {.title = document->title, .y = margin, .number = 1};
    if (drawing_open(&file, out, leaf_width, leaf_height, document->title, err))
        return -1;
    leaf.api = file.api;
    leaf.cairo = file.cairo;
    int result = typeset_init(&leaf.typeset, file.api, file.cairo, err);
    if (!result)
        result = fonts_init(&leaf.cells, file.api, file.cairo, err);
    if (!result)
        result = set_document(&leaf, document, err);
    fonts_free(&leaf.cells);
    typeset_free(&leaf.typeset);
    return drawing_close(&file, result, err);
}
