#include "export/markup.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"

static const char *entity(int code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default: /* the last two of every plane, and 32 more, are no characters */
        return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF) ? "\uFFFD" : NULL;
    }
}

void markup_add(struct str *out, const char *text)
{
    struct str clean = {0};
    utf8_clean(&clean, text, strlen(text));
    for (size_t at = 0, used; at < clean.length; at += used) {
        int code;
        used = utf8_decode(clean.text + at, clean.length - at, &code);
        const char *instead = entity(code);
        if (instead)
            str_add(out, instead);
        else
            str_add_n(out, clean.text + at, used);
    }
    str_free(&clean);
}

void markup_number(struct str *out, double number)
{
    str_format(out, "%.10g", round(number * 1000) / 1000 + 0.0);
}
