#include "text/vocab.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

/* Texts in the order they came, found again through an open-addressing hash table: `slots` is a
 * power of two, at most half full, and holds index + 1, or 0 where it is free. */
struct token_table {
    struct strs texts;
    int *slots;
    size_t slots_count;
};

struct vocab {
    struct token_table table;                                /* the index is the id */
    void (*write_label)(struct str *out, const char *token); /* NULL: tokens are read as they are */
    struct strs labels;                                      /* with it: one for every token */
};

struct vocab_counts {
    struct token_table table;
    long *counts; /* [table.texts.count] */
    size_t capacity;
};

static const char *const specials[VOCAB_SPECIAL] = {"<pad>", "<bos>", "<eos>", "<unk>"};

/* --- the table -------------------------------------------------------------------------------- */

/* FNV-1a, 64 bits. */
static uint64_t hash(const char *text)
{
    uint64_t value = 14695981039346656037u;
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 1099511628211u;
    return value ^ value >> 32;
}

/* The slot where the text is, or the free one where it belongs. */
static int *table_slot(const struct token_table *table, const char *text)
{
    size_t mask = table->slots_count - 1, at = (size_t)hash(text) & mask;
    while (table->slots[at] && strcmp(table->texts.list[table->slots[at] - 1], text))
        at = (at + 1) & mask;
    return &table->slots[at];
}

/* The index of a text, -1 when it is not there. */
static int table_find(const struct token_table *table, const char *text)
{
    return table->slots_count ? *table_slot(table, text) - 1 : -1;
}

static void table_widen(struct token_table *table)
{
    free(table->slots);
    table->slots_count = table->slots_count ? 2 * table->slots_count : 64;
    table->slots = mem_new(table->slots_count, sizeof *table->slots);
    for (size_t i = 0; i < table->texts.count; i++)
        *table_slot(table, table->texts.list[i]) = (int)i + 1;
}

/* The index of a text, which is added when it is not there. */
static int table_add(struct token_table *table, const char *text)
{
    if (2 * (table->texts.count + 1) > table->slots_count)
        table_widen(table);
    int *slot = table_slot(table, text);
    if (!*slot) {
        strs_add(&table->texts, text);
        *slot = (int)table->texts.count;
    }
    return *slot - 1;
}

static void table_free(struct token_table *table)
{
    strs_free(&table->texts);
    free(table->slots);
}

/* --- the vocabulary --------------------------------------------------------------------------- */

struct vocab *vocab_new(void)
{
    struct vocab *vocab = mem_new(1, sizeof *vocab);
    for (int i = 0; i < VOCAB_SPECIAL; i++)
        table_add(&vocab->table, specials[i]);
    return vocab;
}

void vocab_free(struct vocab *vocab)
{
    if (!vocab)
        return;
    table_free(&vocab->table);
    strs_free(&vocab->labels);
    free(vocab);
}

int vocab_size(const struct vocab *vocab)
{
    return (int)vocab->table.texts.count;
}

const char *vocab_token(const struct vocab *vocab, int id)
{
    return id >= 0 && id < vocab_size(vocab) ? vocab->table.texts.list[id] : "<?>";
}

int vocab_id(const struct vocab *vocab, const char *token)
{
    int id = table_find(&vocab->table, token);
    return id >= 0 ? id : ID_UNK;
}

bool vocab_has(const struct vocab *vocab, const char *token)
{
    return table_find(&vocab->table, token) >= 0;
}

/* Labels for the tokens that have none yet. */
static void add_labels(struct vocab *vocab)
{
    struct str label = {0};
    for (int id = (int)vocab->labels.count; id < vocab_size(vocab); id++) {
        str_clear(&label);
        vocab->write_label(&label, vocab_token(vocab, id));
        strs_add(&vocab->labels, label.length ? label.text : vocab_token(vocab, id));
    }
    str_free(&label);
}

void vocab_label_by(struct vocab *vocab, void (*write)(struct str *out, const char *token))
{
    vocab->write_label = write;
    add_labels(vocab);
}

const char *vocab_label(const struct vocab *vocab, int id)
{
    bool has = vocab->write_label && id >= 0 && id < vocab_size(vocab);
    return has ? vocab->labels.list[id] : vocab_token(vocab, id);
}

int vocab_add(struct vocab *vocab, const char *token)
{
    assert(*token);
    int id = table_add(&vocab->table, token);
    if (vocab->write_label)
        add_labels(vocab);
    return id;
}

bool vocab_equal(const struct vocab *a, const struct vocab *b)
{
    if (vocab_size(a) != vocab_size(b))
        return false;
    for (int id = 0; id < vocab_size(a); id++)
        if (strcmp(vocab_token(a, id), vocab_token(b, id)))
            return false;
    return true;
}

