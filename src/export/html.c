#include "export/html.h"

#include "export/markup.h"
#include "export/paint.h"
#include "export/print.h"
#include "export/svg.h"

/* The policy forbids whatever a page could load or run: nothing is needed but its own style. */
static void add_head(struct str *out, const struct theme *theme, const struct plate *plate)
{
    str_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" "
                 "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    markup_add(out, plate->title);
    str_format(out,
               "</title>\n<style>\n"
               "body { margin: 1em; color: #%06x; background: #%06x; font-family: sans-serif }\n"
               "figure { margin: 0 }\n"
               "svg { max-width: 100%%; height: auto }\n"
               "pre { direction: ltr; unicode-bidi: bidi-override; overflow: auto }\n"
               "@media print { body { margin: 0; background: none } details { display: none } }\n"
               "</style>\n</head>\n",
               paint_ink(theme), paint_paper(theme));
}

/* print_text() ends lines with \n, which is the only control character to be kept. */
static void add_lines(struct str *out, const char *text)
{
    for (const char *end; *text; text = end + 1) {
        struct str line = {0};
        end = text;
        while (*end != '\n')
            end++;
        str_add_n(&line, text, (size_t)(end - text));
        markup_add(out, line.text);
        str_add(out, "\n");
        str_free(&line);
    }
}

void html_print(struct str *out, const struct grid *grid, const struct theme *theme,
                const struct plate *plate)
{
    struct str text = {0};
    print_text(&text, grid, theme);
    add_head(out, theme, plate);
    str_add(out, "<body>\n<figure>\n");
    svg_print(out, grid, theme, plate);
    str_add(out, "</figure>\n<details>\n<summary>As text</summary>\n");
    if (plate->words[0]) {
        str_add(out, "<p>");
        markup_add(out, plate->words);
        str_add(out, "</p>\n");
    }
    str_add(out, "<pre>\n");
    if (text.length)
        add_lines(out, text.text);
    str_add(out, "</pre>\n</details>\n</body>\n</html>\n");
    str_free(&text);
}
