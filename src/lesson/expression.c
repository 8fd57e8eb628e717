#include "lesson/expression.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "lesson/lookup.h"
#include "lesson/number.h"

enum { MAX_DEPTH = 40, NAME_SIZE = 64 };

struct reader {
    const char *text, *at;
    const struct trace *trace; /* NULL: the syntax is checked, with placeholders for numbers */
    int depth;
    struct err *err;
};

static int read_value(struct reader *r, struct expression_value *out);

/* Adds the column to an error that does not say it yet. */
static int fail_at(const struct reader *r, const char *at)
{
    int column = 1;
    for (const char *c = r->text; c < at; c++)
        column += ((unsigned char)*c & 0xC0) != 0x80;
    return err_prefix(r->err, "column %d", column);
}

#define fail(r, at, ...) (err_set((r)->err, __VA_ARGS__), fail_at(r, at))

static void skip_spaces(struct reader *r)
{
    while (isspace((unsigned char)*r->at))
        r->at++;
}

static int unexpected(struct reader *r, const char *expected)
{
    if (!*r->at)
        return fail(r, r->at, "the expression ends; expected %s", expected);
    return fail(r, r->at, "found \"%.*s\"; expected %s", str_fit(r->at, 12), r->at, expected);
}

static bool accept(struct reader *r, const char *sign)
{
    skip_spaces(r);
    size_t n = strlen(sign);
    if (strncmp(r->at, sign, n) != 0)
        return false;
    r->at += n;
    return true;
}

static int expect(struct reader *r, const char *sign)
{
    return accept(r, sign) ? 0 : unexpected(r, sign);
}

static void set_number(struct expression_value *out, double number)
{
    *out = (struct expression_value){.kind = VALUE_NUMBER, .number = number};
}

/* Reads a value that must be a number. */
static int read_number(struct reader *r, double *out)
{
    skip_spaces(r);
    const char *start = r->at;
    struct expression_value value;
    if (read_value(r, &value))
        return -1;
    if (value.kind != VALUE_NUMBER)
        return fail(r, start, "not a number; expected one, such as weights[3,1]");
    *out = value.number;
    return 0;
}

/* ---- names and functions ---- */

/* Reads a position from 1 to `count`; the result counts from 0. */
static int read_position(struct reader *r, int count, const char *what, int *out)
{
    skip_spaces(r);
    const char *at = r->at;
    double number = 0;
    if (read_number(r, &number))
        return -1;
    return lookup_position(r->trace, number, count, what, out, r->err) ? fail_at(r, at) : 0;
}

/* Reads a value that must be one row of numbers. */
static int read_row(struct reader *r, struct mat *out)
{
    skip_spaces(r);
    const char *start = r->at;
    struct expression_value value;
    if (read_value(r, &value))
        return -1;
    if (value.kind != VALUE_ROW || value.row.rows != 1)
        return fail(r, start, "not a row; expected one row of numbers, such as weights[3]");
    *out = value.row;
    return 0;
}

/* The arguments of a function: a row, and for rank() a position as well. "(" is already read. */
static int call_on_row(struct reader *r, const struct function *function,
                       struct expression_value *out)
{
    struct mat row = {0};
    int position = 0;
    if (read_row(r, &row))
        return -1;
    if (!function && (expect(r, ",") || read_position(r, row.cols, "entry", &position)))
        return -1;
    double number = 1;
    if (row.x)
        number =
            function ? function->of_row(row.x, row.cols) : lookup_rank(row.x, row.cols, position);
    set_number(out, number);
    return expect(r, ")");
}

/* Two rows of the same length; "(" is already read. */
static int call_on_rows(struct reader *r, const struct function *function,
                        struct expression_value *out)
{
    const char *at = r->at;
    struct mat a = {0}, b = {0};
    if (read_row(r, &a) || expect(r, ",") || read_row(r, &b))
        return -1;
    if (a.x && b.x && a.cols != b.cols)
        return fail(r, at, "rows of %d and %d numbers; expected as many in both", a.cols, b.cols);
    set_number(out, a.x && b.x ? function->of_rows(a.x, b.x, a.cols) : 1);
    return expect(r, ")");
}

static int call_masked(struct reader *r, int sentence, struct expression_value *out)
{
    int position, count = r->trace ? trace_source_count(r->trace) : 0;
    if (read_position(r, count, "source position", &position))
        return -1;
    set_number(out, r->trace && trace_masked(r->trace, sentence, -1, position));
    return expect(r, ")");
}

