#include "measure/items.h"

#include <stdlib.h>

#include "base/mem.h"
#include "corpus/join.h"
#include "math/rng.h"
#include "text/vocab.h"

enum { STREAM_JOIN = 77, STREAM_FORM = 78 };

static struct item *item_add(struct items *items)
{
    items->list =
        mem_grow(items->list, &items->capacity, (size_t)items->count + 1, sizeof *items->list);
    struct item *item = &items->list[items->count++];
    *item = (struct item){0};
    return item;
}

static void item_free(struct item *item)
{
    strs_free(&item->texts);
    strs_free(&item->source);
    for (size_t i = 0; i < item->count; i++)
        strs_free(&item->references[i]);
    free(item->references);
}

static void strs_append(struct strs *out, const struct strs *more)
{
    for (size_t i = 0; i < more->count; i++)
        strs_add(out, more->list[i]);
}

/* --- texts ------------------------------------------------------------------------------------ */

/* The number of the item of this source, which may be the next one. `known` numbers the sources as
 * it numbers words. */
static long number_of(struct vocab *known, enum unit unit, const char *source)
{
    struct strs words = {0};
    struct str key = {0};
    tokens_split(&words, unit, source);
    for (size_t i = 0; i < words.count; i++)
        str_format(&key, "%s ", words.list[i]);
    int id = vocab_add(known, key.length ? key.text : " ") - VOCAB_SPECIAL;
    str_free(&key);
    strs_free(&words);
    return id;
}

static int read_pairs(struct items *items, struct pairs *pairs, const struct items_options *o,
                      struct err *err)
{
    struct vocab *known = vocab_new();
    struct pair pair;
    int got;
    while ((got = pairs_next(pairs, &pair, err)) > 0) {
        long number = items->count;
        if (o->join <= 1)
            number = number_of(known, unit_words(o->source_unit), pair.first);
        struct item *item = number < items->count ? &items->list[number] : item_add(items);
        if (!item->texts.count) {
            item->line = pair.line;
            strs_add(&item->texts, pair.first);
        }
        strs_add(&item->texts, pair.second);
        items->last_line = pair.line;
        items->pairs++;
    }
    items->bad_lines = pairs_bad(pairs);
    vocab_free(known);
    return got < 0 ? got : pairs_check(pairs, err);
}

/* --- other forms ------------------------------------------------------------------------------ */

/* Reference r; of an item that has fewer, they come again. */
static const char *reference_of(const struct item *item, size_t r)
{
    return item->texts.list[1 + r % (item->texts.count - 1)];
}

/* The texts of an item in another form; `before` may be NULL. The source is the same for every
 * reference: each is changed with the same draws. */
static void vary_texts(struct item *out, const struct items_options *o, long number,
                       const struct item *item, const struct item *before)
{
    size_t count = item->texts.count - 1, others = before ? before->texts.count - 1 : 0;
    for (size_t r = 0; r < count || r < others; r++) {
        struct rng rng = {.seed = o->seed,
                          .stream = (uint64_t)STREAM_FORM << 48 | (uint64_t)number};
        struct str source = {0}, target = {0};
        struct vary_before first = {NULL, NULL};
        if (before)
            first = (struct vary_before){before->texts.list[0], reference_of(before, r)};
        str_add(&source, item->texts.list[0]);
        str_add(&target, reference_of(item, r));
        struct varied pair = {&source, &target};
        out->varied = o->plain ? vary_plain(o->form, before ? &first : NULL, pair)
                               : vary_pair(o->form, &rng, before ? &first : NULL, pair);
        if (r == 0)
            strs_add(&out->texts, source.text);
        strs_add(&out->texts, target.text);
        str_free(&source);
        str_free(&target);
    }
}

static void vary_items(struct items *items, const struct items_options *o)
{
    bool joins = o->form == VARY_JOINED;
    struct items varied = *items;
    varied.list = NULL;
    varied.count = 0;
    varied.capacity = 0;
    for (long i = 0; i < items->count; i++) {
        const struct item *before = NULL;
        if (joins && i + 1 < items->count)
            before = &items->list[i++];
        struct item *item = item_add(&varied);
        item->line = before ? before->line : items->list[i].line;
        vary_texts(item, o, i, &items->list[i], before);
    }
    for (long i = 0; i < items->count; i++)
        item_free(&items->list[i]);
    free(items->list);
    *items = varied;
}

/* --- words ------------------------------------------------------------------------------------ */

static void cut_words(struct item *item, const struct items_options *o)
{
    item->count = item->texts.count - 1;
    item->references = mem_new(item->count, sizeof *item->references);
    tokens_split(&item->source, unit_words(o->source_unit), item->texts.list[0]);
    for (size_t r = 0; r < item->count; r++)
        tokens_split(&item->references[r], unit_words(o->target_unit), item->texts.list[1 + r]);
}

/* Replaces single pairs by concatenations of 1 to `join` of them, in a random order. */
static void join_items(struct items *items, int join, uint64_t seed)
{
    struct rng rng = {.seed = seed, .stream = STREAM_JOIN};
    long *order = mem_new((size_t)items->count, sizeof *order);
    for (long i = 0; i < items->count; i++)
        order[i] = i;
    rng_shuffle(&rng, order, items->count);
    struct items joined = {
        .pairs = items->pairs, .bad_lines = items->bad_lines, .last_line = items->last_line};
    for (long i = 0; i < items->count;) {
        struct item *item = item_add(&joined);
        item->references = mem_new(1, sizeof *item->references);
        item->count = 1;
        for (int n = join_size(&rng, join); n > 0 && i < items->count; n--) {
            const struct item *one = &items->list[order[i++]];
            strs_append(&item->source, &one->source);
            strs_append(&item->references[0], &one->references[0]);
        }
    }
    free(order);
    items_free(items);
    *items = joined;
}

int items_read(struct items *items, const struct items_options *o, struct err *err)
{
    *items = (struct items){0};
    struct pairs *pairs = pairs_open_source(&o->source, err);
    if (!pairs)
        return -1;
    int result = read_pairs(items, pairs, o, err);
    pairs_close(pairs);
    if (result) {
        items_free(items);
        return result;
    }
    if (o->form != VARY_NONE)
        vary_items(items, o);
    for (long i = 0; i < items->count; i++)
        cut_words(&items->list[i], o);
    if (o->join > 1)
        join_items(items, o->join, o->seed);
    return 0;
}

void items_free(struct items *items)
{
    for (long i = 0; i < items->count; i++)
        item_free(&items->list[i]);
    free(items->list);
    *items = (struct items){0};
}
