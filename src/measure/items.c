#include "measure/items.h"

#include <stdlib.h>

#include "base/mem.h"
#include "corpus/join.h"
#include "math/rng.h"
#include "text/vocab.h"

static struct item *item_add(struct items *items)
{
    items->list =
        mem_grow(items->list, &items->capacity, (size_t)items->count + 1, sizeof *items->list);
    struct item *item = &items->list[items->count++];
    *item = (struct item){0};
    return item;
}

static struct strs *reference_add(struct item *item)
{
    item->references =
        mem_grow(item->references, &item->capacity, item->count + 1, sizeof *item->references);
    struct strs *reference = &item->references[item->count++];
    *reference = (struct strs){0};
    return reference;
}

static void strs_append(struct strs *out, const struct strs *more)
{
    for (size_t i = 0; i < more->count; i++)
        strs_add(out, more->list[i]);
}

/* The item of this source: a new one the first time. `known` numbers the sources as it numbers
 * words. */
static struct item *item_of(struct items *items, struct vocab *known, const struct strs *source)
{
    struct str key = {0};
    for (size_t i = 0; i < source->count; i++)
        str_format(&key, "%s ", source->list[i]);
    int id = vocab_add(known, key.length ? key.text : " ") - VOCAB_SPECIAL;
    str_free(&key);
    if (id < items->count)
        return &items->list[id];
    struct item *item = item_add(items);
    strs_append(&item->source, source);
    return item;
}

static int read_pairs(struct items *items, struct pairs *pairs, enum unit source_unit,
                      enum unit target_unit, bool group, struct err *err)
{
    struct vocab *known = vocab_new();
    struct strs source = {0};
    struct pair pair;
    int got;
    while ((got = pairs_next(pairs, &pair, err)) > 0) {
        strs_clear(&source);
        tokens_split(&source, source_unit, pair.first);
        struct item *item = group ? item_of(items, known, &source) : item_add(items);
        if (!group)
            strs_append(&item->source, &source);
        tokens_split(reference_add(item), target_unit, pair.second);
        if (item->count == 1)
            item->line = pair.line;
        items->last_line = pair.line;
        items->pairs++;
    }
    items->bad_lines = pairs_bad(pairs);
    strs_free(&source);
    vocab_free(known);
    return got < 0 ? got : pairs_check(pairs, err);
}

static void item_free(struct item *item)
{
    strs_free(&item->source);
    for (size_t i = 0; i < item->count; i++)
        strs_free(&item->references[i]);
    free(item->references);
}

/* Replaces single pairs by concatenations of 1 to `join` of them, in a random order. */
static void join_items(struct items *items, int join, uint64_t seed)
{
    struct rng rng = {.seed = seed, .stream = 77};
    long *order = mem_new((size_t)items->count, sizeof *order);
    for (long i = 0; i < items->count; i++)
        order[i] = i;
    rng_shuffle(&rng, order, items->count);
    struct items joined = {
        .pairs = items->pairs, .bad_lines = items->bad_lines, .last_line = items->last_line};
    for (long i = 0; i < items->count;) {
        struct item *item = item_add(&joined);
        struct strs *reference = reference_add(item);
        for (int n = join_size(&rng, join); n > 0 && i < items->count; n--) {
            const struct item *one = &items->list[order[i++]];
            strs_append(&item->source, &one->source);
            strs_append(reference, &one->references[0]);
        }
    }
    free(order);
    items_free(items);
    *items = joined;
}

int items_read(struct items *items, const struct pair_source *from, enum unit source_unit,
               enum unit target_unit, int join, uint64_t seed, struct err *err)
{
    *items = (struct items){0};
    struct pairs *pairs = pairs_open_source(from, err);
    if (!pairs)
        return -1;
    int result = read_pairs(items, pairs, source_unit, target_unit, join <= 1, err);
    pairs_close(pairs);
    if (result)
        items_free(items);
    else if (join > 1)
        join_items(items, join, seed);
    return result;
}

void items_free(struct items *items)
{
    for (long i = 0; i < items->count; i++)
        item_free(&items->list[i]);
    free(items->list);
    *items = (struct items){0};
}
