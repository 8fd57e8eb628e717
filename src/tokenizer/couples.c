#include "tokenizer/couples.h"

#include <stdlib.h>

#include "base/mem.h"

/* The multiplier of splitmix64 (Steele et al. 2014), which spreads neighboring numbers well. */
static uint64_t hash(int left, int right)
{
    uint64_t key = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
    key = (key ^ key >> 30) * 0xBF58476D1CE4E5B9u;
    return key ^ key >> 31;
}

/* The slot where the couple is, or the free one where it belongs. */
static int *slot_of(const struct couples *couples, int left, int right)
{
    size_t mask = couples->slots_count - 1, at = (size_t)hash(left, right) & mask;
    for (;; at = (at + 1) & mask) {
        int *slot = &couples->slots[at];
        const struct couple *couple = *slot ? &couples->list[*slot - 1] : NULL;
        if (!couple || (couple->left == left && couple->right == right))
            return slot;
    }
}

static void widen(struct couples *couples)
{
    free(couples->slots);
    couples->slots_count = couples->slots_count ? 2 * couples->slots_count : 64;
    couples->slots = mem_new(couples->slots_count, sizeof *couples->slots);
    for (size_t i = 0; i < couples->count; i++)
        *slot_of(couples, couples->list[i].left, couples->list[i].right) = (int)i + 1;
}

int couples_find(const struct couples *couples, int left, int right)
{
    return couples->slots_count ? *slot_of(couples, left, right) - 1 : -1;
}

int couples_add(struct couples *couples, int left, int right)
{
    if (2 * (couples->count + 1) > couples->slots_count)
        widen(couples);
    int *slot = slot_of(couples, left, right);
    if (!*slot) {
        couples->list =
            mem_grow(couples->list, &couples->capacity, couples->count + 1, sizeof *couples->list);
        couples->list[couples->count++] = (struct couple){left, right};
        *slot = (int)couples->count;
    }
    return *slot - 1;
}

void couples_free(struct couples *couples)
{
    free(couples->list);
    free(couples->slots);
    *couples = (struct couples){0};
}
