#include "text/token_join.h"

#include <string.h>

#include "text/utf8.h"

/* How a mark sits between its neighbours. French puts a space before high marks, and inside
 * guillemets. */
enum {
    LEFT = 1,         /* no space before it */
    RIGHT = 2,        /* no space after it */
    FRENCH_LEFT = 4,  /* a space before it in French all the same */
    FRENCH_RIGHT = 8, /* a space after it in French all the same */
    PAIRED = 16,      /* the same sign opens and closes: RIGHT and LEFT in turn */
    ENDS = 32,        /* ends a sentence */
};

static const struct sign {
    const char *text;
    unsigned sits;
} signs[] = {
    {".", LEFT | ENDS},
    {",", LEFT},
    {";", LEFT | FRENCH_LEFT},
    {":", LEFT | FRENCH_LEFT},
    {"!", LEFT | FRENCH_LEFT | ENDS},
    {"?", LEFT | FRENCH_LEFT | ENDS},
    {"%", LEFT | FRENCH_LEFT},
    {")", LEFT},
    {"]", LEFT},
    {"}", LEFT},
    {"”", LEFT},
    {"»", LEFT | FRENCH_LEFT},
    {"(", RIGHT},
    {"[", RIGHT},
    {"{", RIGHT},
    {"“", RIGHT},
    {"«", RIGHT | FRENCH_RIGHT},
    {"¿", RIGHT},
    {"¡", RIGHT},
    {"#", RIGHT},
    {"$", RIGHT},
    {"\"", PAIRED},
    {"'", PAIRED},
    {"'s", LEFT},
    {"'m", LEFT},
    {"'re", LEFT},
    {"'ve", LEFT},
    {"'ll", LEFT},
    {"'d", LEFT},
    {"n't", LEFT},
};

/* How a token sits; a run of one mark ("...") sits as the mark does. */
static unsigned sits(const char *token)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].text);
        const char *at = token;
        while (!strncmp(at, signs[i].text, n))
            at += n;
        if (at > token && !*at)
            return signs[i].sits;
    }
    size_t n = strlen(token);
    return n > 1 && token[n - 1] == '\'' ? RIGHT : 0; /* j' */
}

static int first_code(const char *token)
{
    int code = -1;
    if (*token)
        utf8_decode(token, strlen(token), &code);
    return code;
}

/* Chinese, Japanese: no space between two signs, nor beside one of their punctuation marks. */
static bool stand_together(const char *left, const char *right)
{
    int a = first_code(left), b = first_code(right);
    bool han_a = utf8_is_han(a), han_b = utf8_is_han(b);
    return (han_a && han_b) || (han_a && utf8_is_punctuation(a)) ||
           (han_b && utf8_is_punctuation(b));
}

/* Where the joining of words stands. */
struct joint {
    bool french, start; /* the next word begins a sentence */
    const char *last;   /* NULL at the start */
    unsigned last_sits; /* with PAIRED resolved */
    unsigned open;      /* paired marks that are open: 1 for ', 2 for " */
};

/* Turns a paired mark into an opening or a closing one. */
static unsigned resolve(struct joint *joint, const char *token, unsigned how)
{
    if (!(how & PAIRED))
        return how;
    unsigned sign = *token == '"' ? 2 : 1;
    joint->open ^= sign;
    return joint->open & sign ? RIGHT : LEFT;
}

static bool space_between(const struct joint *joint, const char *token, unsigned how)
{
    if (!joint->last || stand_together(joint->last, token))
        return false;
    if (how & LEFT) /* "?!" stays together in French as well */
        return joint->french && how & FRENCH_LEFT && !(joint->last_sits & ENDS && how & ENDS);
    if (joint->last_sits & RIGHT)
        return joint->french && joint->last_sits & FRENCH_RIGHT;
    return true;
}

static void add_capital(struct str *out, const char *token)
{
    int width;
    size_t n = strlen(token), first = n ? utf8_grapheme(token, n, &width) : 0;
    utf8_upper(out, token, first);
    str_add_n(out, token + first, n - first);
}

static void add_word(struct str *out, struct joint *joint, const char *token)
{
    unsigned how = resolve(joint, token, sits(token));
    if (space_between(joint, token, how))
        str_add(out, " ");
    int code = first_code(token);
    bool word = utf8_is_letter(code) || utf8_is_digit(code);
    if ((joint->start && word) || (!joint->french && !strcmp(token, "i")))
        add_capital(out, token);
    else
        str_add(out, token);
    if (how & ENDS)
        joint->start = true;
    else if (word || !strcmp(token, "<unk>"))
        joint->start = false;
    joint->last = token;
    joint->last_sits = how;
}

static bool is_left_out(const char *token)
{
    return !strcmp(token, "<pad>") || !strcmp(token, "<bos>") || !strcmp(token, "<eos>");
}

void tokens_join(struct str *out, enum unit unit, const char *language, const char *const *tokens,
                 size_t count)
{
    struct joint joint = {.french = strcmp(language, "fra") == 0, .start = true};
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (is_left_out(tokens[i]))
            continue;
        if (unit == UNIT_WORD)
            add_word(out, &joint, tokens[i]);
        else if (unit == UNIT_CHAR)
            str_add(out, strcmp(tokens[i], SPACE_TOKEN) ? tokens[i] : " ");
        else
            str_format(out, "%s%s", any ? " " : "", tokens[i]);
        any = true;
    }
}
