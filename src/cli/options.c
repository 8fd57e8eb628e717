#include "cli/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/mem.h"
#include "text/utf8.h"

enum { HELP_COLUMN = 28, HELP_WIDTH = 100 };

int command_misused(const struct command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "heed %s: ", command->name);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nUsage: heed %s %s\nMore: heed %s --help\n", command->name, command->usage,
            command->name);
    va_end(args);
    return EXIT_USAGE;
}

int command_failed(const struct err *err)
{
    fprintf(stderr, "heed: %s\n", err->text);
    return EXIT_FAILED;
}

/* Words of `text` from column `indent`, wrapped. The cursor stands at `column`. */
static void print_wrapped(const char *text, int column, int indent)
{
    while (*text) {
        size_t n = strcspn(text, " \n");
        char *word = mem_text_n(text, n);
        int width = utf8_width(word);
        if (column + width + 1 > HELP_WIDTH && column > indent) {
            printf("\n%*s", indent, "");
            column = indent;
        }
        column += printf("%s%s", column > indent ? " " : "", word) ? width + 1 : 0;
        free(word);
        text += n;
        if (*text == '\n') {
            printf("\n%*s", indent, "");
            column = indent;
        }
        text += *text != '\0';
    }
    putchar('\n');
}

static void print_option(const struct option *option)
{
    struct str left = {0};
    if (option->kind == OPTION_HEADING) {
        printf("\n%s\n", option->help);
        return;
    }
    str_add(&left, "  ");
    if (option->letter)
        str_format(&left, "-%c, ", option->letter);
    else
        str_add(&left, "    ");
    str_format(&left, "--%s", option->name);
    if (option->argument)
        str_format(&left, " %s", option->argument);
    int width = utf8_width(left.text);
    if (width >= HELP_COLUMN - 1)
        printf("%s\n%*s", left.text, HELP_COLUMN, "");
    else
        printf("%s%*s", left.text, HELP_COLUMN - width, "");
    print_wrapped(option->help, HELP_COLUMN, HELP_COLUMN);
    str_free(&left);
}

static void print_help(const struct command *command, const struct option *options)
{
    printf("heed %s %s\n\n", command->name, command->usage);
    print_wrapped(command->summary, 0, 0);
    if (command->details) {
        putchar('\n');
        print_wrapped(command->details, 0, 0);
    }
    if (options && options->name && options->kind != OPTION_HEADING)
        puts("\nOptions");
    for (; options && options->name; options++)
        print_option(options);
}

static int set_number(const struct command *command, const struct option *option, const char *value)
{
    char *end;
    errno = 0;
    if (option->kind == OPTION_REAL) {
        double number = strtod(value, &end);
        if (end == value || *end || errno)
            return command_misused(command, "--%s must be a number, not \"%s\"", option->name,
                                   value);
        *(double *)option->value = number;
        return EXIT_DONE;
    }
    long long number = strtoll(value, &end, 10);
    bool fits = number >= 0 && (option->kind != OPTION_INT || number <= INT32_MAX);
    if (end == value || *end || errno || !fits)
        return command_misused(command, "--%s must be a whole number, not \"%s\"", option->name,
                               value);
    if (option->kind == OPTION_INT)
        *(int *)option->value = (int)number;
    else if (option->kind == OPTION_LONG)
        *(long *)option->value = (long)number;
    else
        *(uint64_t *)option->value = (uint64_t)number;
    return EXIT_DONE;
}

static int set_option(const struct command *command, const struct option *option, const char *value)
{
    switch (option->kind) {
    case OPTION_TEXT:
        *(const char **)option->value = value;
        return EXIT_DONE;
    case OPTION_LIST:
        strs_add(option->value, value);
        return EXIT_DONE;
    case OPTION_SETTING:
        strs_add(option->value, option->name);
        strs_add(option->value, value);
        return EXIT_DONE;
    case OPTION_WORD: {
        int choice = choice_find(option->argument, value);
        if (choice < 0)
            return command_misused(command, "--%s must be one of %s, not \"%s\"", option->name,
                                   option->argument, value);
        *(int *)option->value = choice;
        return EXIT_DONE;
    }
    default:
        return set_number(command, option, value);
    }
}

static const struct option *find_option(const struct option *options, const char *word, size_t n)
{
    for (; options && options->name; options++) {
        if (options->kind == OPTION_HEADING)
            continue;
        bool by_name = word[1] == '-' && strlen(options->name) == n - 2 &&
                       strncmp(options->name, word + 2, n - 2) == 0;
        if (by_name || (n == 2 && options->letter && options->letter == word[1]))
            return options;
    }
    return NULL;
}

/* One option at argv[*i]; moves *i over its value. */
static int parse_option(const struct command *command, const struct option *options, int argc,
                        char **argv, int *i)
{
    const char *word = argv[*i], *equals = strchr(word, '=');
    size_t n = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *option = find_option(options, word, n);
    if (!option)
        return command_misused(command, "there is no option %.*s", (int)n, word);
    if (option->kind == OPTION_FLAG) {
        *(bool *)option->value = true;
        return equals ? command_misused(command, "--%s takes no value", option->name) : EXIT_DONE;
    }
    if (equals)
        return set_option(command, option, equals + 1);
    if (*i + 1 >= argc)
        return command_misused(command, "--%s needs a value: --%s %s", option->name, option->name,
                               option->argument);
    return set_option(command, option, argv[++*i]);
}

int options_parse(const struct command *command, const struct option *options, int argc,
                  char **argv, struct strs *words)
{
    bool open = true;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!open || word[0] != '-' || !word[1]) {
            strs_add(words, word);
        } else if (strcmp(word, "--") == 0) {
            open = false;
        } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            print_help(command, options);
            return -1;
        } else {
            int result = parse_option(command, options, argc, argv, &i);
            if (result)
                return result;
        }
    }
    return EXIT_DONE;
}