static int call(struct reader *r, const char *at, const char *name, struct expression_value *out)
{
    const struct function *function = lookup_function(name);
    bool rank = strcmp(name, "rank") == 0;
    if (!function && !rank)
        return fail(r, at, "unknown function \"%s\"; expected one such as argmax, max, sum, exp",
                    name);
    if (rank || function->of_row)
        return call_on_row(r, function, out);
    if (function->of_rows)
        return call_on_rows(r, function, out);
    double number;
    if (read_number(r, &number))
        return -1;
    set_number(out, function->of_number(number));
    return expect(r, ")");
}

static int read_indices(struct reader *r, double *index, int *count)
{
    *count = 0;
    if (!accept(r, "["))
        return 0;
    do {
        if (read_number(r, &index[(*count)++]))
            return -1;
    } while (*count < 2 && accept(r, ","));
    return expect(r, "]");
}

static int named(struct reader *r, const char *at, const char *name, int sentence,
                 struct expression_value *out)
{
    double index[2] = {0};
    int indices;
    if (read_indices(r, index, &indices))
        return -1;
    if (lookup_value(r->trace, sentence, name, index, indices, out, r->err))
        return fail_at(r, at);
    return 0;
}

/* The N of "@N.", from 0. */
static int read_sentence(struct reader *r, int *sentence)
{
    const char *at = r->at++;
    int number = isdigit((unsigned char)*r->at) ? *r->at++ - '0' : 0;
    int count = r->trace ? r->trace->count : TRACE_SENTENCES;
    if (number < 1 || number > count || *r->at != '.')
        return fail(r, at, "no such sentence; expected @1. to @%d. before a name", count);
    r->at++;
    *sentence = number - 1;
    return 0;
}

static int read_name(struct reader *r, struct expression_value *out)
{
    if (strncmp(r->at, "before.", 7) == 0) {
        const struct trace *now = r->trace;
        r->at += 7;
        r->trace = now && now->before ? now->before : now;
        int result = read_name(r, out);
        r->trace = now;
        return result;
    }
    int sentence = 0;
    bool chosen = *r->at == '@';
    if (chosen && read_sentence(r, &sentence))
        return -1;
    const char *start = r->at;
    char name[NAME_SIZE] = "";
    for (size_t n = 0; islower((unsigned char)*r->at) || *r->at == '_' ||
                       (n > 0 && isdigit((unsigned char)*r->at));
         r->at++)
        if (n + 1 < sizeof name)
            name[n++] = *r->at;
    if (!name[0])
        return unexpected(r, "a name");
    if (!accept(r, "("))
        return named(r, start, name, sentence, out);
    if (strcmp(name, "masked") == 0)
        return call_masked(r, sentence, out);
    if (chosen)
        return fail(r, start, "@ stands before a function; expected it before a quantity");
    return call(r, start, name, out);
}

/* ---- operators ---- */

/* Reads the digits itself: strtod() would take hexadecimal numbers, "inf", and the decimal comma of
 * some locales. */
static double read_digits(struct reader *r)
{
    double number = 0, scale = 1;
    for (; isdigit((unsigned char)*r->at); r->at++)
        number = 10 * number + (*r->at - '0');
    if (*r->at == '.' && isdigit((unsigned char)r->at[1]))
        for (r->at++; isdigit((unsigned char)*r->at); r->at++, scale *= 10)
            number = 10 * number + (*r->at - '0');
    number /= scale;
    const char *e = r->at + 1 + (*r->at == 'e' && (r->at[1] == '-' || r->at[1] == '+'));
    if (*r->at != 'e' || !isdigit((unsigned char)*e))
        return number;
    int exponent = 0;
    bool negative = r->at[1] == '-';
    for (r->at = e; isdigit((unsigned char)*r->at); r->at++)
        exponent = exponent < 1000 ? 10 * exponent + (*r->at - '0') : exponent;
    return negative ? number / pow(10, exponent) : number * pow(10, exponent);
}

static int read_primary(struct reader *r, struct expression_value *out)
{
    skip_spaces(r);
    if (accept(r, "("))
        return read_value(r, out) || expect(r, ")") ? -1 : 0;
    if (isdigit((unsigned char)*r->at) || (*r->at == '.' && isdigit((unsigned char)r->at[1]))) {
        set_number(out, read_digits(r));
        return 0;
    }
    if (islower((unsigned char)*r->at) || *r->at == '@')
        return read_name(r, out);
    return unexpected(r, "a number, a name or (");
}

