#include "pickle/opcode.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 16 };

int opcode_short(struct err *err)
{
    return err_set(err, "the pickle is cut short or damaged");
}

const char *opcode_line(struct pickle *p, size_t *n, struct err *err)
{
    const unsigned char *start = p->in.data + p->in.at;
    size_t left = p->in.size - p->in.at;
    const unsigned char *end = memchr(start, '\n', left < LINE_BYTES_MAX ? left : LINE_BYTES_MAX);
    if (!end) {
        err_set(err, "a line without end, or of more than %d bytes", LINE_BYTES_MAX);
        return NULL;
    }
    *n = (size_t)(end - start);
    p->in.at += *n + 1;
    return (const char *)start;
}

static struct pickle_value *text_new(struct pickle *p, enum pickle_kind kind, const void *start,
                                     size_t size, struct err *err)
{
    struct pickle_value *value = machine_new(p, kind, err);
    if (value) {
        value->text.start = start;
        value->text.size = size;
    }
    return value;
}

/* NONE, NEWTRUE, NEWFALSE */
int opcode_constant(struct pickle *p, int code, struct err *err)
{
    struct pickle_value *value = machine_new(p, code == 'N' ? PICKLE_NONE : PICKLE_BOOL, err);
    if (value)
        value->integer = code == 0x88;
    return machine_push(p, value);
}

static int push_integer(struct pickle *p, int64_t integer, struct err *err)
{
    struct pickle_value *value = machine_new(p, PICKLE_INT, err);
    if (value)
        value->integer = integer;
    return machine_push(p, value);
}

/* BININT, BININT1, BININT2 */
int opcode_integer(struct pickle *p, int code, struct err *err)
{
    int64_t integer = code == 'J'   ? (int32_t)cursor_u32(&p->in)
                      : code == 'M' ? cursor_u16(&p->in)
                                    : cursor_u8(&p->in);
    return p->in.short_of ? opcode_short(err) : push_integer(p, integer, err);
}

/* LONG1, LONG4: two's complement of any length. */
int opcode_long(struct pickle *p, int code, struct err *err)
{
    size_t n = code == 0x8a ? cursor_u8(&p->in) : cursor_u32(&p->in);
    const unsigned char *bytes = cursor_take(&p->in, n);
    uint64_t integer = 0;
    if (!bytes)
        return opcode_short(err);
    if (n > 8)
        return machine_push(p, text_new(p, PICKLE_BYTES, bytes, n, err));
    for (size_t i = 0; i < 8; i++) {
        unsigned sign = n && bytes[n - 1] & 128 ? 255 : 0;
        integer |= (uint64_t)(i < n ? bytes[i] : sign) << 8 * i;
    }
    return push_integer(p, (int64_t)integer, err);
}

/* INT, LONG, FLOAT as text; 00 and 01 are what protocol 0 writes for False and True. */
int opcode_number_line(struct pickle *p, int code, struct err *err)
{
    size_t n;
    char copy[64], *end;
    const char *line = opcode_line(p, &n, err);
    if (!line)
        return -1;
    if (n >= sizeof copy)
        return machine_push(p, text_new(p, PICKLE_BYTES, line, n, err));
    memcpy(copy, line, n);
    copy[n] = '\0';
    if (code == 'F') {
        struct pickle_value *value = machine_new(p, PICKLE_FLOAT, err);
        if (value)
            value->real = strtod(copy, &end);
        return machine_push(p, value);
    }
    if (code == 'I' && n == 2 && copy[0] == '0')
        return opcode_constant(p, copy[1] == '1' ? 0x88 : 0x89, err);
    return push_integer(p, strtoll(copy, &end, 10), err);
}

int opcode_float(struct pickle *p, int code, struct err *err)
{
    (void)code;
    const unsigned char *bytes = cursor_take(&p->in, 8);
    struct pickle_value *value = machine_new(p, PICKLE_FLOAT, err);
    uint64_t bits = 0;
    if (!bytes)
        return opcode_short(err);
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | bytes[i];
    if (value)
        memcpy(&value->real, &bits, sizeof bits);
    return machine_push(p, value);
}

/* All texts and bytes with their length before them. */
int opcode_text(struct pickle *p, int code, struct err *err)
{
    bool is_text = code == 'X' || code == 0x8c || code == 0x8d;
    bool one = code == 'U' || code == 'C' || code == 0x8c;
    bool eight = code == 0x8d || code == 0x8e || code == 0x96;
    uint64_t n = one ? cursor_u8(&p->in) : eight ? cursor_u64(&p->in) : cursor_u32(&p->in);
    const unsigned char *start = cursor_take(&p->in, n);
    if (!start)
        return opcode_short(err);
    return machine_push(p,
                        text_new(p, is_text ? PICKLE_TEXT : PICKLE_BYTES, start, (size_t)n, err));
}

/* ---- lines with escapes ---- */

/* The value of n hexadecimal digits, or -1. */
static long hex_value(const char *digits, size_t n)
{
    long value = 0;
    for (size_t i = 0; i < n; i++) {
        char c = digits[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static char *put_utf8(char *out, long code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
        *out++ = (char)(0x80 | (code & 63));
    } else {
        if (code < 0x10000)
            *out++ = (char)(0xE0 | code >> 12);
        else {
            *out++ = (char)(0xF0 | code >> 18);
            *out++ = (char)(0x80 | (code >> 12 & 63));
        }
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    }
    return out;
}

/* UNICODE: characters up to 255 as one byte, others as \u and 4 or \U and 8 digits. */
static char *take_unicode(char *out, const char *line, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t digits = n - i < 2 || line[i] != '\\' ? 0
                        : line[i + 1] == 'u'         ? 4
                        : line[i + 1] == 'U'         ? 8
                                                     : 0;
        long code = digits && n - i >= 2 + digits ? hex_value(line + i + 2, digits) : -1;
        if (code >= 0 && code <= 0x10FFFF) {
            out = put_utf8(out, code);
            i += 2 + digits;
        } else {
            out = put_utf8(out, (unsigned char)line[i++]);
        }
    }
    return out;
}

/* STRING: bytes as Python prints them. */
static char *take_string(char *out, const char *line, size_t n)
{
    static const char letters[] = "nrtabfv\\'\"", bytes[] = "\n\r\t\a\b\f\v\\'\"";
    for (size_t i = 0; i < n; i++) {
        const char *letter =
            line[i] == '\\' && i + 1 < n && line[i + 1] ? strchr(letters, line[i + 1]) : NULL;
        long code =
            line[i] == '\\' && n - i >= 4 && line[i + 1] == 'x' ? hex_value(line + i + 2, 2) : -1;
        *out++ = letter ? bytes[letter - letters] : code >= 0 ? (char)code : line[i];
        i += letter ? 1 : code >= 0 ? 3 : 0;
    }
    return out;
}

int opcode_text_line(struct pickle *p, int code, struct err *err)
{
    size_t n;
    const char *line = opcode_line(p, &n, err);
    if (!line)
        return -1;
    if (code == 'S') {
        if (n < 2 || (line[0] != '\'' && line[0] != '"') || line[n - 1] != line[0])
            return err_set(err, "a string without quotes");
        line++;
        n -= 2;
    }
    char *text = arena_take(&p->texts, 2 * n + 1, 1); /* no character takes more than 2 for 1 */
    char *end = (code == 'S' ? take_string : take_unicode)(text, line, n);
    enum pickle_kind kind = code == 'S' ? PICKLE_BYTES : PICKLE_TEXT;
    return machine_push(p, text_new(p, kind, text, (size_t)(end - text), err));
}
