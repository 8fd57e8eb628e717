#include "handout/web.h"

#include <string.h>

#include "export/markup.h"
#include "export/svg.h"

/* The policy forbids whatever a page could load or run: nothing is needed but its own style. */
static const char head[] = "<meta charset=\"utf-8\">\n"
                           "<meta http-equiv=\"Content-Security-Policy\" "
                           "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width\">\n";

static const char style[] =
    "@page { size: A4; margin: 16mm 18mm }\n"
    "body { max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1c1c1c; background: #fff;\n"
    "  font: 11pt/1.45 'DejaVu Sans', Verdana, sans-serif }\n"
    "h1 { font-size: 1.7em; margin: 0 0 .3em }\n"
    "h2 { font-size: 1.2em; margin: 1.8em 0 .4em; break-after: avoid }\n"
    "p { margin: .5em 0 }\n"
    "figure { margin: .8em 0; break-inside: avoid }\n"
    "figure svg { max-width: 100%; height: auto; display: block }\n"
    "figcaption, .note { color: #555; font-size: .85em; white-space: pre-line }\n"
    "pre, code { font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .92em }\n"
    "pre { background: #f4f4f4; padding: .5em .8em; overflow-x: auto; break-inside: avoid }\n"
    "kbd { border: 1px solid #999; border-radius: 3px; padding: 0 .3em; font-size: .9em }\n"
    ".ask { margin-top: 1em; border-left: 4px solid #0087af; padding-left: .8em; "
    "break-after: avoid }\n"
    "ul, ol { margin: .4em 0; padding-left: 1.8em }\n"
    "ul.choices { list-style: none; padding-left: 1.6em; break-inside: avoid }\n"
    ".box { display: inline-block; width: 1.1em }\n"
    ".right { font-weight: bold }\n"
    ".line { border-bottom: 1px solid #555; margin-top: 1.2em; max-width: 24em }\n"
    "details { margin: .4em 0 .4em 1.2em }\n"
    "summary { color: #005f87; cursor: pointer }\n"
    "@media print {\n"
    "  body { margin: 0; padding: 0; max-width: none; font-size: 10pt }\n"
    "  details:not([open]) { display: none }\n"
    "}\n";

/* ---- text ---- */

static void add_tagged(struct str *out, const char *tag, const char *text)
{
    str_format(out, "<%s>", tag);
    markup_add(out, text);
    str_format(out, "</%s>", tag);
}

static void add_span(struct str *out, const struct span *span)
{
    bool blank = !span->text[strspn(span->text, " ")];
    switch (blank ? SPAN_PLAIN : span->kind) {
    case SPAN_PLAIN:
        markup_add(out, span->text);
        break;
    case SPAN_STRONG:
    case SPAN_VALUE:
        add_tagged(out, "strong", span->text);
        break;
    case SPAN_CODE:
        add_tagged(out, "code", span->text);
        break;
    case SPAN_KEY:
        add_tagged(out, "kbd", span->text);
        break;
    case SPAN_WORD:
        add_tagged(out, "em", span->text);
        break;
    case SPAN_CONCEPT:
        str_format(out, "<span style=\"color: #%06x; text-decoration: underline\">",
                   exhibit_ink(span->concept));
        markup_add(out, span->text);
        str_add(out, "</span>");
        break;
    }
}

static void add_spans(struct str *out, const struct spans *spans)
{
    for (int i = 0; i < spans->count; i++)
        add_span(out, &spans->list[i]);
}

/* Lines as they are: the newline is the only control character to be kept. */
static void add_lines(struct str *out, const struct spans *spans)
{
    for (int i = 0; i < spans->count; i++)
        for (const char *at = spans->list[i].text; *at;) {
            size_t n = strcspn(at, "\n");
            struct str line = {0};
            str_add_n(&line, at, n);
            markup_add(out, line.text);
            str_free(&line);
            at += n;
            if (*at)
                str_add(out, "\n"), at++;
        }
}

/* ---- pieces ---- */

static void add_exhibit(struct str *out, const struct exhibit *exhibit)
{
    const struct plate plate = {exhibit->title, exhibit->words, 1};
    str_add(out, "<figure>\n");
    svg_print(out, &exhibit->grid, &exhibit_theme, &plate);
    if (*exhibit->caption) {
        struct spans caption = {0};
        spans_add(&caption, SPAN_PLAIN, CONCEPT_NONE, exhibit->caption, strlen(exhibit->caption));
        str_add(out, "<figcaption>");
        add_lines(out, &caption);
        str_add(out, "</figcaption>\n");
        spans_free(&caption);
    }
    str_add(out, "</figure>\n");
}

/* What stands before and behind the text of a passage. */
static const struct {
    const char *before, *behind;
} around[PASSAGE_COUNT] = {
    [PASSAGE_TITLE] = {"<h1>", "</h1>\n"},
    [PASSAGE_HEADING] = {"<h2>", "</h2>\n"},
    [PASSAGE_TEXT] = {"<p>", "</p>\n"},
    [PASSAGE_ITEM] = {"<li>", "</li>\n"},
    [PASSAGE_CODE] = {"<pre>", "</pre>\n"},
    [PASSAGE_ASK] = {"<p class=\"ask\">", "</p>\n"},
    [PASSAGE_CHOICE] = {"", "</li>\n"},
    [PASSAGE_BLANK] = {"<div class=\"line\">", "</div>\n"},
    [PASSAGE_NOTE] = {"<p class=\"note\">", "</p>\n"},
    [PASSAGE_EXHIBIT] = {"", ""},
    [PASSAGE_FOLD] = {"<details>\n<summary>", "</summary>\n"},
    [PASSAGE_UNFOLD] = {"", "</details>\n"},
};

/* The list that a passage is in; 0: none. */
enum list_kind { LIST_NONE, LIST_BULLETS, LIST_NUMBERS, LIST_CHOICES, LIST_COUNT };
static const char *const list_opens[LIST_COUNT] = {"", "<ul>\n", "<ol>\n",
                                                   "<ul class=\"choices\">\n"};
static const char *const list_closes[LIST_COUNT] = {"", "</ul>\n", "</ol>\n", "</ul>\n"};

static enum list_kind list_of(const struct passage *passage)
{
    return passage->kind == PASSAGE_CHOICE ? LIST_CHOICES
           : passage->kind != PASSAGE_ITEM ? LIST_NONE
           : passage->number               ? LIST_NUMBERS
                                           : LIST_BULLETS;
}

static void add_passage(struct str *out, const struct passage *passage)
{
    str_add(out, around[passage->kind].before);
    if (passage->kind == PASSAGE_CHOICE)
        str_format(out, "<li%s><span class=\"box\">%s</span> %d. ",
                   passage->right ? " class=\"right\"" : "", passage->right ? "☑" : "☐",
                   passage->number);
    if (passage->exhibit)
        add_exhibit(out, passage->exhibit);
    else if (passage->kind == PASSAGE_CODE)
        add_lines(out, &passage->text);
    else
        add_spans(out, &passage->text);
    str_add(out, around[passage->kind].behind);
}

void web_print(struct str *out, const struct document *document)
{
    enum list_kind list = LIST_NONE;
    str_format(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n%s<title>", head);
    markup_add(out, document->title);
    str_format(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
    for (size_t i = 0; i < document->count; i++) {
        enum list_kind now = list_of(&document->list[i]);
        if (now != list)
            str_format(out, "%s%s", list_closes[list], list_opens[now]);
        list = now;
        add_passage(out, &document->list[i]);
    }
    str_format(out, "%s</body>\n</html>\n", list_closes[list]);
}
