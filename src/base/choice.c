#include "base/choice.h"

#include <string.h>

const char *choice_word(const char *choices, int number, size_t *n)
{
    for (; number > 0; number--)
        choices += strcspn(choices, "|") + 1;
    *n = strcspn(choices, "|");
    return choices;
}

int choice_find(const char *choices, const char *word)
{
    size_t n;
    for (int i = 0;; i++) {
        const char *choice = choice_word(choices, i, &n);
        if (strlen(word) == n && strncmp(choice, word, n) == 0)
            return i;
        if (!choice[n])
            return -1;
    }
}
