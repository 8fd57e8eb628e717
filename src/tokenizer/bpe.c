#include "tokenizer/bpe.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"
#include "tokenizer/piece.h"

/* A stretch of a word: its bytes, and its symbol, −1 when no merge knows it. */
struct stretch {
    size_t size;
    int symbol;
};

/* Words and their stretches, laid end to end. */
struct cuts {
    pthread_mutex_t lock;
    struct vocab *words;
    size_t *ends; /* [words] where the stretches of each end, from VOCAB_SPECIAL on */
    struct stretch *list;
    size_t ends_capacity, list_capacity;
};

enum { REMEMBERED = 1 << 16 }; /* words; a language has fewer that are frequent */

static const char end_text[] = "</w>";

/* --- symbols and merges ----------------------------------------------------------------------- */

static struct cuts *cuts_new(void)
{
    struct cuts *cuts = mem_new(1, sizeof *cuts);
    pthread_mutex_init(&cuts->lock, NULL);
    cuts->words = vocab_new();
    cuts->ends =
        mem_grow(cuts->ends, &cuts->ends_capacity, VOCAB_SPECIAL + REMEMBERED, sizeof *cuts->ends);
    cuts->ends[VOCAB_SPECIAL - 1] = 0;
    return cuts;
}

static void cuts_free(struct cuts *cuts)
{
    pthread_mutex_destroy(&cuts->lock);
    vocab_free(cuts->words);
    free(cuts->ends);
    free(cuts->list);
    free(cuts);
}

/* The symbol of a text; `merge` makes it if it is new. */
static int add_symbol(struct bpe *bpe, const char *text, int merge)
{
    int known = vocab_size(bpe->symbols), symbol = vocab_add(bpe->symbols, text);
    if (symbol == known) {
        bpe->parts =
            mem_grow(bpe->parts, &bpe->parts_capacity, (size_t)symbol + 1, sizeof *bpe->parts);
        bpe->parts[symbol] = merge;
    }
    return symbol;
}

struct bpe *bpe_new(void)
{
    struct bpe *bpe = mem_new(1, sizeof *bpe);
    bpe->symbols = vocab_new();
    bpe->cuts = cuts_new();
    add_symbol(bpe, end_text, -1);
    return bpe;
}

void bpe_free(struct bpe *bpe)
{
    if (!bpe)
        return;
    vocab_free(bpe->symbols);
    couples_free(&bpe->merges);
    cuts_free(bpe->cuts);
    free(bpe->made);
    free(bpe->parts);
    free(bpe);
}

struct bpe *bpe_copy(const struct bpe *bpe)
{
    struct bpe *copy = bpe_new();
    for (int symbol = BPE_END + 1; symbol < vocab_size(bpe->symbols); symbol++)
        add_symbol(copy, vocab_token(bpe->symbols, symbol), bpe->parts[symbol]);
    for (size_t i = 0; i < bpe->merges.count; i++)
        bpe_merge(copy, bpe->merges.list[i].left, bpe->merges.list[i].right);
    return copy;
}

int bpe_character(struct bpe *bpe, const char *text, size_t n)
{
    struct str character = {0};
    str_add_n(&character, text, n);
    int symbol = add_symbol(bpe, character.text, -1);
    str_free(&character);
    return symbol;
}

static bool is_alone(const struct bpe *bpe, int symbol)
{
    return *vocab_token(bpe->symbols, symbol) == *PIECE_GOES_ON;
}

/* Whether the end of the word belongs to a symbol: the last part of its last part. */
static bool has_end(const struct bpe *bpe, int symbol)
{
    while (bpe->parts[symbol] >= 0)
        symbol = bpe->merges.list[bpe->parts[symbol]].right;
    return symbol == BPE_END;
}

/* Whether a text would be taken for something else than a merged symbol. */
static bool is_taken(const struct bpe *bpe, const char *text)
{
    int width;
    size_t n = strlen(text);
    return utf8_grapheme(text, n, &width) == n ||
           (vocab_has(bpe->symbols, text) && vocab_id(bpe->symbols, text) <= BPE_END);
}

int bpe_merge(struct bpe *bpe, int left, int right)
{
    size_t count = bpe->merges.count;
    int symbol = -1;
    struct str text = {0};
    str_format(&text, "%s%s", vocab_token(bpe->symbols, left), vocab_token(bpe->symbols, right));
    if (!is_alone(bpe, left) && !is_alone(bpe, right) && !has_end(bpe, left) &&
        !is_taken(bpe, text.text) && couples_find(&bpe->merges, left, right) < 0) {
        couples_add(&bpe->merges, left, right);
        symbol = add_symbol(bpe, text.text, (int)count);
        bpe->made = mem_grow(bpe->made, &bpe->made_capacity, count + 1, sizeof *bpe->made);
        bpe->made[count] = symbol;
    }
    str_free(&text);
    return symbol;
}

