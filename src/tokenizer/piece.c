#include "tokenizer/piece.h"

#include <stdio.h>
#include <string.h>

enum { BYTE_TOKEN = 6 /* "<0xE2>" */ };

/* The UTF-8 forms of characters beyond ASCII: a first byte, then one to three others. */
enum { FIRST_LOW = 0xC2, FIRST_HIGH = 0xF4, OTHER_LOW = 0x80, OTHER_HIGH = 0xBF };

bool piece_goes_on(const char *token)
{
    size_t n = strlen(token), mark = strlen(PIECE_GOES_ON);
    return n > mark && !strcmp(token + n - mark, PIECE_GOES_ON);
}

/* The value of a token "<0xE2>" of n bytes, −1 when it is none. */
static int byte_of(const char *token, size_t n)
{
    static const char digits[] = "0123456789ABCDEF";
    if (n != BYTE_TOKEN || memcmp(token, "<0x", 3) != 0 || token[5] != '>')
        return -1;
    const char *high = memchr(digits, token[3], 16), *low = memchr(digits, token[4], 16);
    return high && low ? (int)(high - digits) * 16 + (int)(low - digits) : -1;
}

void piece_text(struct str *out, const char *token)
{
    size_t n = strlen(token) - (piece_goes_on(token) ? strlen(PIECE_GOES_ON) : 0);
    int byte = byte_of(token, n);
    char single = (char)byte;
    if (byte > 0)
        str_add_n(out, &single, 1);
    else
        str_add_n(out, token, n);
}

void piece_label(struct str *out, const char *token)
{
    bool goes_on = piece_goes_on(token);
    size_t n = strlen(token) - (goes_on ? strlen(PIECE_GOES_ON) : 0);
    int byte = byte_of(token, n);
    if (byte > 0)
        str_format(out, "%02X", (unsigned)byte);
    else
        str_add_n(out, token, n);
    if (goes_on)
        str_add(out, "-");
}

void piece_write(struct str *out, const char *text, size_t n, bool goes_on)
{
    str_add_n(out, text, n);
    if (goes_on)
        str_add(out, PIECE_GOES_ON);
}

void piece_write_byte(struct str *out, unsigned char byte, bool goes_on)
{
    char text[BYTE_TOKEN + 1];
    snprintf(text, sizeof text, "<0x%02X>", byte);
    piece_write(out, text, BYTE_TOKEN, goes_on);
}

static void add_character(struct strs *out, char character, bool goes_on)
{
    struct str token = {0};
    piece_write(&token, &character, 1, goes_on);
    strs_add(out, token.text);
    str_free(&token);
}

static void add_byte(struct strs *out, int byte, bool goes_on)
{
    struct str token = {0};
    piece_write_byte(&token, (unsigned char)byte, goes_on);
    strs_add(out, token.text);
    str_free(&token);
}

void piece_alphabet(struct strs *out)
{
    for (int c = '!'; c <= '~'; c++)
        if (c < 'A' || c > 'Z') { /* pieces are of lower case words */
            add_character(out, (char)c, false);
            add_character(out, (char)c, true);
        }
    for (int byte = OTHER_LOW; byte <= OTHER_HIGH; byte++) {
        add_byte(out, byte, false);
        add_byte(out, byte, true);
    }
    for (int byte = FIRST_LOW; byte <= FIRST_HIGH; byte++)
        add_byte(out, byte, true); /* a character never ends with its first byte */
}