static int apply(struct reader *r, const char *at, const char *sign, struct expression_value *left,
                 const struct expression_value *right)
{
    bool equality = sign[1] == '=' && (sign[0] == '=' || sign[0] == '!');
    if (equality && left->kind == VALUE_WORD && right->kind == VALUE_WORD) {
        bool same = strcmp(left->word, right->word) == 0;
        set_number(left, same == (sign[0] == '='));
        return 0;
    }
    if (left->kind != VALUE_NUMBER || right->kind != VALUE_NUMBER)
        return fail(r, at, "\"%s\" between what is no number; expected numbers on both sides",
                    sign);
    double a = left->number, b = right->number;
    switch (sign[0]) {
    case '+':
        a += b;
        break;
    case '-':
        a -= b;
        break;
    case '*':
        a *= b;
        break;
    case '/':
        a /= b;
        break;
    case '^':
        a = pow(a, b);
        break;
    case '<':
        a = sign[1] ? a <= b : a < b;
        break;
    case '>':
        a = sign[1] ? a >= b : a > b;
        break;
    default:
        a = (a == b) == (sign[0] == '=');
    }
    set_number(left, a);
    return 0;
}

/* Signs and powers: -2^2 is -(2^2), 2^-1 is allowed, 2^3^2 is 2^(3^2). All nesting passes through
 * here, so the depth is counted here. */
static int read_unary(struct reader *r, struct expression_value *out)
{
    if (++r->depth > MAX_DEPTH)
        return fail(r, r->at, "nested too deeply; expected at most %d levels", MAX_DEPTH);
    skip_spaces(r);
    const char *start = r->at;
    bool negative = false;
    while (accept(r, "-"))
        negative = !negative;
    if (read_primary(r, out))
        return -1;
    skip_spaces(r);
    const char *at = r->at;
    if (accept(r, "^")) {
        struct expression_value power;
        if (read_unary(r, &power) || apply(r, at, "^", out, &power))
            return -1;
    }
    if (negative) {
        if (out->kind != VALUE_NUMBER)
            return fail(r, start, "\"-\" before what is no number; expected a number");
        out->number = -out->number;
    }
    r->depth--;
    return 0;
}

enum { PRECEDENCES = 3 };

/* "<=" stands before "<", because the first that fits is taken. */
static const struct operator
{
    const char *sign;
    int level;
}
operators[] = {
    {"<=", 0}, {">=", 0}, {"==", 0}, {"!=", 0}, {"<", 0},
    {">", 0},  {"+", 1},  {"-", 1},  {"*", 2},  {"/", 2},
};

static const char *accept_operator(struct reader *r, int level)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].level == level && accept(r, operators[i].sign))
            return operators[i].sign;
    return NULL;
}

static int read_binary(struct reader *r, int level, struct expression_value *out)
{
    if (level == PRECEDENCES)
        return read_unary(r, out);
    if (read_binary(r, level + 1, out))
        return -1;
    for (;;) {
        skip_spaces(r);
        const char *at = r->at, *sign = accept_operator(r, level);
        if (!sign)
            return 0;
        struct expression_value right;
        if (read_binary(r, level + 1, &right) || apply(r, at, sign, out, &right))
            return -1;
    }
}

static int read_value(struct reader *r, struct expression_value *out)
{
    return read_binary(r, 0, out);
}

/* ---- the whole text ---- */

/* Reads an expression up to the end or a "%"; `end` is where it stopped. */
static int evaluate(const char *text, const struct trace *trace, struct expression_value *out,
                    const char **end, struct err *err)
{
    struct reader r = {.text = text, .at = text, .trace = trace, .err = err};
    if (read_value(&r, out))
        return -1;
    skip_spaces(&r);
    *end = r.at;
    return *r.at && *r.at != '%' ? unexpected(&r, "an operator or the end") : 0;
}

int expression_evaluate(const char *text, const struct trace *trace, struct expression_value *out,
                        struct err *err)
{
    const char *end;
    if (evaluate(text, trace, out, &end, err))
        return -1;
    if (!*end)
        return 0;
    struct reader r = {.text = text, .at = end, .err = err};
    return unexpected(&r, "no format here");
}

/* Evaluates, and writes to `out` unless NULL. */
static int format_value(const char *text, const struct trace *trace, struct str *out,
                        struct err *err)
{
    struct reader r = {.text = text, .at = text, .err = err};
    struct expression_value value;
    const char *format;
    if (evaluate(text, trace, &value, &format, err))
        return -1;
    if (*format && !number_is_format(format))
        return fail(&r, format, "\"%.*s\" is not a format; expected one like %%.2f",
                    str_fit(format, 12), format);
    if (*format && value.kind == VALUE_WORD)
        return fail(&r, format, "a word has no decimals; expected no format");
    if (value.kind == VALUE_ROW)
        return fail(&r, text, "a whole row; expected one number or word, such as weights[3,1]");
    if (out && value.kind == VALUE_WORD)
        str_add(out, value.word);
    else if (out)
        number_write(out, value.number, format);
    return 0;
}

int expression_format(const char *text, const struct trace *trace, struct str *out, struct err *err)
{
    return format_value(text, trace, out, err);
}

int expression_check(const char *text, struct err *err)
{
    return format_value(text, NULL, NULL, err);
}
