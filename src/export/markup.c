#include "export/markup.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"

/* The last two of every plane, and 32 more. */
static bool is_noncharacter(int code)
{
    return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

/* What stands in the place of a code point (-1: a bad byte), or NULL. */
static const char *stand_in(int code)
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
    default:
        return code < 0 || is_noncharacter(code) ? "\uFFFD" : utf8_is_control(code) ? " " : NULL;
    }
}

void markup_add(struct str *out, const char *text)
{
    for (size_t n = strlen(text), used; n > 0; text += used, n -= used) {
        int code;
        used = utf8_decode(text, n, &code);
        const char *instead = stand_in(code);
        if (instead)
            str_add(out, instead);
        else
            str_add_n(out, text, used);
    }
}

void markup_number(struct str *out, double number)
{
    str_format(out, "%.10g", round(number * 1000) / 1000 + 0.0);
}
