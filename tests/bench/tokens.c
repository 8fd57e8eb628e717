/* Prints the tokens of a pair file, so that other programs can be fed the very same ones:
 *
 *     tokens FILE.tsv    source tokens, one space between, a tab, target tokens
 *
 * Both sides by word. Lines that cannot be used are left out, as in training. */
#include <stdio.h>

#include "text/pairs.h"
#include "text/token.h"

static void print_tokens(struct strs *tokens, const char *text, char end)
{
    strs_clear(tokens);
    tokens_split(tokens, UNIT_WORD, text);
    for (size_t i = 0; i < tokens->count; i++)
        printf("%s%s", i ? " " : "", tokens->list[i]);
    putchar(end);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE.tsv\n", argv[0]);
        return 2;
    }
    struct err err;
    struct pairs *pairs = pairs_open(argv[1], &err);
    struct strs tokens = {0};
    struct pair pair;
    int got = pairs ? 1 : -1;
    while (got > 0 && (got = pairs_next(pairs, &pair, &err)) > 0) {
        print_tokens(&tokens, pair.first, '\t');
        print_tokens(&tokens, pair.second, '\n');
    }
    if (got == 0)
        got = pairs_check(pairs, &err);
    if (got)
        fprintf(stderr, "tokens: %s\n", err.text);
    strs_free(&tokens);
    pairs_close(pairs);
    return got ? 1 : 0;
}
