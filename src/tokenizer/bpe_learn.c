#include "tokenizer/bpe_learn.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

/* Counts are kept up to date: a merge changes only the words that have its pair. The most frequent
 * pair is on top of a heap whose counts may be too high, but never too low: what is popped with a
 * count that is no longer true goes back with the true one. */

/* A word as symbols; they become fewer. */
struct word {
    int *symbols; /* [size] */
    size_t size;
    long count;
};

/* What is known of two symbols that stand side by side somewhere. */
struct pairing {
    long count;
    size_t *words; /* [used] the words that have or had them, some twice */
    size_t used, capacity;
};

struct entry {
    long count;
    int pair;
};

struct merger {
    struct bpe *bpe;
    struct word *words; /* [word_count] */
    size_t word_count;
    struct couples pairs;     /* of symbols, numbered as they are met */
    struct pairing *pairings; /* [pairs.count] */
    size_t pairings_capacity;
    struct entry *heap; /* [heap_size] */
    size_t heap_size, heap_capacity;
};

/* --- the heap --------------------------------------------------------------------------------- */

/* Whether one entry is to be popped before another. */
static bool comes_first(const struct merger *l, struct entry a, struct entry b)
{
    struct couple x = l->pairs.list[a.pair], y = l->pairs.list[b.pair];
    if (a.count != b.count)
        return a.count > b.count;
    if (x.left != y.left)
        return strcmp(vocab_token(l->bpe->symbols, x.left), vocab_token(l->bpe->symbols, y.left)) <
               0;
    return strcmp(vocab_token(l->bpe->symbols, x.right), vocab_token(l->bpe->symbols, y.right)) < 0;
}

static void push(struct merger *l, int pair)
{
    struct entry entry = {l->pairings[pair].count, pair};
    l->heap = mem_grow(l->heap, &l->heap_capacity, l->heap_size + 1, sizeof *l->heap);
    size_t at = l->heap_size++;
    while (at > 0 && comes_first(l, entry, l->heap[(at - 1) / 2])) {
        l->heap[at] = l->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    l->heap[at] = entry;
}

static struct entry pop(struct merger *l)
{
    struct entry top = l->heap[0], last = l->heap[--l->heap_size];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < l->heap_size; at = child) {
        if (child + 1 < l->heap_size && comes_first(l, l->heap[child + 1], l->heap[child]))
            child++;
        if (!comes_first(l, l->heap[child], last))
            break;
        l->heap[at] = l->heap[child];
    }
    l->heap[at] = last;
    return top;
}

/* --- counting --------------------------------------------------------------------------------- */

static int pair_of(struct merger *l, int left, int right)
{
    size_t known = l->pairs.count;
    int pair = couples_add(&l->pairs, left, right);
    if ((size_t)pair == known) {
        l->pairings = mem_grow(l->pairings, &l->pairings_capacity, known + 1, sizeof *l->pairings);
        l->pairings[pair] = (struct pairing){0};
    }
    return pair;
}

static void note_word(struct pairing *pairing, size_t word)
{
    pairing->words =
        mem_grow(pairing->words, &pairing->capacity, pairing->used + 1, sizeof *pairing->words);
    pairing->words[pairing->used++] = word;
}

/* Counts the pairs of a word, or takes them back. `symbol`: only pairs that it is in are new to the
 * word; −1: all are. */
static void count_pairs(struct merger *l, size_t number, int symbol, bool back)
{
    const struct word *word = &l->words[number];
    for (size_t i = 0; i + 1 < word->size; i++) {
        int left = word->symbols[i], right = word->symbols[i + 1];
        int pair = pair_of(l, left, right);
        l->pairings[pair].count += back ? -word->count : word->count;
        if (!back && (symbol < 0 || left == symbol || right == symbol))
            note_word(&l->pairings[pair], number);
    }
}

/* After the words of a merge were counted anew: their pairs may be more frequent than before. */
static void push_pairs(struct merger *l, size_t number, int symbol)
{
    const struct word *word = &l->words[number];
    for (size_t i = 0; i + 1 < word->size; i++)
        if (word->symbols[i] == symbol || word->symbols[i + 1] == symbol)
            push(l, couples_find(&l->pairs, word->symbols[i], word->symbols[i + 1]));
}

/* --- words ------------------------------------------------------------------------------------ */

static void add_word(struct merger *l, const char *text, long count)
{
    size_t n = strlen(text), size = 0;
    int width, *symbols = mem_new(n + 1, sizeof *symbols);
    for (size_t at = 0, used; at < n; at += used) {
        used = utf8_grapheme(text + at, n - at, &width);
        symbols[size++] = bpe_character(l->bpe, text + at, used);
    }
    symbols[size++] = BPE_END;
    l->words[l->word_count++] = (struct word){symbols, size, count};
    if (size > BPE_WORD + 1)
        l->words[l->word_count - 1].size = 0;
}

/* Makes one symbol of a pair in a word. False when the word did not have it. */
static bool merge_word(struct merger *l, size_t number, struct couple couple, int made)
{
    struct word *word = &l->words[number];
    size_t kept = 0, i = 0;
    while (i + 1 < word->size &&
           !(word->symbols[i] == couple.left && word->symbols[i + 1] == couple.right))
        i++;
    if (i + 1 >= word->size)
        return false;
    count_pairs(l, number, -1, true);
    for (i = 0; i < word->size; i++) {
        int symbol = word->symbols[i];
        if (i + 1 < word->size && symbol == couple.left && word->symbols[i + 1] == couple.right) {
            symbol = made;
            i++;
        }
        word->symbols[kept++] = symbol;
    }
    word->size = kept;
    count_pairs(l, number, made, false);
    return true;
}

/* Does a merge in all words that have its pair. */
static void merge_pair(struct merger *l, int pair, int made)
{
    struct couple couple = l->pairs.list[pair];
    struct pairing old = l->pairings[pair];
    size_t changed = 0;
    l->pairings[pair].words = NULL;
    l->pairings[pair].used = l->pairings[pair].capacity = 0;
    for (size_t i = 0; i < old.used; i++)
        if (merge_word(l, old.words[i], couple, made))
            old.words[changed++] = old.words[i];
    for (size_t i = 0; i < changed; i++)
        push_pairs(l, old.words[i], made);
    free(old.words);
}

static void merger_free(struct merger *l)
{
    for (size_t i = 0; i < l->word_count; i++)
        free(l->words[i].symbols);
    for (size_t i = 0; i < l->pairs.count; i++)
        free(l->pairings[i].words);
    free(l->words);
    free(l->pairings);
    free(l->heap);
    couples_free(&l->pairs);
}

struct bpe *bpe_learn(const struct vocab_counts *words, long merges)
{
    size_t count = vocab_counts_size(words);
    struct merger l = {.bpe = bpe_new(), .words = mem_new(count, sizeof *l.words)};
    for (size_t i = 0; i < count; i++) {
        long times;
        const char *word = vocab_counts_at(words, i, &times);
        add_word(&l, word, times);
        count_pairs(&l, i, -1, false);
    }
    for (size_t i = 0; i < l.pairs.count; i++)
        push(&l, (int)i);
    while (l.heap_size > 0 && bpe_merges(l.bpe) < merges) {
        struct entry top = pop(&l);
        struct couple couple = l.pairs.list[top.pair];
        long now = l.pairings[top.pair].count;
        int made = -1;
        if (now == top.count && now > 1)
            made = bpe_merge(l.bpe, couple.left, couple.right);
        else if (now > 1)
            push(&l, top.pair);
        if (made >= 0)
            merge_pair(&l, top.pair, made);
    }
    merger_free(&l);
    return l.bpe;
}
