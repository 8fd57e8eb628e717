#include "lesson/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool number_is_format(const char *format)
{
    const char *at = format + 1;
    at += *at == '+';
    at += strspn(at, "0123456789") <= 2 ? strspn(at, "0123456789") : 0;
    if (*at == '.' && strspn(at + 1, "0123456789") <= 2)
        at += 1 + strspn(at + 1, "0123456789");
    return *at && strchr("feg", *at) && !at[1];
}

void number_write(struct str *out, double number, const char *format)
{
    if (isinf(number)) {
        str_add(out, number < 0 ? "−∞" : "∞");
        return;
    }
    char text[512];
    snprintf(text, sizeof text, *format ? format : "%.2f", number);
    size_t n = strlen(text);
    if (!*format && !isnan(number)) {
        while (text[n - 1] == '0')
            n--;
        n -= text[n - 1] == '.';
    }
    bool zero = text[0] == '-' && strcspn(text, "123456789") >= n;
    str_add_n(out, text + zero, n - zero);
}