long bpe_merges(const struct bpe *bpe)
{
    return (long)bpe->merges.count;
}

/* --- as text ---------------------------------------------------------------------------------- */

void bpe_write(const struct bpe *bpe, struct str *out)
{
    str_add(out, "");
    for (size_t i = 0; i < bpe->merges.count; i++)
        str_format(out, "%s %s\n", vocab_token(bpe->symbols, bpe->merges.list[i].left),
                   vocab_token(bpe->symbols, bpe->merges.list[i].right));
}

bool bpe_equal(const struct bpe *a, const struct bpe *b)
{
    struct str first = {0}, second = {0};
    bpe_write(a, &first);
    bpe_write(b, &second);
    bool equal = strcmp(first.text, second.text) == 0;
    str_free(&first);
    str_free(&second);
    return equal;
}

/* The symbol of n bytes, −1 when they are neither known nor one character. */
static int read_symbol(struct bpe *bpe, const char *text, size_t n)
{
    int width, code;
    struct str symbol = {0};
    str_add_n(&symbol, text, n);
    int found = vocab_has(bpe->symbols, symbol.text) ? vocab_id(bpe->symbols, symbol.text) : -1;
    str_free(&symbol);
    if (found >= 0)
        return found < VOCAB_SPECIAL ? -1 : found;
    if (n == 0 || utf8_grapheme(text, n, &width) < n || utf8_decode(text, n, &code) > n ||
        code <= ' ')
        return -1;
    return bpe_character(bpe, text, n);
}

/* Why a line is no merge; NULL when it was added. */
static const char *read_merge(struct bpe *bpe, const char *line, size_t n)
{
    const char *space = memchr(line, ' ', n);
    if (memchr(line, '\0', n) || !utf8_valid(line, n))
        return "is not UTF-8 text";
    if (!space)
        return "is not two symbols with a space between";
    size_t first = (size_t)(space - line);
    int left = read_symbol(bpe, line, first);
    int right = read_symbol(bpe, space + 1, n - first - 1);
    if (left < 0 || right < 0)
        return "has a symbol that is neither a character nor made by a line before";
    return bpe_merge(bpe, left, right) < 0 ? "is there twice, or cannot be merged" : NULL;
}

struct bpe *bpe_read(const char *text, size_t n, struct err *err)
{
    struct bpe *bpe = bpe_new();
    const char *end = text + n, *why = NULL;
    for (int line = 1; text < end && !why; line++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop ? stop : end) - text);
        struct str shown = {0};
        why = read_merge(bpe, text, length);
        utf8_clean(&shown, text, length);
        if (why)
            err_set(err, "merges, line %d: \"%.*s\" %s (expected lines such as \"es t\")", line,
                    (int)utf8_fit(shown.text ? shown.text : "", 40), shown.text ? shown.text : "",
                    why);
        str_free(&shown);
        text += length + (stop != NULL);
    }
    if (!why)
        return bpe;
    bpe_free(bpe);
    return NULL;
}

/* --- cutting ---------------------------------------------------------------------------------- */

/* The characters of up to BPE_WORD of a word; `end` adds its end. Returns how many stretches. */
static size_t begin(const struct bpe *bpe, const char **at, const char *end, struct stretch *out)
{
    size_t count = 0;
    while (*at < end && count < BPE_WORD) {
        int width;
        char text[128];
        size_t n = utf8_grapheme(*at, (size_t)(end - *at), &width);
        bool fits = n < sizeof text;
        memcpy(text, *at, fits ? n : 0);
        text[fits ? n : 0] = '\0';
        bool known = *text && vocab_has(bpe->symbols, text);
        out[count++] = (struct stretch){n, known ? vocab_id(bpe->symbols, text) : -1};
        *at += n;
    }
    if (*at == end)
        out[count++] = (struct stretch){0, BPE_END};
    return count;
}

/* The merge that was learned first among those that can be done; −1: none. */
static int first_merge(const struct bpe *bpe, const struct stretch *list, size_t count)
{
    int best = -1;
    for (size_t i = 0; i + 1 < count; i++) {
        if (list[i].symbol < 0 || list[i + 1].symbol < 0)
            continue;
        int merge = couples_find(&bpe->merges, list[i].symbol, list[i + 1].symbol);
        if (merge >= 0 && (best < 0 || merge < best))
            best = merge;
    }
    return best;
}