/* --- from a corpus ---------------------------------------------------------------------------- */

int *vocab_ids(const struct vocab *vocab, const struct strs *tokens, size_t limit, bool end,
               int *count)
{
    size_t kept = tokens->count < limit ? tokens->count : limit;
    int *ids = mem_new(kept + 1, sizeof *ids);
    for (size_t i = 0; i < kept; i++)
        ids[i] = vocab_id(vocab, tokens->list[i]);
    if (end)
        ids[kept] = ID_EOS;
    *count = (int)kept + (end ? 1 : 0);
    return ids;
}

struct vocab_counts *vocab_counts_new(void)
{
    return mem_new(1, sizeof(struct vocab_counts));
}

void vocab_counts_free(struct vocab_counts *counts)
{
    if (!counts)
        return;
    table_free(&counts->table);
    free(counts->counts);
    free(counts);
}

void vocab_count_times(struct vocab_counts *counts, const char *token, long times)
{
    size_t known = counts->table.texts.count;
    size_t i = (size_t)table_add(&counts->table, token);
    counts->counts = mem_grow(counts->counts, &counts->capacity, i + 1, sizeof *counts->counts);
    if (i == known)
        counts->counts[i] = 0;
    counts->counts[i] += times;
}

void vocab_count(struct vocab_counts *counts, const char *token)
{
    vocab_count_times(counts, token, 1);
}

size_t vocab_counts_size(const struct vocab_counts *counts)
{
    return counts->table.texts.count;
}

const char *vocab_counts_at(const struct vocab_counts *counts, size_t i, long *times)
{
    *times = counts->counts[i];
    return counts->table.texts.list[i];
}

struct counted {
    const char *token;
    long count;
};

static int by_count(const void *left, const void *right)
{
    const struct counted *a = left, *b = right;
    return a->count != b->count ? (a->count < b->count) - (a->count > b->count)
                                : strcmp(a->token, b->token);
}

struct vocab *vocab_from_counts(const struct vocab_counts *counts, long min_count, size_t limit)
{
    struct vocab *vocab = vocab_new();
    struct counted *order = mem_new(counts->table.texts.count, sizeof *order);
    size_t kept = 0;
    for (size_t i = 0; i < counts->table.texts.count; i++) {
        const char *token = counts->table.texts.list[i];
        if (counts->counts[i] >= min_count && !vocab_has(vocab, token))
            order[kept++] = (struct counted){token, counts->counts[i]};
    }
    qsort(order, kept, sizeof *order, by_count);
    for (size_t i = 0; i < kept && (limit == 0 || i < limit); i++)
        vocab_add(vocab, order[i].token);
    free(order);
    return vocab;
}

/* --- as text ---------------------------------------------------------------------------------- */

void vocab_write(const struct vocab *vocab, struct str *out)
{
    for (int id = 0; id < vocab_size(vocab); id++) {
        assert(!strchr(vocab_token(vocab, id), '\n'));
        str_add(out, vocab_token(vocab, id));
        str_add_n(out, "\n", 1);
    }
}

/* Why the next token of a vocabulary file cannot be taken; NULL when it can. */
static const char *refusal(const struct vocab *vocab, int id, const char *token, size_t n)
{
    if (n == 0)
        return "is empty";
    if (memchr(token, '\0', n) || !utf8_valid(token, n))
        return "is not UTF-8 text";
    bool has = vocab_has(vocab, token);
    if (id < VOCAB_SPECIAL)
        return has && vocab_id(vocab, token) == id ? NULL : "is not the special token of this line";
    return has ? "is there twice" : NULL;
}

struct vocab *vocab_read(const char *text, size_t n, struct err *err)
{
    struct vocab *vocab = vocab_new();
    struct str token = {0}, shown = {0};
    const char *why = NULL, *end = text + n;
    int id = 0;
    for (; text < end && !why; id++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop ? stop : end) - text);
        str_clear(&token);
        str_add_n(&token, text, length);
        why = refusal(vocab, id, token.text, length);
        if (!why)
            vocab_add(vocab, token.text);
        text += length + (stop != NULL);
    }
    utf8_clean(&shown, token.text, token.length);
    if (why)
        err_set(err,
                "vocabulary, line %d: the token \"%.*s\" %s (expected <pad>, <bos>, <eos>, <unk>, "
                "then one other token a line)",
                id, (int)utf8_fit(shown.text, 40), shown.text, why);
    else if (id < VOCAB_SPECIAL)
        err_set(err, "vocabulary: %d lines, expected at least <pad>, <bos>, <eos>, <unk>", id);
    str_free(&token);
    str_free(&shown);
    if (!why && id >= VOCAB_SPECIAL)
        return vocab;
    vocab_free(vocab);
    return NULL;
}
