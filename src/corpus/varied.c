#include "corpus/varied.h"

#include <stdlib.h>

#include "base/mem.h"

enum { STREAM = 1997 }; /* tells the draws from other random numbers under the same seed */

struct varied_pairs {
    struct varied_options options;
    struct pairs *pairs;
    int epoch;
    long count; /* pairs read in this epoch */
    struct str source, target;
    struct near {
        struct str source, target;
    } near[VARIED_NEAR]; /* pair number n, as it was, in place n mod VARIED_NEAR */
};

struct varied_pairs *varied_new(struct pairs *pairs, const struct varied_options *options)
{
    struct varied_pairs *varied = mem_new(1, sizeof *varied);
    varied->pairs = pairs;
    varied->options = *options;
    return varied;
}

void varied_free(struct varied_pairs *varied)
{
    if (!varied)
        return;
    str_free(&varied->source);
    str_free(&varied->target);
    for (int i = 0; i < VARIED_NEAR; i++) {
        str_free(&varied->near[i].source);
        str_free(&varied->near[i].target);
    }
    free(varied);
}

void varied_start(struct varied_pairs *varied, int epoch)
{
    varied->epoch = epoch;
    varied->count = 0;
}

/* Most of what people leave out is the mark. The other forms are as frequent as one another, but
 * for emoji: there are many, and each is a row of bytes to learn to copy. */
static enum vary draw_form(const struct varied_options *options, struct rng *rng)
{
    static const enum vary others[] = {VARY_EMOJI,   VARY_EMOJI,  VARY_JOINED,
                                       VARY_DOUBLED, VARY_QUOTES, VARY_CASE};
    uint32_t count = options->case_counts ? 6 : 5;
    return rng_below(rng, 2) ? VARY_NO_MARK : others[rng_below(rng, count)];
}

/* One of the pairs read before, or NULL. */
static const struct vary_before *draw_before(const struct varied_pairs *v, struct rng *rng,
                                             struct vary_before *out)
{
    uint32_t known = v->count < VARIED_NEAR ? (uint32_t)v->count : VARIED_NEAR;
    if (known == 0)
        return NULL;
    const struct near *near = &v->near[rng_below(rng, known)];
    *out = (struct vary_before){near->source.text, near->target.text};
    return out;
}

static void copy(struct str *out, const char *text)
{
    str_clear(out);
    str_add(out, text);
}

int varied_next(struct varied_pairs *v, struct pair *pair, struct err *err)
{
    int got = pairs_next(v->pairs, pair, err);
    if (got <= 0 || v->options.share == 0)
        return got;
    struct rng rng = {.seed = v->options.seed,
                      .stream = (uint64_t)STREAM << 48 | (uint64_t)v->epoch << 32,
                      .position = (uint64_t)v->count * 16};
    copy(&v->source, pair->first);
    copy(&v->target, pair->second);
    if (rng_uniform(&rng) < v->options.share) {
        struct vary_before before;
        enum vary form = draw_form(&v->options, &rng);
        const struct vary_before *near = draw_before(v, &rng, &before);
        struct varied texts = {&v->source, &v->target};
        if (!vary_pair(form, &rng, near, texts))
            vary_pair(VARY_NO_MARK, &rng, near, texts);
    }
    struct near *place = &v->near[v->count++ % VARIED_NEAR];
    copy(&place->source, pair->first);
    copy(&place->target, pair->second);
    pair->first = v->source.text;
    pair->second = v->target.text;
    return got;
}