/* Does one merge wherever it can be done, from the left. Returns how many stretches are left. */
static size_t do_merge(const struct bpe *bpe, int merge, struct stretch *list, size_t count)
{
    struct couple couple = bpe->merges.list[merge];
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct stretch one = list[i];
        if (i + 1 < count && one.symbol == couple.left && list[i + 1].symbol == couple.right)
            one = (struct stretch){one.size + list[++i].size, bpe->made[merge]};
        list[kept++] = one;
    }
    return kept;
}

/* Appends the stretches of a word to a list; the end of the word, if nothing merged with it, is
 * none. */
static size_t cut_word(const struct bpe *bpe, const char *word, struct stretch **list,
                       size_t *capacity, size_t count)
{
    const char *at = word, *end = word + strlen(word);
    while (at < end) {
        struct stretch part[BPE_WORD + 1];
        size_t n = begin(bpe, &at, end, part);
        for (int merge; (merge = first_merge(bpe, part, n)) >= 0;)
            n = do_merge(bpe, merge, part, n);
        n -= part[n - 1].size == 0;
        *list = mem_grow(*list, capacity, count + n, sizeof **list);
        memcpy(*list + count, part, n * sizeof *part);
        count += n;
    }
    return count;
}

/* Appends the piece when it is known; whether it is. */
static bool add_known(const struct vocab *known, const char *text, size_t n, bool goes_on,
                      struct strs *out)
{
    struct str token = {0};
    piece_write(&token, text, n, goes_on);
    bool is_known = !known || vocab_has(known, token.text);
    if (is_known)
        strs_add(out, token.text);
    str_free(&token);
    return is_known;
}

/* The bytes of a code point, a token each. */
static void add_bytes(struct strs *out, const char *text, size_t n, bool goes_on)
{
    for (size_t i = 0; i < n; i++) {
        struct str token = {0};
        piece_write_byte(&token, (unsigned char)text[i], goes_on || i + 1 < n);
        strs_add(out, token.text);
        str_free(&token);
    }
}

/* The code points of a character that is not known as a whole, each known or as its bytes. */
static void add_character(const struct vocab *known, const char *text, size_t n, bool goes_on,
                          struct strs *out)
{
    for (size_t at = 0, used; at < n; at += used) {
        int code;
        used = utf8_decode(text + at, n - at, &code);
        bool more = goes_on || at + used < n;
        if (!add_known(known, text + at, used, more, out))
            add_bytes(out, text + at, used, more);
    }
}

/* Adds one stretch as a token, or taken apart as far as it must be. */
static void add_stretch(const struct bpe *bpe, const struct vocab *known, const char *text,
                        struct stretch stretch, bool goes_on, struct strs *out)
{
    if (add_known(known, text, stretch.size, goes_on, out))
        return;
    int merge = stretch.symbol < 0 ? -1 : bpe->parts[stretch.symbol];
    if (merge < 0) {
        add_character(known, text, stretch.size, goes_on, out);
        return;
    }
    struct couple couple = bpe->merges.list[merge];
    size_t size = strlen(vocab_token(bpe->symbols, couple.left)); /* its end has none of a word */
    size_t rest = stretch.size - size;
    add_stretch(bpe, known, text, (struct stretch){size, couple.left}, goes_on || rest > 0, out);
    if (rest > 0)
        add_stretch(bpe, known, text + size, (struct stretch){rest, couple.right}, goes_on, out);
}

static void add_stretches(const struct bpe *bpe, const struct vocab *known, const char *word,
                          const struct stretch *list, size_t count, struct strs *out)
{
    for (size_t i = 0; i < count; i++) {
        add_stretch(bpe, known, word, list[i], i + 1 < count, out);
        word += list[i].size;
    }
}

void bpe_cut(const struct bpe *bpe, const struct vocab *known, const char *word, struct strs *out)
{
    struct cuts *cuts = bpe->cuts;
    if (!*word)
        return;
    pthread_mutex_lock(&cuts->lock);
    int count = vocab_size(cuts->words);
    size_t used = cuts->ends[count - 1];
    int id = vocab_has(cuts->words, word) ? vocab_id(cuts->words, word) : count;
    bool is_new = id == count || id < VOCAB_SPECIAL;
    if (is_new) {
        id = count;
        cuts->ends[id] = cut_word(bpe, word, &cuts->list, &cuts->list_capacity, used);
    }
    add_stretches(bpe, known, word, cuts->list + cuts->ends[id - 1],
                  cuts->ends[id] - cuts->ends[id - 1], out);
    if (is_new && count < VOCAB_SPECIAL + REMEMBERED - 1)
        vocab_add(cuts->words, word);
    pthread_mutex_unlock(&cuts->lock);
}
