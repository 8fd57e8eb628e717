#include "text/altered.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct strs altered_words(const char *text)
{
    struct strs words = {0};
    for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        strs_add_n(&words, at, n);
        at += n;
    }
    return words;
}

void altered_mark(const struct strs *a, const struct strs *b, bool *a_marks, bool *b_marks)
{
    size_t width = b->count + 1;
    /* [a->count + 1 × width] words that the ends of both lists share, from word i and word j on */
    int *shared = mem_new((a->count + 1) * width, sizeof *shared);
    for (size_t i = a->count; i-- > 0;)
        for (size_t j = b->count; j-- > 0;) {
            int down = shared[(i + 1) * width + j], right = shared[i * width + j + 1];
            shared[i * width + j] = strcmp(a->list[i], b->list[j]) == 0
                                        ? 1 + shared[(i + 1) * width + j + 1]
                                    : down > right ? down
                                                   : right;
        }
    for (size_t i = 0; i < a->count; i++)
        a_marks[i] = true;
    for (size_t j = 0; j < b->count; j++)
        b_marks[j] = true;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (strcmp(a->list[i], b->list[j]) == 0)
            a_marks[i++] = b_marks[j++] = false;
        else if (shared[(i + 1) * width + j] >= shared[i * width + j + 1])
            i++;
        else
            j++;
    }
    free(shared);
}
